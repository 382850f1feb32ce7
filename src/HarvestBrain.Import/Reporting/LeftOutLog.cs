using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Reporting;

/// <summary>Where rules say what they leave out or refuse: into the report of the file that the row is from.</summary>
internal sealed class LeftOutLog(IReadOnlyList<SourceFile> files)
{
    public void Add(Record record, string reason) => files[record.File].Report.LeaveOut(reason, record.Line);

    public void Refuse(Record record, Problem problem) => files[record.File].Report.Refuse(record.Line, problem);

    public string NameOf(Record record) => files[record.File].Name;
}
