using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Planning;

/// <summary>
/// All stop rules propose; the tightest wins. It must protect, be tighter than the stop in force, and be worth telling: another
/// kind than the last one asked for, or tighter by the least step (break-even follows the entry without one).
/// </summary>
internal static class StopRules
{
    /// <summary>The stops that prices bring about, for the position as it is. Call with an initial risk only.</summary>
    public static StopStep[] Steps(Position position, HarvestPolicy policy, decimal risk)
    {
        int count = (policy.BreakEvenAtR is null ? 0 : 1) + policy.Lock.Steps.Length;
        StopStep[] steps = position.Plan.StopSteps.Length == count ? position.Plan.StopSteps : new StopStep[count];
        int next = 0;
        if (policy.BreakEvenAtR is { } r)
        {
            steps[next++] = new StopStep(
                RMultiple.TriggerPrice(position, r, risk), new StopProposal(BreakEvenStop.Price(position, policy), StopKind.BreakEven, r));
        }
        foreach (LockStep step in policy.Lock.Steps)
        {
            decimal price = RMultiple.PriceAt(position, step.LockR, risk);
            steps[next++] = new StopStep(
                RMultiple.TriggerPrice(position, step.TriggerR, risk),
                new StopProposal(
                    StopMath.AwayFromMarket(position.Direction, price, policy.PriceTick), StopKind.ProfitLock, step.TriggerR));
        }
        return steps;
    }

    /// <summary>The stop to ask for at the mark, or nothing.</summary>
    public static StopProposal? Best(Position position, HarvestPolicy policy, long nowUnixMs)
    {
        StopProposal? best = null;
        foreach (StopStep step in position.Plan.StopSteps)
        {
            // By the best price since it was due: one that was held back then is no less wanted while it protects.
            if (position.Reaches(position.BestPrice, step.Trigger)) best = Tighter(position, best, step.Proposal);
        }
        if (TrailingStop.Propose(position, policy) is { } trailing) best = Tighter(position, best, trailing);
        bool isDue = best is { } stop && Improves(position, policy, stop) && !WasRejected(position, policy, stop, nowUnixMs);
        return isDue ? best : Again(position, policy);
    }

    /// <summary>The nearest price at which a rule may have something to ask for; beyond all prices when none ever will.</summary>
    public static decimal NextPrice(Position position, HarvestPolicy policy)
    {
        bool isLong = position.Direction == Direction.Long;
        decimal next = isLong ? decimal.MaxValue : 0;
        foreach (StopStep step in position.Plan.StopSteps)
        {
            if (!Improves(position, policy, step.Proposal)) continue;
            next = Nearer(isLong, next, position.Reaches(position.BestPrice, step.Trigger) ? step.Proposal.Price : step.Trigger);
        }
        if (TrailingStop.Distance(position, policy) is { } distance)
            next = Nearer(isLong, next, NextTrailingPrice(position, policy, distance, isLong));
        if (position.Current.StopRequest is { IsOverdue: true, Requested: { } again }) next = Nearer(isLong, next, again.Price);
        return next;
    }

    /// <summary>The nearer of two prices above a long, or below a short.</summary>
    public static decimal Nearer(bool isLong, decimal one, decimal other) => isLong ? Math.Min(one, other) : Math.Max(one, other);

    private static decimal NextTrailingPrice(Position position, HarvestPolicy policy, decimal distance, bool isLong)
    {
        // The peak is high enough, and only the mark is not: it must be on the right side of the stop.
        if (TrailingStop.Propose(position, policy) is { } now && Improves(position, policy, now)) return now.Price;
        if (position.CurrentStop is not { } current) return position.Plan.TrailTrigger;
        decimal ahead = distance + (position.Current.StopRequest.Requested?.Kind == StopKind.Trailing ? MinStep(position, policy) : 0);
        decimal due = isLong ? current + ahead : current - ahead;
        return isLong ? Math.Max(due, position.Plan.TrailTrigger) : Math.Min(due, position.Plan.TrailTrigger);
    }

    private static StopProposal? Tighter(Position position, StopProposal? best, in StopProposal proposal)
    {
        if (!StopMath.Protects(position.Direction, proposal.Price, position.MarkPrice)) return best;
        return best is { } other && !StopMath.IsTighter(position.Direction, proposal.Price, other.Price) ? best : proposal;
    }

    private static bool Improves(Position position, HarvestPolicy policy, in StopProposal stop)
    {
        if (stop.Price <= 0) return false;
        if (position.CurrentStop is not { } current) return true;
        if (!StopMath.IsTighter(position.Direction, stop.Price, current)) return false;
        // Break-even moves only when the entry does: it follows whatever the step.
        return stop.Kind != position.Current.StopRequest.Requested?.Kind || stop.Kind == StopKind.BreakEven
            || Math.Abs(stop.Price - current) >= MinStep(position, policy);
    }

    /// <summary>
    /// The stop that ran out unanswered, to be asked for again as it was: perhaps it is there, and must not become a looser one.
    /// </summary>
    private static StopProposal? Again(Position position, HarvestPolicy policy)
    {
        if (position.Current.StopRequest is not { IsOverdue: true, Requested: { } stop }) return null;
        if (!StopMath.Protects(position.Direction, stop.Price, position.MarkPrice)) return null;
        return new StopProposal(stop.Price, stop.Kind, ThresholdOf(position, policy, stop));
    }

    private static decimal ThresholdOf(Position position, HarvestPolicy policy, in RequestedStop stop)
    {
        if (stop.Kind == StopKind.Trailing) return policy.TrailAtR;
        if (stop.Kind == StopKind.BreakEven) return policy.BreakEvenAtR ?? 0;
        decimal threshold = 0; // where the rule is another one by now
        foreach (StopStep step in position.Plan.StopSteps)
        {
            bool isTheOne = step.Proposal.Kind == stop.Kind && (threshold == 0 || position.Reaches(position.BestPrice, step.Trigger));
            if (isTheOne) threshold = step.Proposal.ThresholdR;
        }
        return threshold;
    }

    /// <summary>
    /// A stop that was rejected is not asked for again for a while; only one that is tighter by the least step is (any tighter one, for
    /// break-even).
    /// </summary>
    private static bool WasRejected(Position position, HarvestPolicy policy, in StopProposal stop, long nowUnixMs)
    {
        ref readonly StopRequest request = ref position.Current.StopRequest;
        if (request.Rejected is not { } rejected || nowUnixMs >= request.RejectedUntilUnixMs) return false;
        return !StopMath.IsTighter(position.Direction, stop.Price, rejected)
            || (stop.Kind != StopKind.BreakEven && Math.Abs(stop.Price - rejected) < MinStep(position, policy));
    }

    private static decimal MinStep(Position position, HarvestPolicy policy) => policy.StopMinStepR * position.InitialRisk!.Value;
}
