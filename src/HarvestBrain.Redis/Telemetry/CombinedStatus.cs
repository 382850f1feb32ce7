using HarvestBrain.Redis.Observers;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>What a host with several partitions shows: of each number the sum, of each trouble the worst.</summary>
internal static class CombinedStatus
{
    // What one of them is doing counts before what stands behind it.
    private static readonly ServiceState[] Order =
    [
        ServiceState.Failed, ServiceState.RedisAway, ServiceState.Owner, ServiceState.Standby, ServiceState.Starting, ServiceState.Stopped,
    ];

    /// <summary>
    /// What several loops do together; one that has just begun, or has given up its partition, does not count beside others.
    /// </summary>
    public static ServiceState StateOf(IEnumerable<ServiceState> states) =>
        states.MinBy(state => Array.IndexOf(Order, state));

    /// <summary>The view of a host.</summary>
    /// <param name="host">What it shows of itself.</param>
    /// <param name="parts">What its partitions show.</param>
    public static StatusSnapshot Of(StatusSnapshot host, (int Partition, StatusSnapshot Now)[] parts)
    {
        StatusSnapshot[] all = [.. parts.Select(part => part.Now)];
        ServiceState state = StateOf([host.State, .. all.Select(part => part.State)]);
        StatusSnapshot? worst = Array.Find([host, .. all], one => one.State == state && one.Problem is not null);
        // What waits and is not committed is looked at partition by partition: one that stands still must not hide behind the others.
        IEnumerable<StatusSnapshot> waiting = all.Where(part => part.State == ServiceState.Owner && part.Lag + part.Pending > 0);
        return host with
        {
            State = state,
            Fault = worst?.Fault,
            Problem = worst?.Problem,
            KillSwitchOn = host.KillSwitchOn || all.Any(part => part.KillSwitchOn),
            KillSwitchText = host.KillSwitchText ?? all.FirstOrDefault(part => part.KillSwitchOn)?.KillSwitchText,
            OpenPositions = all.Sum(part => part.OpenPositions),
            SuspectPositions = all.Sum(part => part.SuspectPositions),
            StalePositions = all.Sum(part => part.StalePositions),
            OldestUnansweredMs = Most(part => part.OldestUnansweredMs),
            UnansweredStops = all.Sum(part => part.UnansweredStops),
            CrossedStops = all.Sum(part => part.CrossedStops),
            Protection = [.. all.SelectMany(part => part.Protection).Take(StatusSnapshot.MaxProtection)],
            ProtectionCounts =
            [
                .. all.SelectMany(part => part.ProtectionCounts).GroupBy(count => count.Code)
                    .Select(code => new ProtectionCount(code.Key, code.Sum(one => one.Positions), code.Max(one => one.OldestMs))),
            ],
            HeldBackPositions = all.Sum(part => part.HeldBackPositions),
            RateLimit = all.Sum(part => part.RateLimit),
            RateLeft = all.Sum(part => part.RateLeft),
            StopRateLimit = all.Sum(part => part.StopRateLimit),
            StopRateLeft = all.Sum(part => part.StopRateLeft),
            Drifts = all.Sum(part => part.Drifts),
            Lag = all.Sum(part => part.Lag),
            Pending = all.Sum(part => part.Pending),
            LastCommitUnixMs = waiting.Any() ? waiting.Min(part => part.LastCommitUnixMs) : Most(part => part.LastCommitUnixMs),
            LastStepUnixMs = all.Select(part => part.LastStepUnixMs).Where(step => step > 0).Append(host.LastStepUnixMs).Min(),
            LastAnswerUnixMs = Math.Max(host.LastAnswerUnixMs, Most(part => part.LastAnswerUnixMs)),
            PolicyProblems = all.SelectMany(part => part.PolicyProblems).DistinctBy(problem => problem.Key)
                .ToDictionary(problem => problem.Key, problem => problem.Value, StringComparer.Ordinal),
            Partitions =
            [
                .. parts.OrderBy(part => part.Partition).Select(part => new PartitionState(
                    part.Partition, part.Now.State, part.Now.Lag, part.Now.OpenPositions, part.Now.LastCommitUnixMs, part.Now.Problem)),
            ],
        };

        long Most(Func<StatusSnapshot, long> value) => all.Select(value).DefaultIfEmpty().Max();
    }
}
