using HarvestBrain.Core.Events;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;

namespace HarvestBrain.Redis.Tape;

/// <summary>
/// Records what a service read in the order in which it decided, by its journal: of each commit the entries, then what else decided it.
/// Where Redis has no journal the entries stand in the order of their ids; then nothing can be verified.
/// </summary>
internal sealed class TapeRecorder(HarvestBrainOptions options, JournalReader reader, TapeWriter writer)
{
    private readonly Dictionary<string, EntryId> _cursors = new(StringComparer.Ordinal);
    private readonly List<TapeGap> _gaps = [];
    private EntryId _journal;
    private long _added; // entries of the journal, ever, up to the last one that was recorded

    /// <summary>What is missing on the tape, because it is gone from Redis.</summary>
    public IReadOnlyList<TapeGap> Gaps => _gaps;

    /// <summary>Entries that were recorded.</summary>
    public long Entries { get; private set; }

    /// <summary>Commits that were recorded.</summary>
    public long Commits { get; private set; }

    /// <summary>There is a journal, so that the tape can be verified.</summary>
    public bool HasJournal { get; private set; }

    /// <summary>Records on where a tape ends.</summary>
    public void GoOn(TapeEnd end)
    {
        (HasJournal, _journal, _added) = (true, end.Journal, end.Added);
        foreach ((string stream, EntryId applied) in end.Cursors) _cursors[stream] = applied;
        writer.GoOn(end.Journal);
    }

    /// <summary>Writes how the tape begins: the settings in force, and the positions.</summary>
    /// <param name="since">The first entry that matters; <see langword="null"/> = all that there are.</param>
    /// <param name="stop">Gives up.</param>
    public async Task BeginAsync(EntryId? since, CancellationToken stop)
    {
        StreamCount journal = await reader.CountAsync(reader.Keys.Journal, stop).ConfigureAwait(false);
        JournalAnchor[] usable =
        [
            .. (await reader.AnchorsAsync(stop).ConfigureAwait(false)).Where(
                anchor => anchor.Added <= journal.Added && anchor.Added >= journal.Gone),
        ];
        if (usable.Length == 0)
        {
            BeginWithoutJournal(since);
            return;
        }
        JournalAnchor first = usable.LastOrDefault(anchor => since is { } id && anchor.Checkpoint.Applied(reader.Keys.Input) < id)
            ?? usable[0];
        HasJournal = await TryBeginAtAsync(first, stop).ConfigureAwait(false);
        if (!HasJournal) await BeginAsync(since, stop).ConfigureAwait(false); // replaced while it was read
    }

    /// <summary>Records what there is now.</summary>
    /// <param name="stop">Ends it behind a whole commit.</param>
    /// <returns>There was something.</returns>
    public async Task<bool> RecordAsync(CancellationToken stop)
    {
        if (!HasJournal) return false;
        long before = Commits;
        while (!stop.IsCancellationRequested)
        {
            StreamCount count = await reader.CountAsync(reader.Keys.Journal, stop).ConfigureAwait(false);
            if (count.Gone > _added)
            {
                Miss(new TapeGap(reader.Keys.Journal, _journal, null, count.Gone - _added));
                _added = count.Gone;
            }
            IReadOnlyList<JournalEntry> page = await reader.JournalAsync(_journal, stop).ConfigureAwait(false);
            foreach (JournalEntry entry in page)
            {
                await RecordAsync(entry, stop).ConfigureAwait(false);
                (_journal, _added) = (entry.Id, _added + 1);
                Commits++;
            }
            await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            if (page.Count < JournalReader.Page) break;
        }
        return Commits > before;
    }

    /// <summary>Records what nobody has decided yet.</summary>
    public async Task RecordRestAsync(CancellationToken stop)
    {
        var rest = new List<StreamEntry>();
        foreach (InputStream stream in reader.Keys.Inputs)
        {
            EntryId after = _cursors.GetValueOrDefault(stream.Word);
            StreamCount count = await reader.CountAsync(stream.Name, stop).ConfigureAwait(false);
            IReadOnlyList<StreamEntry> entries = await reader.EntriesAsync(stream, after, null, stop).ConfigureAwait(false);
            if (!HasJournal && after == default && count.Gone > 0)
                Miss(new TapeGap(stream.Name, default, entries.Count > 0 ? entries[0].Id : null, count.Gone));
            rest.AddRange(entries);
        }
        foreach (StreamEntry entry in rest.OrderBy(entry => entry.Id)) Write(entry);
        await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void BeginWithoutJournal(EntryId? since)
    {
        EntryId before = since is { } id ? Before(id) : default;
        foreach (InputStream stream in reader.Keys.Inputs) _cursors[stream.Word] = before;
        var settings = new EngineSettings(options.Mode, options.Instance, options.MaxActionsPerMinute, options.Policy)
        {
            MaxStopsPerMinute = options.MaxStopsPerMinute,
        };
        writer.Settings(JournalJson.Write(new JournalStart(settings, [], [], IsRecovered: false)), anchor: null, positions: 0);
    }

    private async Task<bool> TryBeginAtAsync(JournalAnchor anchor, CancellationToken stop)
    {
        if (await reader.PositionsAsync(anchor, stop).ConfigureAwait(false) is not { } positions) return false;
        JournalStart start = JournalJson.ReadStart(anchor.Start);
        foreach (JournalCursor cursor in start.Cursors) _cursors[cursor.Stream] = cursor.Applied;
        (_journal, _added) = (anchor.Journal, anchor.Added);
        writer.Settings(anchor.Start, anchor, positions.Count);
        foreach ((string key, byte[] state) in positions) writer.State(key, state);
        return true;
    }

    private async Task RecordAsync(JournalEntry entry, CancellationToken stop)
    {
        if (entry.Position is not null)
        {
            writer.Position(entry);
            return;
        }
        JournalNote note = JournalJson.ReadNote(entry.Note);
        if (note.Begins is { } begins && !IsLedTo(begins))
        {
            // What was applied in between nobody has noted: the tape goes on from what was saved here, where that is still known.
            JournalAnchor? here = (await reader.AnchorsAsync(stop).ConfigureAwait(false)).FirstOrDefault(
                anchor => anchor.Journal == entry.Id);
            if (here is not null && await TryBeginAtAsync(here, stop).ConfigureAwait(false))
            {
                _added--; // the caller counts it
                return;
            }
            Miss(new TapeGap(reader.Keys.Journal, _journal, entry.Id, 0));
        }
        var entries = new List<StreamEntry>();
        var gaps = new List<TapeGap>();
        foreach (JournalRead read in note.Reads)
        {
            EntryId after = _cursors.GetValueOrDefault(read.Stream);
            if (read.Entries == 0 || reader.Keys.Inputs.FirstOrDefault(input => input.Word == read.Stream) is not { } stream) continue;
            IReadOnlyList<StreamEntry> found = await reader.EntriesAsync(stream, after, read.To, stop).ConfigureAwait(false);
            if (found.Count != read.Entries) gaps.Add(new TapeGap(stream.Name, after, read.To, read.Entries - found.Count));
            entries.AddRange(found);
        }
        // Only now is anything noted: what Redis did not answer is asked for again.
        foreach (JournalRead read in note.Reads) _cursors[read.Stream] = read.To;
        gaps.ForEach(Miss);
        StreamEntry[] inOrder = [.. entries.OrderBy(one => one.Id)];
        foreach (StreamEntry one in inOrder) Write(one);
        writer.Commit(entry, inOrder);
    }

    private bool IsLedTo(JournalStart begins) =>
        !begins.IsRecovered
            && begins.Cursors.All(cursor => !_cursors.TryGetValue(cursor.Stream, out EntryId applied) || applied == cursor.Applied);

    private void Write(StreamEntry entry)
    {
        writer.Entry(entry);
        Entries++;
    }

    private void Miss(TapeGap gap)
    {
        _gaps.Add(gap);
        writer.Missing(gap);
    }

    private static EntryId Before(EntryId id) => id.Sequence > 0
        ? id with { Sequence = id.Sequence - 1 }
        : id.UnixMilliseconds > 0 ? new EntryId(id.UnixMilliseconds - 1, long.MaxValue) : default;
}
