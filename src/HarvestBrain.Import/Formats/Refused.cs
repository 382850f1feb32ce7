using HarvestBrain.Import.Reading;

namespace HarvestBrain.Import.Formats;

/// <summary>A format that is known and cannot be imported without guessing: it is refused with what to export instead.</summary>
internal sealed class Refused(string name, string title, string why, Shape shapes, params string[] required)
    : Format(name, title, shapes, required)
{
    public override Gives Gives => Gives.Nothing;

    public override string? Refusal => why;

    public override void Read(Row row, Sink sink) => sink.LeaveOut(why);
}
