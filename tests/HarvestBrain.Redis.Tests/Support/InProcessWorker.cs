using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>The loop in this process, on a real Redis, with a hand between its steps.</summary>
internal sealed class InProcessWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RedisHarvestStore _store;
    private readonly HarvestMetrics _metrics;
    private readonly ObserverQueues _observers;
    private readonly Reporter _reporter;
    private readonly HarvestWorker _worker;
    private readonly Task _run;

    public InProcessWorker(
        RedisServer redis, Action<CommitBatch>? before = null, HarvestBrainOptions? options = null, string name = "test",
        CallLimits? limits = null, params IHarvestObserver[] observers)
    {
        Before = before ?? (_ => { });
        options ??= new HarvestBrainOptions { Redis = new RedisSettings { LeaseSeconds = 1 } };
        limits ??= CallLimits.Loop;
        var connection = new RedisConnection(ConnectionSettings.Of(options.Redis with { Port = redis.Port }, limits));
        _store = new RedisHarvestStore(connection, options, consumer: name, owner: $"{name}:{Environment.ProcessId}:0", limits);
        Status = new HarvestStatus();
        _metrics = new HarvestMetrics(Status);
        _observers = new ObserverQueues(observers, _metrics, NullLogger.Instance, TimeProvider.System);
        _reporter = new Reporter(options, Status, _metrics, new PositionsView(), _observers, NullLogger.Instance, TimeProvider.System);
        _worker = new HarvestWorker(new Hand(_store, this), options, _reporter, TimeProvider.System, new Random(1), limits);
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
        _reporter.Dispose();
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
            string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
            inner.ReadAsync(lease, after, count, symbols, cancellationToken);

        public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
            inner.OverridesAsync(symbols, cancellationToken);

        public Task WaitAsync(IReadOnlyList<EntryId> after, TimeSpan atMost, CancellationToken cancellationToken) =>
            inner.WaitAsync(after, atMost, cancellationToken);

        public Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) => inner.WarningsAsync(cancellationToken);

        public Task<GoneConsumers> RemoveGoneConsumersAsync(string lease, CancellationToken cancellationToken) =>
            inner.RemoveGoneConsumersAsync(lease, cancellationToken);

        public Task<IReadOnlyList<PublishedBefore>> LastAsync(string stream, int count, CancellationToken cancellationToken) =>
            inner.LastAsync(stream, count, cancellationToken);

        public Task<Backlog> BacklogAsync(CancellationToken cancellationToken) => inner.BacklogAsync(cancellationToken);
    }
}
