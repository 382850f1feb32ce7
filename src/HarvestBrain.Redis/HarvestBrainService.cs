using System.Globalization;
using HarvestBrain.Redis.Hosting;
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
/// The service as an application hosts it. It never faults, because an exception here ends the whole application: what it cannot go on with
/// is said in health, log and notice, and tried again from nothing.
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
        await using var queues = new ObserverQueues(observers, metrics, _logger, time);
        using var reporter = new Reporter(current, status, metrics, view, queues, _logger, time);
        var loop = new ServiceLoop(reporter, time, Limits);
        if (current.Redis.Partitions > 1)
        {
            var shown = new PartitionHost.Shown(status, metrics, view, queues, _logger);
            await loop.RunAsync(() => HostAsync(current, reporter, shown, stoppingToken), stoppingToken).ConfigureAwait(false);
            return;
        }
        using var abandon = new CancellationTokenSource();
        await using CancellationTokenRegistration registration = stoppingToken.Register(() => abandon.CancelAfter(Limits.Grace));
        await loop.RunAsync(current, () => Open(current, multiplexer, allKilled: null), stoppingToken, abandon.Token).ConfigureAwait(false);
    }

    /// <summary>Works on a share of the partitions.</summary>
    private async Task HostAsync(HarvestBrainOptions current, Reporter reporter, PartitionHost.Shown shown, CancellationToken stopping)
    {
        // One connection for the commands of all partitions. It comes back by itself, and is not closed when one of them has an error.
        IConnectionMultiplexer commands = multiplexer
            ?? await ConnectionMultiplexer.ConnectAsync(ConnectionSettings.Shared(current.Redis, Limits)).ConfigureAwait(false);
        try
        {
            var killSwitch = new ControlKillSwitch();
            var connection = new RedisConnection(ConnectionSettings.Of(current.Redis, Limits), commands, waits: false);
            var control = new RedisControlStore(new RedisCalls(connection, Limits), current.Redis);
            var host = new PartitionHost(
                current, Owner(current), control, partition => Open(partition, commands, killSwitch), killSwitch, shown, reporter, time,
                Random.Shared, Limits);
            await host.RunAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            if (multiplexer is null) await commands.DisposeAsync().ConfigureAwait(false);
        }
    }

    private IHarvestStore Open(HarvestBrainOptions current, IConnectionMultiplexer? commands, ControlKillSwitch? allKilled)
    {
        string consumer = Consumer(current);
        if (stores?.Open(current, consumer, Owner(current)) is { } other) return other;
        ConfigurationOptions connection = multiplexer is null
            ? ConnectionSettings.Of(current.Redis, Limits)
            : ConnectionSettings.Beside(multiplexer, registered, Limits);
        return new RedisHarvestStore(
            new RedisConnection(connection, commands), current, consumer, Owner(current), Limits, allKilled);
    }

    private static string Consumer(HarvestBrainOptions current) =>
        current.Redis.Consumer.Length > 0 ? current.Redis.Consumer : $"harvest_brain_{Environment.MachineName}";

    // The process is part of the owner: a restarted one with the same name must not pass for the frozen one before it.
    private static string Owner(HarvestBrainOptions current) =>
        string.Create(CultureInfo.InvariantCulture, $"{Consumer(current)}:{Environment.ProcessId}:{Random.Shared.Next():x8}");
}
