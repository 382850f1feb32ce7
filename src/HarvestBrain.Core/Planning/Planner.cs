using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Planning;

/// <summary>
/// What follows from a position and its policy, computed when either changes so that a tick only compares prices: initial risk, the
/// laid-out ladder with its trigger prices, and the next price at which anything may be due.
/// </summary>
internal static class Planner
{
    /// <summary>Computes as much of the plan as a change made out of date.</summary>
    public static void Plan(Position position, HarvestPolicy policy, Replan part)
    {
        if (part != Replan.None) PlanPart(position, policy, part);
    }

    /// <summary>
    /// The rung can fire: it is armed, has something left to ask for, and its trigger is a possible price. One that takes the rest may
    /// find something even if nothing was laid out for it: a rung before it may have been refused.
    /// </summary>
    public static bool IsReady(Rung rung) =>
        rung is { State: RungState.Armed, TriggerPrice: > 0, IsTimeStop: false } && (rung.TakesRest || rung.Unfilled > 0);

    /// <summary>The rung waits for the time at which it may be asked for again.</summary>
    public static bool MayRearm(Rung rung, HarvestPolicy policy) => rung.State == RungState.Requested && policy.Rearm switch
    {
        RearmRule.Rejected => rung.Rejected || rung.IsCancelled || rung.ValidUntilUnixMs > 0, // one that ran out has expired
        RearmRule.Timeout => true,
        _ => false,
    };

    /// <summary>The stop waits for the time at which it may be asked for again because nobody answered.</summary>
    public static bool MayAskAgain(in StopRequest request, HarvestPolicy policy) =>
        request is { IsUnanswered: true, IsOverdue: false } && (request.IsCancelled || request.ValidUntilUnixMs > 0)
        && policy.Rearm != RearmRule.Never;

    /// <summary>
    /// When the rung may be asked for again: after the dedup time, and not while what was asked for may still be carried out.
    /// </summary>
    public static long RearmTime(Rung rung, HarvestPolicy policy)
    {
        long afterDedup = RearmTime(policy, rung.RequestedAtUnixMs);
        return policy.Rearm == RearmRule.Rejected ? Math.Max(afterDedup, rung.ValidUntilUnixMs) : afterDedup;
    }

    /// <summary>The same of a stop.</summary>
    public static long RearmTime(in StopRequest request, HarvestPolicy policy) =>
        Math.Max(RearmTime(policy, request.RequestedAtUnixMs), request.ValidUntilUnixMs);

    /// <summary>When something asked for at a time may be asked for again: after the dedup time, or never.</summary>
    public static long RearmTime(HarvestPolicy policy, long requestedAtUnixMs) =>
        policy.Rearm == RearmRule.Never ? long.MaxValue : requestedAtUnixMs + (policy.DedupTtlSeconds * 1000L);

    private static void PlanPart(Position position, HarvestPolicy policy, Replan part)
    {
        position.Quiet = default; // what is due when is another matter now
        if (position.Direction == Direction.Flat)
        {
            position.Plan = new Plan();
            return;
        }
        if (part == Replan.All) PlanTriggers(position, policy);
        if (part >= Replan.Quantities) LadderAllocation.Lay(position, policy);
        PlanNext(position, policy);
    }

    private static void PlanTriggers(Position position, HarvestPolicy policy)
    {
        position.Plan.InitialRisk =
            RMultiple.InitialRisk(position.Direction, position.AverageEntry, position.InitialStop, policy.FallbackStopFraction);
        position.Plan.CostInR = policy.RBasis == RBasis.Net ? position.EntryFeePerUnit + position.FundingPerUnit : 0;
        if (position.Plan.InitialRisk is not { } oneR)
        {
            foreach (Rung rung in position.Ladder) rung.TriggerPrice = 0;
            position.Plan.StopSteps = [];
            return;
        }
        if (position.LadderScale is null) LadderAllocation.Scale(position, policy.VolatilityScale.For(oneR, position.AverageEntry));
        foreach (Rung rung in position.Ladder)
            rung.TriggerPrice = RMultiple.TriggerPrice(position, Math.Max(rung.TriggerR, policy.MinR), oneR);
        position.Plan.StopSteps = StopRules.Steps(position, policy, oneR);
        position.Plan.TrailTrigger = RMultiple.TriggerPrice(position, policy.TrailAtR, oneR);
    }

    private static void PlanNext(Position position, HarvestPolicy policy)
    {
        bool isLong = position.Direction == Direction.Long;
        position.Plan.NextRearmUnixMs = long.MaxValue;
        position.Plan.Stop = position.CurrentStop ?? 0;
        position.Plan.IsProtectDue = policy.Protect && position is { Suspect: false, IsDust: false }
            && position.Current.Protection.Said is { } said && said != position.Quantity && position.StopToProtect is not null;
        TimeStop.Plan(position, policy);
        if (position.Suspect || position.InitialRisk is null)
        {
            position.Plan.NextPrice = isLong ? 0 : decimal.MaxValue; // every price is looked at, and held with its code
            return;
        }

        decimal next = StopRules.NextPrice(position, policy);
        if (MayAskAgain(position.StopRequest, policy)) position.Plan.NextRearmUnixMs = RearmTime(position.StopRequest, policy);
        foreach (Rung rung in position.Current.Rungs)
        {
            if (IsReady(rung)) next = StopRules.Nearer(isLong, next, rung.TriggerPrice);
            else if (MayRearm(rung, policy))
                position.Plan.NextRearmUnixMs = Math.Min(position.Plan.NextRearmUnixMs, RearmTime(rung, policy));
        }
        position.Plan.NextPrice = next;
    }
}
