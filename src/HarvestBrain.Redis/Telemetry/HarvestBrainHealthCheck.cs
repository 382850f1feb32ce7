using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// The worst of <see cref="ServiceHealth.Problems"/>. Unhealthy while Redis is away, the service cannot work, or its loop hangs; degraded
/// while it starts, does not keep up, positions are suspect, have the price through their stop or wait for a limit on intents, settings in
/// Redis are not valid, or the kill switch is on; healthy as owner and as ready standby.
/// </summary>
/// <param name="status">Of the service.</param>
/// <param name="time">Tells how long the loop has not moved; <see langword="null"/> = the system's clock.</param>
public sealed class HarvestBrainHealthCheck(HarvestStatus status, TimeProvider? time = null) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        StatusSnapshot now = status.Now;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["state"] = now.State.ToString(),
            ["positions"] = now.OpenPositions,
            ["suspect"] = now.SuspectPositions,
            ["crossed"] = now.CrossedStops,
            ["held_back"] = now.HeldBackPositions,
            ["drifts"] = now.Drifts,
            ["lag"] = now.Lag,
            ["pending"] = now.Pending,
        };
        // Whether the loop moves is asked only of one that works: what keeps it from working may be the application's clock.
        long nowUnixMs = now.State is ServiceState.Owner or ServiceState.Standby
            ? (time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds()
            : now.LastStepUnixMs;
        HealthProblem? worst = ServiceHealth.Problems(now, nowUnixMs).MinBy(problem => problem.Result); // Unhealthy is 0
        return Task.FromResult(worst is null
            ? HealthCheckResult.Healthy(StateWords.Of(now.State), data)
            : new HealthCheckResult(worst.Result, worst.Text, data: data));
    }
}
