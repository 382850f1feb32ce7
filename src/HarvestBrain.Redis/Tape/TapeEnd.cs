using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tape;

/// <summary>Where a tape ends, so that it can be recorded on.</summary>
/// <param name="Length">Its length in bytes up to its last whole commit: what stands behind it was not finished.</param>
/// <param name="Journal">The last entry of the journal on it.</param>
/// <param name="Added">How many entries the journal had had, ever, up to that one.</param>
/// <param name="Cursors">Per stream the last entry on it.</param>
internal sealed record TapeEnd(long Length, EntryId Journal, long Added, IReadOnlyDictionary<string, EntryId> Cursors);

/// <summary>Finds where a tape ends.</summary>
internal sealed class TapeEndFinder
{
    private readonly Dictionary<string, EntryId> _cursors = new(StringComparer.Ordinal);
    private long _read;
    private long _added;
    private int _states;
    private string _beginning = "";

    /// <summary>The end; <see langword="null"/> = it is no tape, or not even its beginning is whole.</summary>
    public TapeEnd? End { get; private set; }

    /// <summary>Takes the next line.</summary>
    /// <param name="line">The line, without its end.</param>
    public void Take(ReadOnlyMemory<byte> line)
    {
        _read += line.Length + 1;
        if (!TapeLine.IsIntact(line.Span) || TapeLine.Type(line.Span) is not { } type) return;
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        switch (type)
        {
            case "settings" when root.TryGetProperty("journal", out JsonElement journal):
                foreach (JournalCursor cursor in JournalJson.ReadStart(line).Cursors) _cursors[cursor.Stream] = cursor.Applied;
                _added = root.GetProperty("added").GetInt64();
                _states = root.GetProperty("positions").GetInt32();
                _beginning = journal.GetString() ?? "";
                if (_states == 0) Reach(_beginning, entries: 0);
                break;
            case "state" when --_states == 0:
                Reach(_beginning, entries: 0);
                break;
            case "position":
                Reach(root.GetProperty("id").GetString(), entries: 1);
                break;
            case "commit":
                foreach (JournalRead read in JournalJson.ReadNote(Encoding.UTF8.GetBytes(root.GetProperty("note").GetRawText())).Reads)
                    _cursors[read.Stream] = read.To;
                Reach(root.GetProperty("id").GetString(), entries: 1);
                break;
        }
    }

    private void Reach(string? journal, int entries)
    {
        _added += entries;
        if (!EntryId.TryParse(journal, out EntryId id)) return;
        End = new TapeEnd(_read, id, _added, _cursors);
    }
}
