using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Positions;

/// <summary>
/// What follows from a position and its policy, computed when either changes so that a tick only compares prices:
/// initial risk, the laid-out ladder with its trigger prices, and the next price at which anything may be due.
/// </summary>
internal static class PositionPlan
{
    /// <summary>Computes everything anew. Call after every change of position or policy; a plain price tick needs none.</summary>
    public static void Refresh(Position position, HarvestPolicy policy)
    {
        if (position.Direction == Direction.Flat)
        {
            position.NextRearmUnixMs = long.MaxValue;
            return;
        }
        position.InitialRisk =
            RMultiple.InitialRisk(position.Direction, position.AverageEntry, position.InitialStop, policy.FallbackStopFraction);
        foreach (Rung rung in position.RungArray)
        {
            rung.TriggerPrice = position.InitialRisk is { } risk
                ? RMultiple.TriggerPrice(position, Math.Max(rung.TriggerR, policy.MinR), risk)
                : 0;
        }
        if (policy.BreakEvenAtR is { } r && position.InitialRisk is { } oneR)
            position.BreakEvenTrigger = RMultiple.TriggerPrice(position, r, oneR);
        RefreshQuantities(position, policy);
    }

    /// <summary>The same after a change that left average entry, initial stop and policy as they were: no trigger moved.</summary>
    public static void RefreshQuantities(Position position, HarvestPolicy policy)
    {
        LadderLayout.Lay(position, policy);
        RefreshNext(position, policy);
    }

    /// <summary>Computes the next price and the next time at which the decision has something to look at.</summary>
    public static void RefreshNext(Position position, HarvestPolicy policy)
    {
        bool isLong = position.Direction == Direction.Long;
        position.NextRearmUnixMs = long.MaxValue;
        if (position.Suspect || position.InitialRisk is null)
        {
            position.NextPrice = isLong ? 0 : decimal.MaxValue; // every price is looked at, and held with its code
            return;
        }

        decimal next = isLong ? decimal.MaxValue : 0;
        foreach (Rung rung in position.RungArray)
        {
            if (IsReady(rung)) next = Nearer(isLong, next, rung.TriggerPrice);
            else if (MayRearm(rung, policy))
                position.NextRearmUnixMs = Math.Min(position.NextRearmUnixMs, RearmTime(policy, rung.RequestedAtUnixMs));
        }
        if (policy.BreakEvenAtR is not null && BreakEvenStop.Improves(position, policy))
            next = Nearer(isLong, next, position.BreakEvenTrigger);
        position.NextPrice = next;
    }

    /// <summary>The rung can fire: it is armed, has a quantity, and its trigger is a possible price.</summary>
    public static bool IsReady(Rung rung) => rung is { State: RungState.Armed, Quantity: > 0, TriggerPrice: > 0 };

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

    private static decimal Nearer(bool isLong, decimal one, decimal other) => isLong ? Math.Min(one, other) : Math.Max(one, other);
}
