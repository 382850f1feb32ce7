using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>What the loop shows of itself to other threads: the view behind health, metrics and the status page.</summary>
internal sealed class StatusPublisher(HarvestStatus status, PositionsView view, TimeProvider time)
{
    private static readonly TimeSpan BacklogEvery = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string> NoProblems = [];

    private long _nextBacklog;

    private long NowUnixMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A step begins.</summary>
    /// <param name="engine">What is known, if anything is.</param>
    /// <param name="works">It is what Redis has; otherwise it is what was known when Redis last answered.</param>
    public void Step(HarvestEngine? engine, bool works)
    {
        long now = NowUnixMs;
        status.Update(s => s with { LastStepUnixMs = now });
        if (engine is not null && view.IsWanted()) view.Show(engine, works ? now : status.Now.LastAnswerUnixMs);
    }

    /// <summary>It is time to ask Redis for the backlog.</summary>
    public bool IsBacklogDue()
    {
        long now = time.GetTimestamp();
        if (now < _nextBacklog) return false;
        _nextBacklog = now + (long)(BacklogEvery.TotalSeconds * time.TimestampFrequency);
        return true;
    }

    /// <summary>Somebody may be suspect now: that is shown with the next step.</summary>
    public void ShowSoon() => _nextBacklog = 0;

    /// <summary>How much is left to do, and what there is.</summary>
    /// <param name="backlog">What the consumer groups show.</param>
    /// <param name="engine">With its positions.</param>
    /// <param name="redisUnixMs">Redis's clock, Unix milliseconds.</param>
    /// <param name="drifts">How often a snapshot differed.</param>
    /// <param name="policyProblems">Settings in Redis that are not valid.</param>
    /// <returns>What lasts and wants somebody's eyes.</returns>
    public WatchedPositions Backlog(
        Backlog backlog, HarvestEngine engine, long redisUnixMs, long drifts, IReadOnlyDictionary<string, string> policyProblems)
    {
        int open = 0, suspect = 0, stale = 0, heldBack = 0, unansweredStops = 0;
        long unansweredMs = 0;
        var crossed = new List<Position>();
        var protection = new List<PositionProtection>();
        foreach (Position position in engine.Positions)
        {
            if (position.Suspect) suspect++; // also a flat one: what comes next is not asked for
            foreach (ProtectionProblem problem in position.ProtectionProblemsAt(redisUnixMs)) protection.Add(new(position.Key, problem));
            if (position.Direction == Direction.Flat) continue;
            open++;
            HarvestPolicy policy = engine.PolicyOf(position.Key.Symbol);
            if (redisUnixMs - position.MarkTimeUnixMs > policy.MaxPriceAgeSeconds * 1000L) stale++;
            if (position.IsHeldBack) heldBack++;
            if (position.StopStateAt(redisUnixMs, policy.StopCrossedSeconds) == StopState.Crossed) crossed.Add(position);
            if (engine.Mode != HarvestMode.Live) continue;
            if (position.StopRequest.UnansweredSinceUnixMs > 0) unansweredStops++;
            unansweredMs = Math.Max(unansweredMs, UnansweredMs(position, redisUnixMs));
        }
        var problems = new Dictionary<string, string>(policyProblems, StringComparer.Ordinal);
        Rate(engine, redisUnixMs);
        status.Update(s => s with
        {
            KillSwitchOff = backlog.KillSwitchOff,
            Lag = backlog.Lag,
            Pending = backlog.Pending,
            OpenPositions = open,
            SuspectPositions = suspect,
            StalePositions = stale,
            OldestUnansweredMs = unansweredMs,
            UnansweredStops = unansweredStops,
            CrossedStops = crossed.Count,
            HeldBackPositions = heldBack,
            Protection = [.. InOrder(protection).Take(StatusSnapshot.MaxProtection)],
            ProtectionCounts = Counted(protection, redisUnixMs),
            Drifts = drifts,
            PolicyProblems = problems,
        });
        return new WatchedPositions(crossed, protection, heldBack);
    }

    private static IEnumerable<PositionProtection> InOrder(IEnumerable<PositionProtection> protection) =>
        protection.OrderBy(one => one.Problem.Code).ThenBy(one => one.Problem.SinceUnixMs);

    private static ProtectionCount[] Counted(List<PositionProtection> protection, long redisUnixMs) =>
    [
        .. protection.GroupBy(one => one.Problem.Code)
            .Select(code => new ProtectionCount(code.Key, code.Count(), redisUnixMs - code.Min(one => one.Problem.SinceUnixMs))),
    ];

    /// <summary>A batch was written.</summary>
    public void Committed(CommitBatch batch, HarvestEngine engine)
    {
        long now = NowUnixMs;
        status.Update(s => s with { LastCommitUnixMs = now });
        if (batch.Intents.Count > 0) Rate(engine, batch.DecidedAtUnixMs);
    }

    public void KillSwitch(bool on, string? text)
    {
        StatusSnapshot now = status.Now;
        if (now.KillSwitchOn != on || now.KillSwitchText != text)
            status.Update(s => s with { KillSwitchOn = on, KillSwitchText = text });
    }

    /// <summary>Redis answered.</summary>
    public void MarkHealthy(ServiceState state)
    {
        long now = NowUnixMs;
        status.Update(s => s with { State = state, Fault = null, Problem = null, LastAnswerUnixMs = now });
    }

    public void Away(StoreException e) =>
        status.Update(s => s with { State = ServiceState.RedisAway, Fault = e.Fault, Problem = e.Message });

    /// <summary>What we knew as owner is not true of a standby. The kill switch is there for all.</summary>
    public void Standby(bool killSwitchOn, string? killSwitch)
    {
        view.ShowUnknown();
        status.Update(s => s with
        {
            KillSwitchOn = killSwitchOn,
            KillSwitchText = killSwitch,
            KillSwitchOff = null,
            Lag = 0,
            Pending = 0,
            OpenPositions = 0,
            SuspectPositions = 0,
            StalePositions = 0,
            OldestUnansweredMs = 0,
            UnansweredStops = 0,
            CrossedStops = 0,
            HeldBackPositions = 0,
            Protection = [],
            ProtectionCounts = [],
            RateLimit = 0,
            RateLeft = 0,
            StopRateLimit = 0,
            StopRateLeft = 0,
            LastCommitUnixMs = 0,
            PolicyProblems = NoProblems,
        });
    }

    /// <summary>The loop cannot go on.</summary>
    /// <param name="error">The error, for whoever waits for the start.</param>
    /// <param name="problem">What to show; <see langword="null"/> = the state says it already.</param>
    public void Failed(Exception error, string? problem)
    {
        status.Fail(error);
        if (problem is not null) status.Update(now => now with { State = ServiceState.Failed, Fault = null, Problem = problem });
    }

    /// <summary>Nobody needs to wait for positions.</summary>
    public void PositionsUnknown() => view.ShowUnknown();

    public void Stopped() => status.Update(s => s with { State = ServiceState.Stopped });

    private static long UnansweredMs(Position position, long redisUnixMs)
    {
        long oldest = position.StopRequest.UnansweredSinceUnixMs is > 0 and long since ? redisUnixMs - since : 0;
        foreach (Rung rung in position.Rungs)
        {
            if (rung is { State: RungState.Requested, Rejected: false, OutstandingQuantity: > 0 })
                oldest = Math.Max(oldest, redisUnixMs - rung.UnansweredSinceUnixMs);
        }
        return oldest;
    }

    private void Rate(HarvestEngine engine, long redisUnixMs)
    {
        int left = engine.Rate.Limit - engine.Rate.CountAt(redisUnixMs);
        int stopsLeft = engine.StopRate.Limit - engine.StopRate.CountAt(redisUnixMs);
        status.Update(s => s with
        {
            RateLimit = engine.Rate.Limit,
            RateLeft = left,
            StopRateLimit = engine.StopRate.Limit,
            StopRateLeft = stopsLeft,
        });
    }
}
