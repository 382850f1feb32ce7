using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>The loop in this process, on a real Redis, with a hand between its steps.</summary>
internal sealed class InProcessWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RedisHarvestStore _store;
    private readonly HarvestMetrics _metrics;
    private readonly HarvestObservers _observers;
    private readonly HarvestWorker _worker;
    private readonly Task _run;

    public InProcessWorker(
        RedisServer redis, Action<CommitBatch>? before = null, HarvestBrainOptions? options = null, string name = "test",
        params IHarvestObserver[] observers)
    {
        Before = before ?? (_ => { });
        options ??= new HarvestBrainOptions { Redis = new RedisSettings { LeaseSeconds = 1 } };
        var connection = new RedisConnection(ConnectionSettings.Of(options.Redis with { Port = redis.Port }, CallLimits.Loop));
        _store = new RedisHarvestStore(connection, options, consumer: name, owner: $"{name}:{Environment.ProcessId}:0");
        Status = new HarvestStatus();
        _metrics = new HarvestMetrics(Status);
        _observers = new HarvestObservers(observers, options.Mode, _metrics, NullLogger.Instance, TimeProvider.System);
        _worker = new HarvestWorker(
            new Hand(_store, this), options, Status, _metrics, NullLogger.Instance, TimeProvider.System, new Random(1), _observers);
        _run = Task.Run(() => _worker.RunAsync(_stop.Token, _stop.Token));
    }

    /// <summary>Runs just before every commit.</summary>
    public Action<CommitBatch> Before { get; set; }

    public HarvestStatus Status { get; }

    public HarvestMetrics Metrics => _metrics;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _worker.Dispose();
        await _observers.DisposeAsync();
        _metrics.Dispose();
        await _store.DisposeAsync();
        _stop.Dispose();
    }

    private sealed class Hand(IHarvestStore inner, InProcessWorker owner) : IHarvestStore
    {
        public Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken)
        {
            owner.Before(batch);
            return inner.CommitAsync(lease, batch, cancellationToken);
        }

        public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

        public Task ResetAsync() => inner.ResetAsync();

        public Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken) => inner.AcquireAsync(cancellationToken);

        public Task ReleaseAsync(string lease, CancellationToken cancellationToken) => inner.ReleaseAsync(lease, cancellationToken);

        public Task<LoadedState> LoadAsync(CancellationToken cancellationToken) => inner.LoadAsync(cancellationToken);

        public Task<ReadResult> ReadAsync(
            string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter,
            CancellationToken cancellationToken) =>
            inner.ReadAsync(lease, pending, count, symbols, snapshotsAfter, cancellationToken);

        public Task<ClaimResult> ClaimAsync(string lease, string cursor, CancellationToken cancellationToken) =>
            inner.ClaimAsync(lease, cursor, cancellationToken);

        public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
            inner.OverridesAsync(symbols, cancellationToken);

        public Task<bool> WaitAsync(
            EntryId after, IReadOnlyList<EntryId> snapshotsAfter, TimeSpan atMost, CancellationToken cancellationToken) =>
            inner.WaitAsync(after, snapshotsAfter, atMost, cancellationToken);

        public Task<bool?> CreateGroupAsync(string lease, string stream, string startFrom, CancellationToken cancellationToken) =>
            inner.CreateGroupAsync(lease, stream, startFrom, cancellationToken);

        public Task<(EntryId LastId, long Added)> StreamEndAsync(string stream, CancellationToken cancellationToken) =>
            inner.StreamEndAsync(stream, cancellationToken);

        public Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) => inner.WarningsAsync(cancellationToken);

        public Task<bool> ReplaceAsync(string positionKey, byte[] seen, byte[] state, CancellationToken cancellationToken) =>
            inner.ReplaceAsync(positionKey, seen, state, cancellationToken);

        public Task<(long Lag, long Pending)> BacklogAsync(CancellationToken cancellationToken) => inner.BacklogAsync(cancellationToken);
    }
}
