using System.Globalization;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HarvestBrain.Redis;

/// <summary>The loop as a hosted service.</summary>
internal sealed class HarvestBrainService(
    IOptions<HarvestBrainOptions> options, HarvestStatus status, HarvestMetrics metrics, TimeProvider time, PositionsView view,
    IEnumerable<IHarvestObserver> observers,
    ILogger<HarvestBrainService>? logger = null, IConnectionMultiplexer? multiplexer = null) : BackgroundService
{
    // After a request to stop, so long may the batch in hand take; a server that is away must not hold us up.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HarvestBrainOptions current = options.Value;
        ILogger log = (ILogger?)logger ?? NullLogger.Instance;
        string consumer = current.Redis.Consumer.Length > 0 ? current.Redis.Consumer : $"harvest_brain_{Environment.MachineName}";
        // The process is part of the owner: a restarted one with the same name must not pass for the frozen one before it.
        string owner = string.Create(CultureInfo.InvariantCulture, $"{consumer}:{Environment.ProcessId}:{Random.Shared.Next():x8}");
        await using var store = new RedisHarvestStore(
            new RedisConnection(ConnectionSettings.Of(current.Redis), multiplexer), current, consumer, owner);
        await using var told = new HarvestObservers(observers, current.Mode, metrics, log, time);
        using var worker = new HarvestWorker(store, current, status, metrics, log, time, Random.Shared, told, view);
        using var abandon = new CancellationTokenSource();
        await using CancellationTokenRegistration registration =
            stoppingToken.Register(() => abandon.CancelAfter(Grace));
        await worker.RunAsync(stoppingToken, abandon.Token).ConfigureAwait(false);
    }
}
