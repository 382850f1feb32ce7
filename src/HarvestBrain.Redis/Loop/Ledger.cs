using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
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

    private readonly HarvestBrainOptions _options;
    private EntryId? _reached;
    private long _ahead;

    public Ledger(HarvestBrainOptions options)
    {
        _options = options;
        Engine = NewEngine();
    }

    public HarvestEngine Engine { get; private set; }

    /// <summary>The last applied entry; <see langword="null"/> = none ever.</summary>
    public EntryId? Applied { get; private set; }

    /// <summary>The last applied entry as Redis has it; differs from <see cref="Applied"/> only when Redis lost its state.</summary>
    public EntryId? Durable { get; private set; }

    /// <summary>Moved by whoever changes the state besides the owner.</summary>
    public string Revision { get; private set; } = "";

    /// <summary>How many entries of the stream, ever, lie up to the last applied one; -1 = not known.</summary>
    public long AppliedCount { get; private set; } = -1;

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
            && schema != PositionState.Schema.ToString(CultureInfo.InvariantCulture))
        {
            throw new StateException(
                $"the checkpoint has schema {schema}, this version reads schema {PositionState.Schema}; it was written by a newer version: run that one");
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
        Reset();
        Applied = Durable = state.Applied;
        Revision = state.Checkpoint.GetValueOrDefault(RevisionField, "");
        AppliedCount = state.Checkpoint.TryGetValue(AppliedCountField, out string? count)
            ? long.Parse(count, CultureInfo.InvariantCulture)
            : -1;
        Lost = state.Checkpoint.TryGetValue(LostField, out string? lost) ? long.Parse(lost, CultureInfo.InvariantCulture) : 0;
        return modeChanged;
    }

    /// <summary>More pending entries are gone from the stream. They count as applied: nobody will ever see them.</summary>
    public void Lose(long entries) => Lost += entries;

    /// <summary>Redis has nothing any more, we still know: everything is to be written again.</summary>
    public void KeepMemory()
    {
        // A batch that was never committed is in these positions all the same: it must not be applied to them once more.
        if (_reached is not null) Applied = _reached;
        if (AppliedCount >= 0) AppliedCount += _ahead;
        Reset();
        Durable = null;
        Revision = "";
        foreach (Position position in Engine.Positions) Dirty.Add(position);
    }

    /// <summary>The engine is past this entry, though no commit says so yet.</summary>
    public void Reach(EntryId id)
    {
        _reached = id;
        _ahead++;
    }

    /// <summary>A commit with nothing in it but what is dirty.</summary>
    public CommitBatch NewBatch() => new() { From = Durable, To = Applied, Revision = Revision };

    /// <summary>A commit that ends at an entry.</summary>
    public CommitBatch NewBatch(EntryId to) => new() { From = Durable, To = to, Revision = Revision };

    /// <summary>Adds what every commit carries: the positions that changed, and how far we are.</summary>
    public void Complete(CommitBatch batch, long appliedCount)
    {
        if (Lost > 0) batch.CheckpointFields.Add((LostField, "0"));
        foreach (Position position in Dirty) batch.Positions.Add((position.Key.ToString(), PositionState.Save(position, Engine.Mode)));
        batch.CheckpointFields.Add((AppliedCountField, appliedCount.ToString(CultureInfo.InvariantCulture)));
        if (batch.Intents.Count > 0) batch.CheckpointFields.Add((RateField, string.Join(',', Engine.Rate.OldestFirst())));
    }

    /// <summary>The commit was written.</summary>
    public void Committed(CommitBatch batch, long appliedCount)
    {
        Dirty.Clear();
        Lost = 0;
        Reset();
        Applied = Durable = batch.To;
        AppliedCount = appliedCount;
    }

    /// <summary>A group was made at the end of a stream: so many entries lie behind it.</summary>
    public void CountFrom(long added) => AppliedCount = added;

    private void Reset()
    {
        _reached = null;
        _ahead = 0;
    }

    private HarvestEngine NewEngine() => new(_options.Policy, _options.Mode, _options.MaxActionsPerMinute);
}
