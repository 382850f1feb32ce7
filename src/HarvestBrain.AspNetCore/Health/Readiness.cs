using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Health;

/// <summary>Why a service is not ready, in codes. Nothing here depends on anything but the picture and the time.</summary>
internal static class Readiness
{
    /// <summary>More entries than this not yet read: it does not keep up, or has not caught up yet.</summary>
    public const long MostLag = 1000;

    /// <summary>The longest step is a call that runs into its timeout; past this the loop hangs.</summary>
    public const long LongestStepMs = 15_000;

    /// <summary>There is something to do, and for so long nothing was committed.</summary>
    public const long LongestWithoutCommitMs = 30_000;

    public const string Starting = "starting";
    public const string Stopped = "stopped";
    public const string RedisAway = "redis_away";
    public const string Failed = "failed";
    public const string Lag = "lag";
    public const string Suspect = "suspect";
    public const string CommitStalled = "commit_stalled";

    /// <summary>The codes; empty = ready. A standby is ready to take over: it has neither lag nor positions of its own.</summary>
    public static IReadOnlyList<string> Problems(StatusSnapshot now, long nowUnixMs)
    {
        var problems = new List<string>();
        if (now.State == ServiceState.Starting) problems.Add(Starting);
        if (now.State == ServiceState.Stopped) problems.Add(Stopped);
        if (now.State == ServiceState.RedisAway) problems.Add(RedisAway);
        if (now.State == ServiceState.Failed) problems.Add(Failed);
        if (now.Lag > MostLag) problems.Add(Lag);
        if (now.SuspectPositions > 0) problems.Add(Suspect);
        if (IsStalled(now, nowUnixMs)) problems.Add(CommitStalled);
        return problems;
    }

    /// <summary>The loop takes steps, or has ended as it was asked to: nothing that a restart would cure.</summary>
    public static bool IsAlive(StatusSnapshot now, long nowUnixMs) =>
        now.State == ServiceState.Stopped || now.LastStepUnixMs == 0 || nowUnixMs - now.LastStepUnixMs < LongestStepMs;

    private static bool IsStalled(StatusSnapshot now, long nowUnixMs) => !IsAlive(now, nowUnixMs)
        || (now.State == ServiceState.Owner && now.Lag + now.Pending > 0 && now.LastCommitUnixMs > 0 && nowUnixMs - now.LastCommitUnixMs > LongestWithoutCommitMs);
}
