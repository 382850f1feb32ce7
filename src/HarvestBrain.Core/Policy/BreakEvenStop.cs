using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Policy;

/// <summary>From some R on, the stop belongs at the average entry.</summary>
internal static class BreakEvenStop
{
    /// <summary>The rule's stop when its R is reached and the stop would improve; otherwise nothing.</summary>
    public static StopProposal? Propose(Position position, HarvestPolicy policy)
    {
        if (policy.BreakEvenAtR is not { } r || position.InitialRisk is null) return null;
        if (!position.Reaches(position.MarkPrice, position.BreakEvenTrigger)) return null;
        return Improves(position, policy) ? new StopProposal(Price(position, policy), StopKind.BreakEven, r) : null;
    }

    /// <summary>The break-even stop is a possible price and tighter than the stop in force.</summary>
    public static bool Improves(Position position, HarvestPolicy policy)
    {
        decimal price = Price(position, policy);
        return price > 0
            && (position.CurrentStop is not { } current || StopMath.IsTighter(position.Direction, price, current));
    }

    private static decimal Price(Position position, HarvestPolicy policy) =>
        StopMath.AwayFromMarket(position.Direction, position.AverageEntry, policy.PriceTick);
}
