using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>The engine and where it stands in the stream: what is loaded from Redis, and what a commit moves forward.</summary>
internal sealed class Ledger
{
    private const string RevisionField = "revision";
    private const string AppliedCountField = "applied";
    private const string LostField = "lost";
    private const string RateField = "rate";
    private const string SchemaField = "schema";
    private const string SavedField = "positions";

    private readonly HarvestBrainOptions _options;

    public Ledger(HarvestBrainOptions options, IReadOnlyList<InputStream> snapshots)
    {
        _options = options;
        Snapshots = new SnapshotCursors(snapshots);
        Engine = NewEngine();
    }

    public HarvestEngine Engine { get; private set; }

    /// <summary>The last applied entry; <see langword="null"/> = none ever.</summary>
    public EntryId? Applied { get; private set; }

    /// <summary>The last applied entry as Redis has it; differs from <see cref="Applied"/> only when Redis lost its state.</summary>
    public EntryId? Durable { get; private set; }

    /// <summary>How far the streams of snapshots are applied.</summary>
    public SnapshotCursors Snapshots { get; }

    /// <summary>Moved by whoever changes the state besides the owner.</summary>
    public string Revision { get; private set; } = "";

    /// <summary>How many entries of the stream, ever, lie up to the last applied one; -1 = not known.</summary>
    public long AppliedCount { get; private set; } = -1;

    /// <summary>How many positions Redis has saved; -1 = not known.</summary>
    public long SavedPositions { get; private set; } = -1;

    /// <summary>What was applied to the engine and is not known to be written.</summary>
    public CommitBatch? Uncommitted { get; private set; }

    /// <summary>Pending entries that were found to be cut from the stream, and that no commit has answered for yet.</summary>
    public long Lost { get; private set; }

    /// <summary>Positions whose saved state is out of date.</summary>
    public HashSet<Position> Dirty { get; } = [];

    /// <summary>Something was loaded or applied before, so that there is something to lose.</summary>
    public bool HasMemory => Applied is not null || Engine.Positions.Any();

    /// <summary>Replaces everything by the durable state.</summary>
    /// <returns>How many positions were saved in the other mode.</returns>
    /// <exception cref="StateException">The state is broken, or of another version.</exception>
    public int Load(LoadedState state)
    {
        if (state.Checkpoint.TryGetValue(SchemaField, out string? schema)
            && !(int.TryParse(schema, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
                && version is >= PositionState.OldestSchema and <= PositionState.Schema))
        {
            throw new StateException(
                $"the checkpoint has schema {schema}, this version reads schema {PositionState.OldestSchema} to {PositionState.Schema}; "
                + "it was written by a newer version: run that one");
        }
        HarvestEngine engine = NewEngine();
        int modeChanged = 0;
        foreach ((string key, byte[] saved) in state.Positions)
        {
            Position position = PositionState.Restore(saved, _options.Mode, out bool changed);
            if (position.Key.ToString() != key) throw new StateException($"the position saved as {key} is {position.Key}");
            engine.Restore(position);
            if (changed) modeChanged++;
        }
        if (state.Checkpoint.TryGetValue(RateField, out string? rate) && rate.Length > 0)
            engine.Rate.Restore(rate.Split(',').Select(ms => long.Parse(ms, CultureInfo.InvariantCulture)));
        Engine = engine;
        Dirty.Clear();
        Uncommitted = null;
        SavedPositions = state.Positions.Count;
        Applied = Durable = state.Applied;
        Snapshots.Load(state);
        Revision = state.Checkpoint.GetValueOrDefault(RevisionField, "");
        AppliedCount = state.Checkpoint.TryGetValue(AppliedCountField, out string? count)
            ? long.Parse(count, CultureInfo.InvariantCulture)
            : -1;
        Lost = state.Checkpoint.TryGetValue(LostField, out string? lost) ? long.Parse(lost, CultureInfo.InvariantCulture) : 0;
        return modeChanged;
    }

    /// <summary>More pending entries are gone from the stream. They count as applied: nobody will ever see them.</summary>
    public void Lose(long entries) => Lost += entries;

    /// <summary>Positions are missing from Redis, and what is in memory belongs to the checkpoint there, or to none.</summary>
    public bool Remembers(LoadedState state) =>
        HasMemory && (state.Checkpoint.Count == 0 || state.Applied == Durable || (Uncommitted is { } batch && IsWritten(state, batch)));

    /// <summary>Positions were saved that Redis does not have any more.</summary>
    public static bool LacksPositions(LoadedState state) =>
        state.Checkpoint.TryGetValue(SavedField, out string? saved) && long.Parse(saved, CultureInfo.InvariantCulture) > state.Positions.Count;

    /// <summary>
    /// Redis has lost what we still know: everything is to be written again. What was applied last stays applied, since nobody can
    /// give it to us again unharmed; what was asked for and perhaps never published may be asked for again after its dedup time.
    /// </summary>
    public void KeepMemory(LoadedState state)
    {
        if (Uncommitted is { } batch)
        {
            bool written = IsWritten(state, batch);
            foreach (CommitIntent intent in batch.Intents)
            {
                if (!written) Engine.Apply(HarvestEvent.Outcome(batch.To ?? default, intent.TimeUnixMs, intent.Symbol, intent.IntentId), intent.TimeUnixMs);
            }
            if (Applied != batch.To) AppliedCount = -1;
            Applied = batch.To;
            Snapshots.Advance(batch);
        }
        Durable = state.Applied;
        Snapshots.Load(state, keeps: true);
        Revision = state.Checkpoint.GetValueOrDefault(RevisionField, "");
        SavedPositions = state.Positions.Count;
        foreach (Position position in Engine.Positions) Dirty.Add(position);
    }

    /// <summary>Somebody else is the owner now: what we know grows old.</summary>
    public void Forget()
    {
        if (!HasMemory) return;
        Engine = NewEngine();
        Dirty.Clear();
        Uncommitted = null;
        Applied = Durable = null;
        Snapshots.Forget();
    }

    /// <summary>A commit with nothing in it but what is dirty.</summary>
    public CommitBatch NewBatch()
    {
        CommitBatch batch = new() { From = Durable, To = Applied, Revision = Revision, SavedPositions = SavedPositions };
        Snapshots.AddUnsaved(batch);
        return batch;
    }

    /// <summary>A commit of what was read: it ends at an execution, and at the last snapshot of each stream.</summary>
    public CommitBatch NewBatch(EntryId? to, IReadOnlyList<StreamEntry> snapshots, long nowUnixMs)
    {
        Uncommitted = new()
        {
            From = Durable,
            To = to,
            Revision = Revision,
            SavedPositions = SavedPositions,
            DecidedAtUnixMs = nowUnixMs,
        };
        Snapshots.AddRead(Uncommitted, snapshots);
        return Uncommitted;
    }

    /// <summary>Adds what every commit carries: the positions that changed, and how far we are.</summary>
    public void Complete(CommitBatch batch, long appliedCount)
    {
        if (Lost > 0) batch.CheckpointFields.Add((LostField, "0"));
        foreach (Position position in Dirty) batch.Positions.Add((position.Key.ToString(), PositionState.Save(position, Engine.Mode)));
        batch.CheckpointFields.Add((AppliedCountField, appliedCount.ToString(CultureInfo.InvariantCulture)));
        if (batch.Intents.Count > 0) batch.CheckpointFields.Add((RateField, string.Join(',', Engine.Rate.OldestFirst())));
    }

    /// <summary>The commit was written.</summary>
    public void Committed(CommitBatch batch, long appliedCount, long savedPositions)
    {
        Dirty.Clear();
        Uncommitted = null;
        SavedPositions = savedPositions;
        Lost = 0;
        Applied = Durable = batch.To;
        Snapshots.Committed(batch);
        AppliedCount = appliedCount;
    }

    /// <summary>
    /// Counts on to the last entry that was read, and finds a gap before the first: entries that were cut from the stream before they were read.
    /// </summary>
    /// <param name="read">What was read, of which there is at least one.</param>
    /// <param name="missing">How many were cut.</param>
    public long CountWith(ReadResult read, out long missing)
    {
        // A group that was made anew behind the checkpoint gives out again what was applied and counted before.
        int added = 0;
        foreach (StreamEntry entry in read.Entries)
        {
            if (Applied is not { } applied || entry.Id > applied) added++;
        }
        missing = AppliedCount >= 0 ? Math.Max(0, read.CutBefore - AppliedCount) : 0;
        if (read.CutBefore < 0) return AppliedCount < 0 ? -1 : AppliedCount + added;
        return added > 0 ? read.CutBefore + read.Entries.Count : AppliedCount;
    }

    /// <summary>An id for the log.</summary>
    public static string Text(EntryId? id) => id?.ToString() ?? "none";

    /// <summary>A group was made at the end of a stream: so many entries lie behind it.</summary>
    public void CountFrom(long added) => AppliedCount = added;

    private static bool IsWritten(LoadedState state, CommitBatch batch) =>
        state.Applied == batch.To && SnapshotCursors.AreSaved(state, batch) && (batch.To is not null || batch.Cursors.Count > 0);

    private HarvestEngine NewEngine() => new(_options.Policy, _options.Mode, _options.MaxActionsPerMinute);
}
