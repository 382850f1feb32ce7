using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tape;

/// <summary>Takes what is on a tape, in its order.</summary>
internal interface ITapeContent
{
    /// <summary>The tape begins, or begins anew: what was before does not lead here.</summary>
    void Begin(TapeBeginning beginning);

    /// <summary>A position is saved so.</summary>
    void Save(string key, byte[] state);

    /// <summary>A commit, with the entries that it read.</summary>
    void Commit(TapeCommit commit, IReadOnlyList<StreamEntry> entries);

    /// <summary>The tape is not what was recorded, or something was missing when it was.</summary>
    void Fault(long line, string problem, ReadOnlySpan<byte> text);
}

/// <summary>How a tape begins.</summary>
internal sealed record TapeBeginning(
    JournalStart Start, EntryId? Journal, EntryId Output, long Added, int Positions, (long[] Closes, long[] Stops) Rates);

/// <summary>A commit on a tape.</summary>
/// <param name="Journal">Its entry of the journal.</param>
/// <param name="Note">What decided it.</param>
/// <param name="Published">One digit for each intent that was decided: 0 = its id was claimed.</param>
/// <param name="First">The first entry of the output, if there was one.</param>
internal sealed record TapeCommit(EntryId Journal, JournalNote Note, string Published, EntryId? First);

/// <summary>Reads a tape, and holds it against its own sums, counts and order.</summary>
internal sealed class TapeReader(ITapeContent content, IReadOnlyList<InputStream> inputs)
{
    private readonly List<(StreamEntry Entry, long Line)> _entries = [];
    private EntryId _journal;
    private long _number;
    private int _positions;
    private bool _hasBegun;

    /// <summary>Entries at the end that nobody had decided when it was recorded.</summary>
    public int Undecided => _entries.Count;

    /// <summary>It can be verified: a journal was there when it was recorded.</summary>
    public bool HasJournal { get; private set; }

    /// <summary>Takes the next line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <exception cref="FormatException">It is no tape.</exception>
    public void Take(ReadOnlyMemory<byte> line)
    {
        _number++;
        if (line.IsEmpty) return;
        if (!_hasBegun && TapeLine.Type(line.Span) != "settings")
            throw new FormatException("its first line says no settings: this is not what 'harvestbrain record' writes");
        if (!TapeLine.IsIntact(line.Span)) content.Fault(_number, "the line is not as it was written", line.Span);
        try
        {
            if (TapeLine.Type(line.Span) is { } type) Take(type, line);
            else if (TapeLine.TryReadEntry(line.Span, out EntrySource source, out EntryId id, out EntryField[] fields))
                _entries.Add((new StreamEntry(id, fields, inputs.First(input => input.Source == source)), _number));
            else content.Fault(_number, "the line is no entry", line.Span);
        }
        catch (Exception e) when (_hasBegun && e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            content.Fault(_number, $"the line cannot be read ({e.Message})", line.Span);
        }
    }

    private void Take(string type, ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        switch (type)
        {
            case "settings":
                Begin(root, line);
                break;
            case "state":
                _positions--;
                content.Save(root.GetProperty("position").GetString()!, Raw(root.GetProperty("state")));
                break;
            case "position":
                Follow(root, line);
                content.Save(root.GetProperty("position").GetString()!, Raw(root.GetProperty("state")));
                break;
            case "commit":
                Commit(root, line);
                break;
            case "missing":
                content.Fault(_number, "entries were not there any more when this was recorded", line.Span);
                break;
            default:
                content.Fault(_number, $"nothing is known of the type '{type}'", line.Span);
                break;
        }
    }

    private void Begin(JsonElement root, ReadOnlyMemory<byte> line)
    {
        JournalStart start = JournalJson.ReadStart(line);
        HasJournal = root.TryGetProperty("journal", out JsonElement journal);
        _hasBegun = true;
        if (!HasJournal) return;
        _journal = Id(journal);
        _positions = root.GetProperty("positions").GetInt32();
        _entries.Clear();
        content.Begin(new TapeBeginning(
            start, _journal, Id(root.GetProperty("output")), root.GetProperty("added").GetInt64(), _positions,
            (Times(root.GetProperty("rate")), Times(root.GetProperty("stop_rate")))));
    }

    private void Commit(JsonElement root, ReadOnlyMemory<byte> line)
    {
        if (_positions != 0) content.Fault(_number, $"{_positions} of the positions that the tape begins with are missing", line.Span);
        _positions = 0;
        Follow(root, line);
        JournalNote note = JournalJson.ReadNote(Raw(root.GetProperty("note")));
        var told = new HashSet<(string, EntryId)>(root.GetProperty("ids").EnumerateObject()
            .SelectMany(stream => stream.Value.EnumerateArray().Select(id => (stream.Name, Id(id)))));
        foreach ((StreamEntry entry, long number) in _entries)
        {
            if (!told.Remove((entry.Stream.Word, entry.Id)))
                content.Fault(number, $"the commit behind it did not read {entry.Stream.Word} {entry.Id}", default);
        }
        foreach ((string stream, EntryId id) in told)
            content.Fault(_number, $"{stream} {id}, which this commit read, is missing before it", default);
        for (int i = 1; i < _entries.Count; i++)
        {
            if (_entries[i].Entry.Id < _entries[i - 1].Entry.Id)
                content.Fault(_entries[i].Line, $"{_entries[i].Entry.Id} stands behind {_entries[i - 1].Entry.Id}", default);
        }
        EntryId? first = root.TryGetProperty("first", out JsonElement id0) ? Id(id0) : null;
        content.Commit(
            new TapeCommit(_journal, note, root.GetProperty("published").GetString() ?? "", first), [.. _entries.Select(one => one.Entry)]);
        _entries.Clear();
    }

    // Each names the entry of the journal before it.
    private void Follow(JsonElement root, ReadOnlyMemory<byte> line)
    {
        EntryId after = Id(root.GetProperty("after"));
        if (after != _journal) content.Fault(_number, $"what the journal says of {_journal} to {after} is missing before it", line.Span);
        _journal = Id(root.GetProperty("id"));
    }

    private static byte[] Raw(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());

    private static long[] Times(JsonElement text) =>
        [.. (text.GetString() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(
            ms => long.Parse(ms, System.Globalization.CultureInfo.InvariantCulture))];

    private static EntryId Id(JsonElement text) =>
        EntryId.TryParse(text.GetString(), out EntryId id) ? id : throw new FormatException($"'{text}' is no entry id");
}
