using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;
using HarvestBrain.Testing.Model;

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
    private readonly HashSet<(string Stream, EntryId Id)> _read = [];

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
        Checkpoint before = await Park("load checkpoint", store.LoadCheckpoint).ConfigureAwait(false);
        while (true)
        {
            IReadOnlyList<(string, byte[])> positions = await Park("load positions", store.LoadPositions).ConfigureAwait(false);
            Checkpoint after = await Park("load checkpoint again", store.LoadCheckpoint).ConfigureAwait(false);
            if (after.SameAs(before)) return await Park("load streams", () => store.Load(after, positions)).ConfigureAwait(false);
            before = after;
        }
    }

    public async Task<ReadResult> ReadAsync(
        string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols, CancellationToken cancellationToken)
    {
        ReadResult read = await Park("read", () => store.Read(lease, after, count, symbols)).ConfigureAwait(false);
        _read.Clear();
        foreach (StreamEntry entry in read.Streams.SelectMany(stream => stream)) _read.Add((entry.Stream.Name, entry.Id));
        return read;
    }

    public async Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken)
    {
        // What the engine was given: all of it counts as applied if this is written.
        (string, EntryId)[] applies = batch.Cursors.Any(move => move.Entries > 0) ? [.. _read] : [];
        // One step, unless the store is broken on purpose.
        foreach (Action step in store.StepsBeforeCommit(lease, batch))
        {
            await Park("part of commit", () =>
            {
                step();
                return true;
            }).ConfigureAwait(false);
        }
        return await Park(
            $"commit {string.Join(", ", batch.Cursors.Select(move => $"{move.From} to {move.To}"))}",
            () => monitor.Commit(instance, batch, applies, () => store.Commit(lease, batch))).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        Park("overrides", () => store.Overrides(symbols));

    public Task WaitAsync(IReadOnlyList<EntryId> after, TimeSpan atMost, CancellationToken cancellationToken)
    {
        bool HasAfter() => store.HasAfter(after);
        Task<bool> waiting = Park($"wait after {string.Join(' ', after)}", HasAfter, HasAfter, clock.ElapsedMs + (long)atMost.TotalMilliseconds, out Action cancel);
        cancellationToken.Register(cancel);
        return waiting;
    }

    public Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) =>
        Park<IReadOnlyList<string>>("warnings", () => []);

    public Task<GoneConsumers> RemoveGoneConsumersAsync(string lease, CancellationToken cancellationToken) =>
        Park("tidy", () => store.RemoveGoneConsumers(lease));

    public Task<IReadOnlyList<PublishedBefore>> LastAsync(string stream, int count, CancellationToken cancellationToken) =>
        Park("last", () => store.Last(stream, count));

    public Task<Backlog> BacklogAsync(CancellationToken cancellationToken) => Park("backlog", store.GroupBacklog);

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
