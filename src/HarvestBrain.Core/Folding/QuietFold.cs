using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// The short way of a price, for nearly all of them: in the <see cref="QuietBand"/> it becomes the mark price, and that is all that it
/// would have done on the long way. Whatever else happens to the position empties the band; the next price on the long way makes it anew.
/// </summary>
internal static class QuietFold
{
    /// <summary>Takes a price that only marks the position.</summary>
    /// <param name="position">The position.</param>
    /// <param name="e">The price.</param>
    /// <param name="nowUnixMs">The time of the decision, Unix milliseconds.</param>
    /// <returns>It was taken; if not, nothing was done.</returns>
    public static bool Take(Position position, in HarvestEvent e, long nowUnixMs)
    {
        ref readonly QuietBand band = ref position.Quiet;
        if (e.Price < band.Low || e.Price > band.High) return false;
        if (nowUnixMs >= band.UntilUnixMs || e.TimeUnixMs >= band.UntilUnixMs) return false;
        if (e.StopLoss != 0 || MarkFold.IsLate(position, e)) return false;
        if (band.Bars is not null && e.Atr != 0) return false; // without bars the policy asks for no range at all
        if (band.Bars is { } bars && !bars.TryExtend(e.Price, e.TimeUnixMs)) return false;
        MarkFold.Set(position, e.Price, e.TimeUnixMs);
        return true;
    }

    /// <summary>
    /// Which prices only mark the position from here on. Call after a price, when all else was folded, decided and planned.
    /// </summary>
    /// <param name="position">The position, open.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="mode">Shadow or live.</param>
    public static void Settle(Position position, HarvestPolicy policy, HarvestMode mode)
    {
        if (position.Plan.IsProtectDue || position.CrossedSinceUnixMs != 0) return;
        ref readonly Plan plan = ref position.Plan;
        if (position.Reaches(position.MarkPrice, plan.NextPrice) || TimeStop.IsDue(position)) return; // something is due, and kept back
        decimal stop = StopFold.Watched(position, mode);
        bool isLong = position.Direction == Direction.Long;
        // With the decimals of the price, rounded inwards: decimals of one scale are compared several times as fast.
        byte scale = position.MarkPrice.Scale;
        decimal low = Math.Max(position.CalmBand.Low, isLong ? position.TroughPrice : position.BestPrice);
        decimal high = Math.Min(position.CalmBand.High, isLong ? position.BestPrice : position.TroughPrice);
        low = Math.Max(decimal.Round(low, scale, MidpointRounding.ToPositiveInfinity), Above(isLong ? stop : plan.NextPrice, scale));
        high = decimal.Round(high, scale, MidpointRounding.ToNegativeInfinity);
        if (isLong || stop != 0) high = Math.Min(high, Below(isLong ? plan.NextPrice : stop, scale));
        AtrBars? bars = TrailingStop.NeedsAtr(policy) ? position.AtrBars : null;
        position.Quiet = new QuietBand(low, high, Math.Min(plan.NextRearmUnixMs, plan.TimeStopAtUnixMs), bars);
    }

    private static decimal Above(decimal price, byte scale)
    {
        decimal rounded = decimal.Round(price, scale, MidpointRounding.ToPositiveInfinity);
        return rounded > price ? rounded : price + new decimal(1, 0, 0, isNegative: false, scale);
    }

    private static decimal Below(decimal price, byte scale)
    {
        decimal rounded = decimal.Round(price, scale, MidpointRounding.ToNegativeInfinity);
        return rounded < price ? rounded : price - new decimal(1, 0, 0, isNegative: false, scale);
    }
}
