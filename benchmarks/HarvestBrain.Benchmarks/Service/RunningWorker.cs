using HarvestBrain.Core.Policy;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>The loop of the service in this process, with logging off.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly RedisHarvestStore _store;
    private readonly HarvestMetrics _metrics;
    private readonly Reporter _reporter;
    private readonly HarvestWorker _worker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private RunningWorker(HarvestBrainOptions options)
    {
        Probe = new WorkerProbe();
        var status = new HarvestStatus();
        _metrics = new HarvestMetrics(status);
        _store = new RedisHarvestStore(new RedisConnection(ConnectionSettings.Of(options.Redis, CallLimits.Loop)), options, "benchmark", "benchmark");
        _reporter = new Reporter(
            options, status, _metrics, new PositionsView(), new ObserverQueues([], _metrics, NullLogger.Instance, TimeProvider.System),
            NullLogger.Instance, TimeProvider.System);
        _worker = new HarvestWorker(_store, options, _reporter, TimeProvider.System, new Random(1));
        _run = Task.Run(() => _worker.RunAsync(_stop.Token, CancellationToken.None));
    }

    public WorkerProbe Probe { get; }

    public static RunningWorker Start(HarvestBrainOptions options) => new(options);

    /// <summary>Options under which no guard says no because of the benchmark's pace, and a day-old price is as good as a new one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="prefix">Of all keys: another prefix is another service.</param>
    /// <param name="stream">Input.</param>
    /// <param name="policy">What to ask for.</param>
    /// <param name="isJournalled">With the journal of the default settings; else without one.</param>
    public static HarvestBrainOptions Options(
        RedisServer server, string prefix, string stream, HarvestPolicy? policy = null, bool isJournalled = true) => new()
    {
        MaxActionsPerMinute = 10_000,
        Policy = (policy ?? HarvestPolicy.Default) with { MaxPriceAgeSeconds = 86_400 },
        Redis = new RedisSettings
        {
            Port = server.Port,
            KeyPrefix = prefix,
            ExecutionStream = stream,
            SuggestionStream = $"{prefix}:suggestions",
            KillSwitchKey = $"{prefix}:kill",
            Group = prefix,
            OutputMaxLength = 1_000_000,
            JournalMaxLength = isJournalled ? RedisSettings.JournalMaxLengthSetting.DefaultValue : 0,
        },
    };

    /// <summary>Ends when so many entries are committed; fails when the worker does.</summary>
    public async Task CommittedAsync(long entries)
    {
        Task reached = Probe.CommittedAsync(entries);
        if (await Task.WhenAny(reached, _run) == _run) await _run;
        await reached.WaitAsync(TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _worker.Dispose();
        _reporter.Dispose();
        await _store.DisposeAsync();
        Probe.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
    }
}
