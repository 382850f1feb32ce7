using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Generators;

/// <summary>Policies with any of the adaptive exits on, in any combination.</summary>
internal static class ExitGen
{
    /// <summary>The policy, with exits chosen at random; each is off half the time.</summary>
    public static HarvestPolicy On(Random random, HarvestPolicy policy)
    {
        if (random.Next(2) == 0)
            policy = policy with { Lock = HistoryGen.One(random, ProfitLock.Of(new LockStep(1, 0.25m), new LockStep(2, 1)), ProfitLock.Of(new LockStep(0.5m, 0))) };
        if (random.Next(2) == 0)
        {
            policy = policy with
            {
                TrailSource = HistoryGen.One(random, TrailSource.Auto, TrailSource.Atr, TrailSource.Risk),
                TrailAtrMultiple = HistoryGen.One(random, 0.5m, 1m, 2m),
                TrailAtR = HistoryGen.One(random, 0m, 0.5m, 1m),
                AtrBarSeconds = HistoryGen.One(random, 1, 60),
                // Halves only: a range with endless decimals would make exact comparisons of scaled worlds a matter of the last digit.
                AtrPeriod = HistoryGen.One(random, 1, 2),
            };
        }
        if (random.Next(2) == 0) policy = policy with { RBasis = RBasis.Net };
        if (random.Next(2) == 0) policy = HistoryGen.One(random, policy with { BreakEvenCoversFees = true }, policy with { BreakEvenOffsetBps = 50 });
        if (random.Next(2) == 0)
            policy = policy with { VolatilityScale = VolatilityScale.Of(new VolatilityStep(5, 1.4m), new VolatilityStep(10, 1), new VolatilityStep(null, 0.5m)) };
        if (random.Next(2) == 0)
            policy = policy with { TimeStopMinutes = HistoryGen.One(random, 1, 10), TimeStopBelowR = HistoryGen.One(random, -0.5m, 0.5m, 1m) };
        if (random.Next(2) == 0) policy = policy with { StopMinStepR = HistoryGen.One(random, 0m, 0.5m) };
        return random.Next(2) == 0 ? TakingTheRest(policy) : policy;
    }

    /// <summary>The policy with none of the adaptive exits, for oracles that know only the ladder and the break-even stop.</summary>
    public static HarvestPolicy Off(HarvestPolicy policy) => policy with
    {
        Ladder = Ladder.Of([.. policy.Ladder.Rungs.ToArray().Select(rung => rung.TakesRest ? new LadderRung(rung.TriggerR, 0.05m) : rung)]),
        Lock = ProfitLock.None,
        TrailSource = TrailSource.Off,
        RBasis = RBasis.Gross,
        BreakEvenCoversFees = false,
        BreakEvenOffsetBps = 0,
        VolatilityScale = VolatilityScale.Off,
        TimeStopMinutes = null,
    };

    private static HarvestPolicy TakingTheRest(HarvestPolicy policy)
    {
        LadderRung[] rungs = policy.Ladder.Rungs.ToArray();
        rungs[^1] = LadderRung.Rest(rungs[^1].TriggerR);
        return policy with { Ladder = Ladder.Of(rungs) };
    }
}
