using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// Unhealthy while Redis is away, or the service cannot work; degraded while positions are suspect, have the price through their stop or wait for a limit on intents, settings in Redis are not valid, or the kill switch is on;
/// healthy as owner and as ready standby.
/// </summary>
public sealed class HarvestBrainHealthCheck(HarvestStatus status) : IHealthCheck
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
        return Task.FromResult(now switch
        {
            { State: ServiceState.RedisAway } => HealthCheckResult.Unhealthy($"Redis is away: {now.Problem}", data: data),
            { State: ServiceState.Failed } => HealthCheckResult.Unhealthy($"cannot work: {now.Problem}", data: data),
            { State: ServiceState.Stopped } => HealthCheckResult.Unhealthy("stopped", data: data),
            { State: ServiceState.Starting } => HealthCheckResult.Degraded("starting", data: data),
            { KillSwitchOn: true } => HealthCheckResult.Degraded("the kill switch is on", data: data),
            { CrossedStops: > 0 } => HealthCheckResult.Degraded($"{now.CrossedStops} positions are open with the price through their stop", data: data),
            { SuspectPositions: > 0 } => HealthCheckResult.Degraded($"{now.SuspectPositions} positions are suspect", data: data),
            { PolicyProblems.Count: > 0 } => HealthCheckResult.Degraded(
                $"settings in Redis are not valid: {string.Join(", ", now.PolicyProblems.Keys)}", data: data),
            { HeldBackPositions: > 0 } => HealthCheckResult.Degraded($"{now.HeldBackPositions} positions wait for a limit on intents", data: data),
            { State: ServiceState.Standby } => HealthCheckResult.Healthy("standby", data),
            _ => HealthCheckResult.Healthy("owner", data),
        });
    }
}
