using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// What is wrong with a service, by one rule for all who ask: the health check of an application, readiness by HTTP, the watchdog of
/// systemd. Nothing here depends on anything but the snapshot and the time.
/// </summary>
public static class ServiceHealth
{
    /// <summary>More entries than this not yet read: it does not keep up, or has not caught up yet.</summary>
    public const long MaxLag = 1000;

    /// <summary>The longest step is a call that runs into its timeout; past this, in milliseconds, the loop hangs.</summary>
    public const long LongestStepMs = 15_000;

    /// <summary>There is something to do, and for so long, in milliseconds, nothing was committed.</summary>
    public const long LongestWithoutCommitMs = 30_000;

    /// <summary>The loop takes steps, or has ended as it was asked to, or has not begun: nothing that a restart would cure.</summary>
    /// <param name="now">The service.</param>
    /// <param name="nowUnixMs">The time, Unix milliseconds of this machine.</param>
    public static bool IsAlive(StatusSnapshot now, long nowUnixMs)
    {
        ArgumentNullException.ThrowIfNull(now);
        return now.State == ServiceState.Stopped || now.LastStepUnixMs == 0 || nowUnixMs - now.LastStepUnixMs < LongestStepMs;
    }

    /// <summary>
    /// What is wrong, the worst first; empty as owner and as standby when nothing is. A standby has neither lag nor positions.
    /// </summary>
    /// <param name="now">The service.</param>
    /// <param name="nowUnixMs">The time, Unix milliseconds of this machine.</param>
    public static IReadOnlyList<HealthProblem> Problems(StatusSnapshot now, long nowUnixMs)
    {
        ArgumentNullException.ThrowIfNull(now);
        var problems = new List<HealthProblem>();
        if (OfState(now) is { } ofState) problems.Add(ofState);
        if (IsStalled(now, nowUnixMs))
            problems.Add(new("commit_stalled", HealthStatus.Unhealthy, true, "the loop hangs, or entries wait and nothing is committed"));
        if (now.Lag > MaxLag) problems.Add(new("lag", HealthStatus.Degraded, true, $"{now.Lag} entries are not yet read"));
        if (now.KillSwitchOn) problems.Add(new("kill_switch", HealthStatus.Degraded, false, "the kill switch is on"));
        if (now.CrossedStops > 0)
            problems.Add(new("stop_crossed", HealthStatus.Degraded, false,
                $"{now.CrossedStops} positions are open with the price through their stop"));
        if (now.SuspectPositions > 0)
            problems.Add(new("suspect", HealthStatus.Degraded, true, $"{now.SuspectPositions} positions are suspect"));
        if (now.PolicyProblems.Count > 0)
            problems.Add(new("settings_invalid", HealthStatus.Degraded, false,
                $"settings in Redis are not valid: {string.Join(", ", now.PolicyProblems.Keys)}"));
        if (now.HeldBackPositions > 0)
            problems.Add(new("held_back", HealthStatus.Degraded, false, $"{now.HeldBackPositions} positions wait for a limit on intents"));
        return problems;
    }

    private static HealthProblem? OfState(StatusSnapshot now) => now.State switch
    {
        ServiceState.Starting => new("starting", HealthStatus.Degraded, true, "starting"),
        ServiceState.Stopped => new("stopped", HealthStatus.Unhealthy, true, "stopped"),
        ServiceState.RedisAway => new("redis_away", HealthStatus.Unhealthy, true, $"Redis is away: {now.Problem}"),
        ServiceState.Failed => new("failed", HealthStatus.Unhealthy, true, $"cannot work: {now.Problem}"),
        _ => null,
    };

    private static bool IsStalled(StatusSnapshot now, long nowUnixMs) => !IsAlive(now, nowUnixMs)
        || (now.State == ServiceState.Owner && now.Lag + now.Pending > 0
            && now.LastCommitUnixMs > 0 && nowUnixMs - now.LastCommitUnixMs > LongestWithoutCommitMs);
}

/// <summary>One thing that is wrong with a service.</summary>
/// <param name="Code">For machines: <c>starting</c>, <c>stopped</c>, <c>redis_away</c>, <c>failed</c>, <c>commit_stalled</c>, <c>lag</c>,
/// <c>kill_switch</c>, <c>stop_crossed</c>, <c>suspect</c>, <c>settings_invalid</c>, <c>held_back</c>.</param>
/// <param name="Result">What a health check makes of it.</param>
/// <param name="KeepsFromReady">The service is not ready for who rolls out a new version; else only something to look at.</param>
/// <param name="Text">For people.</param>
public sealed record HealthProblem(string Code, HealthStatus Result, bool KeepsFromReady, string Text);
