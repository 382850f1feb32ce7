using System.Globalization;
using HarvestBrain.Core.State;
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

/// <summary>
/// The loop as a hosted service. It never faults, because an exception here ends the whole application: what the loop cannot go on with is
/// said in health, log and notice, and tried again from nothing.
/// </summary>
internal sealed class HarvestBrainService(
    IOptions<HarvestBrainOptions> options, HarvestStatus status, HarvestMetrics metrics, TimeProvider time, PositionsView view,
    IEnumerable<IHarvestObserver> observers,
    ILogger<HarvestBrainService>? logger = null, IConnectionMultiplexer? multiplexer = null, ConfigurationOptions? registered = null) : BackgroundService
{
    private readonly ILogger _logger = (ILogger?)logger ?? NullLogger.Instance;

    /// <summary>What the tests of an application change.</summary>
    internal CallLimits Limits { get; init; } = CallLimits.Loop;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HarvestBrainOptions current = options.Value;
        await using var told = new HarvestObservers(observers, current.Mode, metrics, _logger, time);
        using var abandon = new CancellationTokenSource();
        await using CancellationTokenRegistration registration = stoppingToken.Register(() => abandon.CancelAfter(Limits.Grace));
        var pause = new BackOff(Random.Shared, Limits.LongestPause);
        string? said = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(current, told, stoppingToken, abandon.Token).ConfigureAwait(false);
            }
            catch (Exception e) // the library's last line of defence, for whatever it may be
            {
                said = Tell(e, told, said);
                await Task.Delay(pause.Next(), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        status.Update(now => now with { State = ServiceState.Stopped });
        told.TellState(ServiceState.Stopped);
    }

    private async Task WorkAsync(HarvestBrainOptions current, HarvestObservers told, CancellationToken stopping, CancellationToken abandon)
    {
        string consumer = current.Redis.Consumer.Length > 0 ? current.Redis.Consumer : $"harvest_brain_{Environment.MachineName}";
        // The process is part of the owner: a restarted one with the same name must not pass for the frozen one before it.
        string owner = string.Create(CultureInfo.InvariantCulture, $"{consumer}:{Environment.ProcessId}:{Random.Shared.Next():x8}");
        ConfigurationOptions connection = multiplexer is null
            ? ConnectionSettings.Of(current.Redis, Limits)
            : ConnectionSettings.Beside(multiplexer, registered, Limits);
        await using var store = new RedisHarvestStore(new RedisConnection(connection, multiplexer), current, consumer, owner, Limits);
        using var worker = new HarvestWorker(store, current, status, metrics, _logger, time, Random.Shared, told, view, Limits);
        await worker.RunAsync(stopping, abandon).ConfigureAwait(false);
    }

    /// <summary>Says what it cannot go on with: in health at once, in log and notice once for each reason.</summary>
    private string Tell(Exception e, HarvestObservers told, string? said)
    {
        bool isBug = e is not (RedisUnreachableException or StateException);
        string problem = isBug ? $"internal error: {e.GetType().Name}: {e.Message}" : e.Message;
        status.Fail(e);
        bool isAway = e is RedisUnreachableException; // then the state already says so, and why
        if (!isAway) status.Update(now => now with { State = ServiceState.Failed, Fault = null, Problem = problem });
        try
        {
            if (problem != said) Log.Failed(_logger, problem, isBug ? e : null);
            if (problem != said) told.Tell(new ServiceFailed(problem));
            if (!isAway) told.TellState(ServiceState.Failed);
            if (!isAway) view.ShowUnknown();
        }
        catch (Exception again) // what is broken may be what it would be said with, the application's logger or clock: health says both
        {
            status.Update(now => now with { Problem = $"{problem}; and that could not be told: {again.Message}" });
        }
        return problem;
    }
}
