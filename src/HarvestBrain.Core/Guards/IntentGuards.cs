using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Guards;

/// <summary>
/// What may stop an intent that is due, in this order: kill switch or invalid settings, freshness, rate limit, size.
/// A guard that says no leaves the rung armed, so that it is asked for at the next fresh price that still qualifies.
/// </summary>
internal static class IntentGuards
{
    /// <summary>The guards that ask about the moment, not about the single intent.</summary>
    public static HoldReason? CheckMoment(Position position, HarvestPolicy policy, HoldCode? blockedBy, long nowUnixMs)
    {
        if (blockedBy is { } why) return new HoldReason(position.Key, why);
        long ageMs = nowUnixMs - position.MarkTimeUnixMs;
        long limitMs = policy.MaxPriceAgeSeconds * 1000L;
        bool isStale = limitMs > 0 && (ageMs > limitMs || ageMs < -limitMs);
        return isStale ? new HoldReason(position.Key, HoldCode.StalePrice, ageMs, limitMs) : null;
    }

    /// <summary>The limit on intents in any minute: partial closes have one, and stop moves another.</summary>
    public static HoldReason? CheckRate(Position position, RateWindow rate, HoldCode code, long nowUnixMs) =>
        rate.IsFullAt(nowUnixMs) ? new HoldReason(position.Key, code, rate.CountAt(nowUnixMs), rate.Limit) : null;

    /// <summary>
    /// The quantity that a rung may ask for now: what it has left (all, for one that takes the rest), capped at what is open and not
    /// already asked for, rounded down to the step.
    /// </summary>
    public static HoldReason? CheckSize(Position position, Rung rung, HarvestPolicy policy, out decimal quantity)
    {
        decimal outstanding = position.OutstandingQuantity, available = position.Quantity - outstanding;
        decimal wanted = rung.TakesRest ? available : Math.Min(rung.Unfilled, available);
        quantity = LadderAllocation.FloorToStep(wanted, policy.QuantityStep);
        if (available <= 0)
            return new HoldReason(position.Key, HoldCode.NothingLeft, position.Quantity, outstanding);
        if (quantity <= 0) return new HoldReason(position.Key, HoldCode.BelowQuantityStep, wanted, policy.QuantityStep);
        decimal notional = policy.NotionalOf(quantity, position.MarkPrice);
        return notional < policy.MinNotionalQuote
            ? new HoldReason(position.Key, HoldCode.BelowMinNotional, notional, policy.MinNotionalQuote)
            : null;
    }
}
