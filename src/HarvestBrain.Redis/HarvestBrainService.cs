using System.Globalization;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HarvestBrain.Redis;

/// <summary>
/// The loop as a hosted service. It never faults, because an exception here ends the whole application: what the loop cannot go on with is
/// said in health, log and notice, and tried again from nothing.
/// </summary>
internal sealed class HarvestBrainService(
    IOptions<HarvestBrainOptions> options, HarvestStatus status, HarvestMetrics metrics, TimeProvider time, PositionsView view,
    IEnumerable<IHarvestObserver> observers, ILogger<HarvestBrainService>? logger = null,
    IConnectionMultiplexer? multiplexer = null, ConfigurationOptions? registered = null, IHarvestStores? stores = null)
    : BackgroundService
{
    private readonly ILogger _logger = (ILogger?)logger ?? NullLogger.Instance;

    /// <summary>What the tests of an application change.</summary>
    internal CallLimits Limits { get; init; } = CallLimits.Loop;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HarvestBrainOptions current = options.Value;
        await using var reporter = new Reporter(current, status, metrics, view, observers, _logger, time);
        using var abandon = new CancellationTokenSource();
        await using CancellationTokenRegistration registration = stoppingToken.Register(() => abandon.CancelAfter(Limits.Grace));
        var pause = new BackOff(Random.Shared, Limits.LongestPause);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(current, reporter, stoppingToken, abandon.Token).ConfigureAwait(false);
            }
            catch (Exception e) // the library's last line of defence, for whatever it may be
            {
                reporter.Failed(e);
                await Task.Delay(pause.Next(), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        reporter.Ended();
    }

    private async Task WorkAsync(HarvestBrainOptions current, Reporter reporter, CancellationToken stopping, CancellationToken abandon)
    {
        string consumer = current.Redis.Consumer.Length > 0 ? current.Redis.Consumer : $"harvest_brain_{Environment.MachineName}";
        // The process is part of the owner: a restarted one with the same name must not pass for the frozen one before it.
        string owner = string.Create(CultureInfo.InvariantCulture, $"{consumer}:{Environment.ProcessId}:{Random.Shared.Next():x8}");
        if (stores?.Open(current, consumer, owner) is { } other)
        {
            await WorkAsync(other, current, reporter, stopping, abandon).ConfigureAwait(false);
            return;
        }
        ConfigurationOptions connection = multiplexer is null
            ? ConnectionSettings.Of(current.Redis, Limits)
            : ConnectionSettings.Beside(multiplexer, registered, Limits);
        await using var store = new RedisHarvestStore(new RedisConnection(connection, multiplexer), current, consumer, owner, Limits);
        await WorkAsync(store, current, reporter, stopping, abandon).ConfigureAwait(false);
    }

    private async Task WorkAsync(
        IHarvestStore store, HarvestBrainOptions current, Reporter reporter, CancellationToken stopping, CancellationToken abandon)
    {
        using var worker = new HarvestWorker(store, current, reporter, time, Random.Shared, Limits);
        await worker.RunAsync(stopping, abandon).ConfigureAwait(false);
    }
}
