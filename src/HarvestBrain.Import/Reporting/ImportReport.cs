using HarvestBrain.Import.Reading;

namespace HarvestBrain.Import.Reporting;

/// <summary>All that an import has to say.</summary>
internal sealed class ImportReport
{
    private const int MaxNotes = 200; // a file of many symbols; the rest is counted

    private readonly List<Question> _questions = [];
    private readonly List<(string Name, string Text)> _refusedFiles = [];
    private readonly List<string> _notes = [];

    public IReadOnlyList<FileReport> Files { get; set; } = [];

    public IReadOnlyList<Question> Questions => _questions;

    /// <summary>Files that are not imported at all, with why.</summary>
    public IReadOnlyList<(string Name, string Text)> RefusedFiles => _refusedFiles;

    /// <summary>What rules did that a trader should know: carried in, dust, hedging.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public long NotesLeftOut { get; private set; }

    /// <summary>Stops that do not protect the entry that they were told for; each is named in a note.</summary>
    public long StopsOnWrongSide { get; private set; }

    public Totals Totals { get; } = new();

    /// <summary>Symbols with fills and without prices, where other symbols have prices.</summary>
    public List<string> MissingPrices { get; } = [];

    public bool HasPrices { get; set; }

    public bool HasFills { get; set; }

    public bool IsRefused => _refusedFiles.Count > 0 || MissingPrices.Count > 0 || Files.Any(file => file.RefusedCount > 0);

    public void Ask(Question question)
    {
        if (!_questions.Contains(question)) _questions.Add(question);
    }

    public void Note(string text)
    {
        if (_notes.Count < MaxNotes) _notes.Add(text);
        else NotesLeftOut++;
    }

    public void NoteStopOnWrongSide(string text)
    {
        StopsOnWrongSide++;
        Note(text);
    }

    public void RefuseFile(string name, string text) => _refusedFiles.Add((name, text));

    public void RefuseFile(string name, Unknown unknown)
    {
        if (unknown.FirstLine.Length == 0)
        {
            RefuseFile(name, "is empty; export it again, or leave it out");
            return;
        }
        IEnumerable<string> near = unknown.Near.Select(near =>
            $"near {near.Format.Name} ({near.Format.Title}): lacks {string.Join(", ", near.Missing)}");
        string[] lines =
        [
            $"no format that is known; it begins: {unknown.FirstLine}", .. near,
            "--format list names the formats; of a table say what its columns mean:", $"  {ImportOptions.CommandOfATable(name)}",
        ];
        RefuseFile(name, string.Join("\n    ", lines));
    }
}
