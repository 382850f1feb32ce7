using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Planning;

/// <summary>From some R on, the stop belongs at the average entry, or as far beyond it as the trade's costs.</summary>
internal static class BreakEvenStop
{
    private const decimal BasisPoints = 10_000;

    /// <summary>Where the stop goes.</summary>
    public static decimal Price(Position position, HarvestPolicy policy)
    {
        decimal offset = policy.BreakEvenCoversFees
            ? (2 * position.EntryFeePerUnit) + position.FundingPerUnit // closing is taken to cost what opening did
            : position.AverageEntry * policy.BreakEvenOffsetBps / BasisPoints;
        decimal price = position.Direction == Direction.Long ? position.AverageEntry + offset : position.AverageEntry - offset;
        return StopMath.AwayFromMarket(position.Direction, price, policy.PriceTick);
    }
}
