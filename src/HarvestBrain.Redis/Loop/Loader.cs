using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Loop;

/// <summary>What a new owner begins with: the durable state, or what is in memory where Redis has lost it.</summary>
internal sealed class Loader(
    IHarvestStore store, HarvestBrainOptions options, Keys keys, SymbolPolicies policies, DataLoss losses, Reporter reporter)
{
    private readonly HistoryReader _history = new(store, keys, options.Instance, reporter);

    /// <summary>What the commits of the owner note.</summary>
    public Journal Journal { get; } = new(options, keys, policies);

    /// <summary>Loads.</summary>
    /// <param name="lease">The lease that what is loaded belongs to.</param>
    /// <param name="memory">What is remembered, if anything is.</param>
    /// <param name="abandon">Gives up.</param>
    /// <returns>
    /// The partition, and its first commit: it says who owns it, shows in the groups how far it is, and makes suspect marks durable, before
    /// the first entry.
    /// </returns>
    /// <exception cref="StateException">The saved state is of another version, or broken.</exception>
    public async Task<(OwnedPartition Partition, CommitBatch First)> LoadAsync(
        string lease, RememberedState? memory, CancellationToken abandon)
    {
        LoadedState state = await store.LoadAsync(abandon).ConfigureAwait(false);
        reporter.Loading();
        await _history.ReadAsync(abandon).ConfigureAwait(false);
        EntryId? saved = state.Checkpoint.Applied(keys.Input);
        if (state.Checkpoint.Exists && memory is { } known && !(saved >= known.Cursors.Executions))
            reporter.DataLoss.RolledBack(known.Cursors.Executions, saved);
        Gone gone = WhatIsGone(state, memory);
        bool keeps = gone is Gone.Positions or Gone.Everything && memory?.Fits(state.Checkpoint) == true;
        IReadOnlyList<DeadLetter> letters = keeps ? memory!.Uncommitted?.DeadLetters ?? [] : [];
        if (keeps) memory!.Recover(state.Checkpoint);
        else memory = Restore(state);
        var partition = new OwnedPartition(lease, memory!, state.Checkpoint.Revision, state.Positions.Count);
        reporter.Loaded(partition.Engine, partition.Cursors.Executions);
        if (gone != Gone.Nothing) losses.State(partition, Word(gone));

        CommitBatch first = partition.NewBatch();
        bool isFollowed = state.Checkpoint.Journaled == partition.Cursors.Executions;
        Journal.Begin(first, partition, isRecovered: keeps, isFollowed: isFollowed && !keeps);
        first.DeadLetters.AddRange(letters);
        first.CheckpointFields.Add((Checkpoint.OwnerField, lease));
        first.CheckpointFields.Add((Checkpoint.TokenField, lease.Split(':')[0]));
        first.CheckpointFields.Add((Checkpoint.ModeField, Words.Of(options.Mode)));
        return (partition, first);
    }

    /// <summary>What Redis has lost.</summary>
    private enum Gone
    {
        Nothing,
        Checkpoint,
        Positions,
        Everything,
    }

    private static Gone WhatIsGone(LoadedState state, RememberedState? memory)
    {
        if (!state.Checkpoint.Exists && state.Positions.Count > 0) return Gone.Checkpoint;
        if (!state.Checkpoint.Exists && memory?.IsAny == true) return Gone.Everything;
        return state.Checkpoint.Positions > state.Positions.Count ? Gone.Positions : Gone.Nothing;
    }

    private static string Word(Gone gone) => gone switch
    {
        Gone.Checkpoint => "checkpoint",
        Gone.Positions => "positions",
        _ => "checkpoint and positions",
    };

    private RememberedState Restore(LoadedState state)
    {
        CheckSchema(state.Checkpoint);
        var engine = new HarvestEngine(options.Policy, options.Mode, options.MaxActionsPerMinute, options.MaxStopsPerMinute);
        int modeChanged = 0;
        foreach ((string key, byte[] saved) in state.Positions)
        {
            Position position = PositionState.Restore(saved, options.Mode, out bool changed);
            if (position.Key.ToString() != key) throw new StateException($"the position saved as {key} is {position.Key}");
            engine.Restore(position);
            if (changed) modeChanged++;
        }
        engine.Rate.Restore(state.Checkpoint.Rate);
        engine.StopRate.Restore(state.Checkpoint.StopRate);
        policies.ApplyTo(engine);
        reporter.Restored(engine, modeChanged);

        var cursors = new InputCursors(keys.Inputs);
        cursors.Load(state.Checkpoint, stream => StartOf(stream, state), stream => state.Inputs[stream].LastId);
        InputState input = state.Inputs[0];
        bool startsAtEnd = state.Checkpoint.Applied(keys.Input) is null && cursors.Executions == input.LastId;
        return new RememberedState(engine, cursors) { AppliedCount = startsAtEnd ? input.Added : state.Checkpoint.AppliedCount };
    }

    private static void CheckSchema(Checkpoint checkpoint)
    {
        bool isKnown = checkpoint.Schema is null
            || (int.TryParse(checkpoint.Schema, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            && version is >= PositionState.OldestSchema and <= PositionState.Schema);
        if (isKnown) return;
        throw new StateException(
            $"the checkpoint has schema {checkpoint.Schema}, "
            + $"this version reads schema {PositionState.OldestSchema} to {PositionState.Schema}; "
            + "it was written by a newer version: run that one");
    }

    /// <summary>
    /// Where a stream begins that has no checkpoint. The executions: where the group has been that somebody made or an older version read
    /// with. Without one, positions without a checkpoint say that it was read, but not how far: from here on is the least wrong, and all is
    /// suspect. Otherwise where the settings say. Snapshots: where the executions are, since what lies before says nothing about now.
    /// </summary>
    private EntryId StartOf(int stream, LoadedState state)
    {
        InputState input = state.Inputs[stream];
        if (stream > 0 && state.Checkpoint.Applied(keys.Input) is { } executions) return executions;
        if (input.GroupAt is { } group) return group;
        if (state.Positions.Count > 0) return input.LastId;
        return EntryId.TryParse(options.Redis.StartFrom, out EntryId id) ? id : input.LastId; // it says $
    }
}
