using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// Reduce-only fills that found nothing to reduce. An exchange fills none of them without something open, so a fill is missing here: the
/// position is suspect, also flat. When the older fill of the other side comes after all, it settles the matter.
/// </summary>
internal static class RefusedFold
{
    /// <summary>Remembers what was refused of a fill, with the part of its fee that was counted nowhere else.</summary>
    public static void Remember(Position position, in HarvestEvent e, decimal quantity, decimal fee, bool isFeeIncomplete)
    {
        bool wasSuspect = position.Suspect && position.Refused is not { WasSuspect: false };
        RefusedReduction refused = position.Refused is { } before && before.Side == e.Side
            ? before with
            {
                Quantity = before.Quantity + quantity,
                Notional = before.Notional + (quantity * e.Price),
                FeeQuote = before.FeeQuote + fee,
                IsFeeIncomplete = before.IsFeeIncomplete || isFeeIncomplete,
                TimeUnixMs = Math.Min(before.TimeUnixMs, e.LatestUnixMs),
            }
            : new RefusedReduction(e.Side, quantity, quantity * e.Price, fee, isFeeIncomplete, e.LatestUnixMs, wasSuspect);
        EpochFold.Distrust(position);
        position.Refused = refused;
    }

    /// <summary>The part of what was refused that a fill, already folded, explains: a fill that closes it now.</summary>
    /// <returns><see langword="null"/> when the fill explains nothing.</returns>
    public static HarvestEvent? Explained(Position position, in HarvestEvent e)
    {
        if (position.Refused is not { } refused || e.Side == refused.Side || e.TimeUnixMs > refused.TimeUnixMs) return null;
        if (position.Direction == Direction.Flat || position.ClosingSide != refused.Side) return null;
        decimal quantity = Noise.Covers(refused.Quantity - position.Quantity, position.Quantity)
            ? position.Quantity
            : Math.Min(refused.Quantity, position.Quantity);
        return HarvestEvent.Fill(e.Id, refused.TimeUnixMs, e.Symbol, refused.Side, quantity, refused.Price) with
        {
            PositionSide = e.PositionSide,
            ReduceOnly = true,
            FeeQuote = Costs.Share(refused.FeeQuote, Math.Min(quantity, refused.Quantity), refused.Quantity),
            IsFeeIncomplete = refused.IsFeeIncomplete,
            IsJudged = true,
        };
    }

    /// <summary>What was explained is folded; what is left of the refusal, if anything, waits on.</summary>
    public static void Settle(Position position, in RefusedReduction refused, in HarvestEvent explained)
    {
        decimal left = refused.Quantity - explained.Quantity;
        if (left <= 0 || Noise.Covers(left, refused.Quantity))
        {
            if (refused.WasSuspect && position.Direction != Direction.Flat) position.Refused = null; // something else is missing, too
            else EpochFold.Trust(position);
            return;
        }
        EpochFold.Distrust(position);
        position.Refused = refused with
        {
            Quantity = left,
            Notional = refused.Price * left,
            FeeQuote = refused.FeeQuote - explained.FeeQuote,
        };
    }
}
