using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Planning;

/// <summary>
/// What follows from a position and its policy, computed when either changes so that a tick only compares prices:
/// initial risk, the laid-out ladder with its trigger prices, and the next price at which anything may be due.
/// </summary>
internal static class Planner
{
    /// <summary>Computes everything anew. Call after every change of position or policy; a plain price tick needs none.</summary>
    public static void Refresh(Position position, HarvestPolicy policy)
    {
        if (position.Direction == Direction.Flat)
        {
            position.NextRearmUnixMs = position.TimeStopAtUnixMs = long.MaxValue;
            return;
        }
        position.InitialRisk =
            RMultiple.InitialRisk(position.Direction, position.AverageEntry, position.InitialStop, policy.FallbackStopFraction);
        position.CostInR = policy.RBasis == RBasis.Net ? position.EntryFeePerUnit + position.FundingPerUnit : 0;
        if (position.InitialRisk is { } oneR)
        {
            if (position.LadderScale is null) LadderAllocation.Scale(position, policy.VolatilityScale.For(oneR, position.AverageEntry));
            foreach (Rung rung in position.Ladder)
                rung.TriggerPrice = RMultiple.TriggerPrice(position, Math.Max(rung.TriggerR, policy.MinR), oneR);
            position.StopSteps = StopRules.Steps(position, policy, oneR);
            position.TrailTrigger = RMultiple.TriggerPrice(position, policy.TrailAtR, oneR);
        }
        else
        {
            foreach (Rung rung in position.Ladder) rung.TriggerPrice = 0;
            position.StopSteps = [];
        }
        RefreshQuantities(position, policy);
    }

    /// <summary>The same after a change that left average entry, initial stop and policy as they were: no trigger moved.</summary>
    public static void RefreshQuantities(Position position, HarvestPolicy policy)
    {
        LadderAllocation.Lay(position, policy);
        RefreshNext(position, policy);
    }

    /// <summary>Computes the next price and the next times at which the decision has something to look at.</summary>
    public static void RefreshNext(Position position, HarvestPolicy policy)
    {
        bool isLong = position.Direction == Direction.Long;
        position.NextRearmUnixMs = long.MaxValue;
        TimeStop.Plan(position, policy);
        if (position.Suspect || position.InitialRisk is null)
        {
            position.NextPrice = isLong ? 0 : decimal.MaxValue; // every price is looked at, and held with its code
            return;
        }

        decimal next = StopRules.NextPrice(position, policy);
        foreach (Rung rung in position.RungArray)
        {
            if (IsReady(rung)) next = StopRules.Nearer(isLong, next, rung.TriggerPrice);
            else if (MayRearm(rung, policy))
                position.NextRearmUnixMs = Math.Min(position.NextRearmUnixMs, RearmTime(policy, rung.RequestedAtUnixMs));
        }
        position.NextPrice = next;
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
        RearmRule.Rejected => rung.Rejected,
        RearmRule.Timeout => true,
        _ => false,
    };

    /// <summary>When something asked for at a time may be asked for again: after the dedup time, or never.</summary>
    public static long RearmTime(HarvestPolicy policy, long requestedAtUnixMs) =>
        policy.Rearm == RearmRule.Never ? long.MaxValue : requestedAtUnixMs + (policy.DedupTtlSeconds * 1000L);
}
