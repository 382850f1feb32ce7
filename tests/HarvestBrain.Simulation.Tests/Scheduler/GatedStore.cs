using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;
using HarvestBrain.Simulation.Tests.Model;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>A call of a worker that waits at the gate until the schedule lets it go on.</summary>
internal sealed class Call
{
    public required string Name { get; init; }

    /// <summary>Lets it happen on the server. What is returned hands the answer to the worker.</summary>
    public required Func<Action> Execute { get; init; }

    /// <summary>Hands an error to the worker.</summary>
    public required Action<StoreException> Fail { get; init; }

    /// <summary>A wait: is there an entry to wake up for? Otherwise the call is always ready.</summary>
    public Func<bool>? WaitsFor { get; init; }

    /// <summary>When the wait ends without one.</summary>
    public long DeadlineMs { get; init; }

    /// <summary>It happened already and only the answer is still on its way.</summary>
    public Action? Answer { get; set; }
}

/// <summary>What the loop sees: every call parks, and happens when the schedule says so.</summary>
internal sealed class GatedStore(ModelStore store, Instance instance, SimulatedClock clock, Monitor monitor) : IHarvestStore
{
    private readonly List<(string Stream, EntryId Id)> _read = [];
    private HashSet<EntryId> _inHand = [];

    public Task ConnectAsync(CancellationToken cancellationToken) => Park("connect", () => true);

    public Task ResetAsync() => Task.CompletedTask;

    public async Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken)
    {
        LeaseResult result = await Park("acquire", () => monitor.Acquire(instance, store.Acquire)).ConfigureAwait(false);
        instance.SawHolder |= result.Holder is not null;
        return result;
    }

    public Task ReleaseAsync(string lease, CancellationToken cancellationToken) => Park("release", () => store.Release(lease));

    public async Task<LoadedState> LoadAsync(CancellationToken cancellationToken)
    {
        LoadedState checkpoint = await Park("load checkpoint", store.LoadCheckpoint).ConfigureAwait(false);
        return await Park("load positions", () => store.LoadPositions(checkpoint)).ConfigureAwait(false);
    }

    public async Task<ReadResult> ReadAsync(
        string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter,
        CancellationToken cancellationToken)
    {
        ReadResult read = await Park(
            pending ? "read pending" : "read",
            () => monitor.Read(instance, () => store.Read(lease, pending, count, symbols, snapshotsAfter))).ConfigureAwait(false);
        foreach (StreamEntry entry in read.Snapshots) _read.Add((entry.Snapshots!.Name, entry.Id));
        _inHand = [.. read.Entries.Where(entry => entry.Fields is not null).Select(entry => entry.Id)];
        return read;
    }

    public Task<ClaimResult> ClaimAsync(string lease, string cursor, CancellationToken cancellationToken) =>
        Park("claim", () => monitor.Claim(instance, () => store.Claim(lease, cursor)));

    public async Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken)
    {
        EntryId[] applies = [.. batch.Acknowledged.Where(_inHand.Contains)];
        (string, EntryId)[] shown = [.. _read.Where(one => batch.Cursors.Exists(move =>
            move.Stream == one.Stream && !(one.Id <= move.From) && one.Id <= move.To)).Distinct()];
        // One step, unless the store is broken on purpose.
        foreach (Action step in store.StepsBeforeCommit(lease, batch))
        {
            await Park("part of commit", () =>
            {
                step();
                return true;
            }).ConfigureAwait(false);
        }
        return await Park($"commit {batch.From} to {batch.To}", () => monitor.Commit(instance, batch, applies, shown, () => store.Commit(lease, batch))).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        Park("overrides", () => store.Overrides(symbols));

    public Task<bool> WaitAsync(
        EntryId after, IReadOnlyList<EntryId> snapshotsAfter, TimeSpan atMost, CancellationToken cancellationToken)
    {
        bool HasAfter() => store.HasAfter(after, snapshotsAfter);
        Task<bool> waiting = Park($"wait after {after}", HasAfter, HasAfter, clock.ElapsedMs + (long)atMost.TotalMilliseconds, out Action cancel);
        cancellationToken.Register(cancel);
        return waiting;
    }

    public Task<bool?> CreateGroupAsync(string lease, string stream, string startFrom, CancellationToken cancellationToken) =>
        Park($"create group of {stream} at {startFrom}", () => store.CreateGroup(lease, stream, startFrom));

    public Task<(EntryId LastId, long Added)> StreamEndAsync(string stream, CancellationToken cancellationToken) =>
        Park("stream end", () => store.StreamEnd(stream));

    public Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) =>
        Park<IReadOnlyList<string>>("warnings", () => []);

    public Task<bool> ReplaceAsync(string positionKey, byte[] seen, byte[] state, CancellationToken cancellationToken) =>
        Park("replace", () => store.Replace(positionKey, seen, state));

    public Task<(long Lag, long Pending)> BacklogAsync(CancellationToken cancellationToken) => Park("backlog", store.Backlog);

    // Without RunContinuationsAsynchronously on purpose: the worker goes on within the step that answers it, on the same thread.
    private Task<T> Park<T>(string name, Func<T> effect) => Park(name, effect, waitsFor: null, deadlineMs: 0, out _);

    private Task<T> Park<T>(string name, Func<T> effect, Func<bool>? waitsFor, long deadlineMs, out Action cancel)
    {
        var answer = new TaskCompletionSource<T>();
        var call = new Call
        {
            Name = name,
            WaitsFor = waitsFor,
            DeadlineMs = deadlineMs,
            Fail = error => answer.TrySetException(error),
            Execute = () =>
            {
                try
                {
                    T result = effect();
                    return () => answer.TrySetResult(result);
                }
                catch (StoreException e)
                {
                    return () => answer.TrySetException(e);
                }
            },
        };
        instance.Parked = call;
        cancel = () =>
        {
            if (ReferenceEquals(instance.Parked, call)) instance.Parked = null;
            answer.TrySetCanceled();
        };
        return answer.Task;
    }
}
