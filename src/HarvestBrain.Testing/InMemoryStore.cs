using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;
using HarvestBrain.Testing.Model;

namespace HarvestBrain.Testing;

/// <summary>The store of one service in memory. Each call is done at once, and alone.</summary>
internal sealed class InMemoryStore(InMemoryHarvest memory, TimeProvider time, ModelStore store) : IHarvestStore
{
    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ResetAsync() => Task.CompletedTask;

    public Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) => store.WarningsAsync(cancellationToken);

    public Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken) => Alone(() => store.AcquireAsync(cancellationToken));

    public Task ReleaseAsync(string lease, CancellationToken cancellationToken) =>
        Alone(() => store.ReleaseAsync(lease, cancellationToken));

    public Task<LoadedState> LoadAsync(CancellationToken cancellationToken) => Alone(() => store.LoadAsync(cancellationToken));

    public Task<ReadResult> ReadAsync(
        string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        Alone(() => store.ReadAsync(lease, after, count, symbols, cancellationToken));

    public Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken)
    {
        Task<CommitResult> committed = Alone(() => store.CommitAsync(lease, batch, cancellationToken));
        memory.Change();
        return committed;
    }

    public Task<GoneConsumers> RemoveGoneConsumersAsync(string lease, CancellationToken cancellationToken) =>
        Alone(() => store.RemoveGoneConsumersAsync(lease, cancellationToken));

    public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        Alone(() => store.OverridesAsync(symbols, cancellationToken));

    public async Task WaitAsync(IReadOnlyList<EntryId> after, TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task changed = memory.Changed;
        if (memory.Run(_ => store.HasAfter(after))) return;
        // It throws when the time is over, which is no error.
        await changed.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public Task<IReadOnlyList<PublishedBefore>> LastAsync(string stream, int count, CancellationToken cancellationToken) =>
        Alone(() => store.LastAsync(stream, count, cancellationToken));

    public Task<Backlog> BacklogAsync(CancellationToken cancellationToken) => Alone(() => store.BacklogAsync(cancellationToken));

    private T Alone<T>(Func<T> call) => memory.Run(_ => call());
}
