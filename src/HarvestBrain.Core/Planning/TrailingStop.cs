using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Planning;

/// <summary>
/// The chandelier exit: once the peak has reached some R, the stop hangs behind it by a multiple of the average true range.
/// The peak is the epoch's: a partial close does not reset it. Source: Chuck LeBeau's chandelier exit, as told by Alexander Elder,
/// "Come Into My Trading Room" (2002).
/// </summary>
internal static class TrailingStop
{
    /// <summary>The stop, when the rule is on, its R was reached and its distance is known.</summary>
    public static StopProposal? Propose(Position position, HarvestPolicy policy)
    {
        if (Distance(position, policy) is not { } distance) return null;
        if (!position.Reaches(position.PeakPrice, position.Plan.TrailTrigger)) return null;
        decimal price = position.Direction == Direction.Long ? position.PeakPrice - distance : position.PeakPrice + distance;
        return new StopProposal(StopMath.AwayFromMarket(position.Direction, price, policy.PriceTick), StopKind.Trailing, policy.TrailAtR);
    }

    /// <summary>
    /// How far behind the peak the stop lies, in price units; <see langword="null"/> when the rule is off or has nothing to measure
    /// with.
    /// </summary>
    public static decimal? Distance(Position position, HarvestPolicy policy)
    {
        decimal? unit = policy.TrailSource switch
        {
            TrailSource.Atr => position.Atr,
            TrailSource.Auto => position.Atr ?? position.InitialRisk,
            TrailSource.Risk => position.InitialRisk,
            _ => null,
        };
        return unit * policy.TrailAtrMultiple;
    }

    /// <summary>The average true range matters to this policy, so it is learned.</summary>
    public static bool NeedsAtr(HarvestPolicy policy) => policy.TrailSource is TrailSource.Auto or TrailSource.Atr;
}
