using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Loop;

/// <summary>What a new owner begins with.</summary>
/// <param name="First">The first commit: it says who owns the partition, and makes suspect marks durable, before the first entry.</param>
/// <param name="AppliedCount">The count of applied entries to commit with it.</param>
/// <param name="WaitAfter">New entries have ids above this one.</param>
internal sealed record LoadResult(CommitBatch First, long AppliedCount, EntryId WaitAfter);

/// <summary>Loads the durable state, or keeps what is in memory where Redis has lost it; makes sure of the groups; claims what is pending.</summary>
internal sealed class Loader(
    IHarvestStore store, HarvestBrainOptions options, Keys keys, Ledger ledger, SymbolPolicies policies, Losses losses, HarvestObservers observers,
    ILogger logger)
{
    private string _said = "";
    private int _saidClaimed;

    /// <summary>Another owner than before: what is loaded is said again.</summary>
    public void SayAgain() => (_said, _saidClaimed) = ("", 0);

    /// <returns><see langword="null"/> when the lease was lost.</returns>
    /// <exception cref="Core.State.StateException">The saved state is of another version, or broken.</exception>
    public async Task<LoadResult?> LoadAsync(string lease, CancellationToken abandon)
    {
        LoadedState state = await store.LoadAsync(abandon).ConfigureAwait(false);
        observers.Loading();
        if (state.Checkpoint.Count > 0 && ledger.Applied is { } known && !(state.Applied >= known))
            Log.RolledBack(logger, known.ToString(), Ledger.Text(state.Applied));
        Gone gone = WhatIsGone(state);
        bool keeps = gone is Gone.Positions or Gone.Everything && ledger.Remembers(state);
        IReadOnlyList<DeadLetter> letters = keeps ? ledger.Uncommitted?.DeadLetters ?? [] : [];
        if (keeps) ledger.KeepMemory(state);
        // Under the fence, and before memory is given up: only now do we know that nobody changed the state while it was loaded.
        string from = GroupStart(keeps ? ledger.Applied : state.Applied, keeps || state.Positions.Count > 0);
        if (await store.CreateGroupAsync(lease, keys.Input, from, abandon).ConfigureAwait(false) is not { } made) return null;
        if (!keeps) Take(state);
        SayLoaded();
        if (gone != Gone.Nothing) losses.State(Word(gone));

        EntryId waitAfter = await NoteGroupAsync(from, made, abandon).ConfigureAwait(false);
        if (!await StartSnapshotsAsync(lease, from, abandon).ConfigureAwait(false)) return null;
        if (!await ClaimAsync(lease, abandon).ConfigureAwait(false)) return null;
        CommitBatch first = ledger.NewBatch();
        first.DeadLetters.AddRange(letters);
        first.CheckpointFields.Add(("owner", lease));
        first.CheckpointFields.Add(("token", lease.Split(':')[0]));
        first.CheckpointFields.Add(("mode", Words.Of(options.Mode)));
        return new LoadResult(first, ledger.AppliedCount < 0 ? -1 : ledger.AppliedCount + ledger.Lost, waitAfter);
    }

    /// <summary>What Redis has lost.</summary>
    private enum Gone
    {
        Nothing,
        Checkpoint,
        Positions,
        Everything,
    }

    private Gone WhatIsGone(LoadedState state)
    {
        if (state.Checkpoint.Count == 0 && state.Positions.Count > 0) return Gone.Checkpoint;
        if (state.Checkpoint.Count == 0 && ledger.HasMemory) return Gone.Everything;
        return Ledger.LacksPositions(state) ? Gone.Positions : Gone.Nothing;
    }

    private static string Word(Gone gone) => gone switch
    {
        Gone.Checkpoint => "checkpoint",
        Gone.Positions => "positions",
        _ => "checkpoint and positions",
    };

    private void Take(LoadedState state)
    {
        int modeChanged = ledger.Load(state);
        if (modeChanged > 0) Log.ModeChanged(logger, modeChanged);
        policies.ApplyTo(ledger.Engine);
        observers.TellSuspects(ledger.Engine.Positions);
    }

    // Once: while a fault lasts, the same is loaded again and again.
    private void SayLoaded()
    {
        string applied = Ledger.Text(ledger.Applied);
        if (applied == _said) return;
        _said = applied;
        Log.Loaded(logger, ledger.Engine.Positions.Count(p => p.Direction != Direction.Flat), applied);
    }

    /// <summary>
    /// Where a missing group is made: at the checkpoint, never at the end or the beginning once there was one. Positions without a
    /// checkpoint: what was applied is not known. From here on is the least wrong, and all is suspect.
    /// </summary>
    private string GroupStart(EntryId? applied, bool hasPositions) => applied?.ToString() ?? (hasPositions ? "$" : options.Redis.StartFrom);

    /// <returns>The id after which to wait for new entries.</returns>
    private async Task<EntryId> NoteGroupAsync(string from, bool made, CancellationToken abandon)
    {
        (EntryId end, long added) = await store.StreamEndAsync(keys.Input, abandon).ConfigureAwait(false);
        EntryId waitAfter = ledger.Applied ?? (made && EntryId.TryParse(from, out EntryId id) ? id : end);
        if (!made) return waitAfter;
        Log.GroupMade(logger, keys.Group, from);
        if (ledger.Applied is null && waitAfter == end) ledger.CountFrom(added);
        if (ledger.AppliedCount > added) losses.Stream(ledger.AppliedCount - added);
        return waitAfter;
    }

    /// <summary>
    /// A stream of snapshots that was never read begins where a new group of executions would: what lies before the checkpoint says
    /// nothing about now.
    /// </summary>
    /// <returns><see langword="false"/> when the lease was lost.</returns>
    private async Task<bool> StartSnapshotsAsync(string lease, string from, CancellationToken abandon)
    {
        foreach (InputStream stream in keys.Snapshots)
        {
            EntryId? cursor = ledger.Snapshots[stream.Name];
            string at = cursor?.ToString() ?? from;
            if (await store.CreateGroupAsync(lease, stream.Name, at, abandon).ConfigureAwait(false) is null) return false;
            if (cursor is not null) continue;
            if (!EntryId.TryParse(from, out EntryId start)) start = (await store.StreamEndAsync(stream.Name, abandon).ConfigureAwait(false)).LastId;
            ledger.Snapshots.StartAt(stream.Name, start);
        }
        return true;
    }

    /// <returns><see langword="false"/> when the lease was lost.</returns>
    private async Task<bool> ClaimAsync(string lease, CancellationToken abandon)
    {
        string cursor = "0-0";
        int claimed = 0;
        do
        {
            ClaimResult page = await store.ClaimAsync(lease, cursor, abandon).ConfigureAwait(false);
            if (page.Fenced) return false;
            cursor = page.Cursor;
            claimed += page.Claimed;
            ledger.Lose(page.Lost.Count);
        }
        while (cursor != "0-0");
        if (claimed > 0 && claimed != _saidClaimed) Log.Claimed(logger, claimed); // once: while a fault lasts, the same is claimed again and again
        _saidClaimed = claimed;
        if (ledger.Lost > 0) losses.Entries(ledger.Lost, Losses.CutWhilePending);
        return true;
    }
}
