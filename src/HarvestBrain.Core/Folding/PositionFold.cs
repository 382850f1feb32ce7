using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>The fold: what happened, applied to one position. No decision is made here and nothing is asked for.</summary>
internal static class PositionFold
{
    /// <summary>
    /// An average entry keeps this many significant digits, four less than a decimal has: an average whose decimals never end and
    /// that later comes back to a round price is then that price. A stop at it is no risk, instead of one of 1e-26.
    /// </summary>
    private const int AverageDigits = 24;

    /// <summary>A new mark price.</summary>
    public static Folded Price(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (e.IsSnapshotPrice && e.TimeUnixMs < position.MarkTimeUnixMs) return Folded.Nothing;
        Replan replan = RangeFold.Learn(position, e, policy);
        // Bars go on while nothing is open: the next epoch needs them.
        if (position.Direction == Direction.Flat) return TrailingStop.NeedsAtr(policy) ? Folded.Remembered() : Folded.Nothing;
        position.LastClosed = null;
        EpochFold.Mark(position, e);
        if (e.StopLoss == 0) return Folded.Changed(replan);
        EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections);
        return Folded.Changed(Replan.All);
    }

    /// <summary>One execution.</summary>
    public static Folded Fill(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        if (IsRepeat(position, e, rejections)) return Folded.Nothing;
        position.LastClosed = null;
        if (e.TimeUnixMs < position.CorrectedAtUnixMs && !e.IsJudged) return SnapshotFold.Included(position, e, rejections);
        position.LastFillUnixMs = Math.Max(position.LastFillUnixMs, e.TimeUnixMs);

        Direction fillDirection = e.Side == OrderSide.Buy ? Direction.Long : Direction.Short;
        bool adds = position.Direction == Direction.Flat
            ? e.PositionSide == PositionSide.Both || fillDirection == DirectionOf(e.PositionSide)
            : fillDirection == position.Direction;
        RangeFold.Learn(position, e, policy);
        bool changed = adds ? Add(position, e, fillDirection, policy, rejections) : Reduce(position, e, policy, mode, rejections);
        if (!changed) return Folded.Remembered();
        // A partial exit that brings no stop moves no trigger: average entry and initial stop are what they were.
        bool triggersStand = !adds && e.StopLoss == 0 && position.LastClosed is null;
        return Folded.Changed(triggersStand ? Replan.Quantities : Replan.All);
    }

    /// <summary>A cost without an execution, such as funding: it belongs to the units that are open.</summary>
    public static Folded Cost(Position position, in HarvestEvent e, List<FoldRejection> rejections)
    {
        if (IsRepeat(position, e, rejections)) return Folded.Nothing;
        if (position.Direction == Direction.Flat) return Folded.Remembered(); // nobody's, also when it is told again later
        position.LastClosed = null;
        position.FeesQuote += e.FeeQuote;
        decimal funding = position.FundingPerUnit + Costs.PerUnit(e.FeeQuote, position.Quantity);
        position.Current.FundingPerUnit = PlainDecimal.RoundToSignificant(Math.Clamp(funding, -Limits.MaxPrice, Limits.MaxPrice), AverageDigits);
        return Folded.Changed(Replan.All);
    }

    private static bool IsRepeat(Position position, in HarvestEvent e, List<FoldRejection> rejections)
    {
        if (e.ExecutionKey == 0) return false;
        if (position.Executions.Contains(e.ExecutionKey))
        {
            rejections.Add(new(position.Key, FoldCode.DuplicateExecution, e.Quantity, e.Price));
            return true;
        }
        position.Executions.Add(e.ExecutionKey);
        return false;
    }

    private static Direction DirectionOf(PositionSide side) => side == PositionSide.Short ? Direction.Short : Direction.Long;

    private static bool Add(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (e.ReduceOnly)
        {
            Refuse(position, FoldCode.NothingToReduce, e.Quantity, position.Quantity, rejections);
            return MarkIfOpen(position, e);
        }
        if (position.Direction == Direction.Flat)
        {
            Open(position, e, direction, e.Quantity, e.FeeQuote, policy, rejections);
            return true;
        }

        decimal quantity = position.Quantity + e.Quantity;
        if (IsTooLarge(quantity, Math.Max(e.Price, position.AverageEntry)))
        {
            position.Suspect = true; // a fill is missing from here on
            Refuse(position, FoldCode.PositionTooLarge, quantity, e.Price, rejections);
            return MarkIfOpen(position, e);
        }
        decimal average = ((position.AverageEntry * position.Quantity) + (e.Price * e.Quantity)) / quantity;
        position.Current.AverageEntry = PlainDecimal.RoundToSignificant(average, AverageDigits);
        if (position.EntryFeePerUnit != 0 || e.FeeQuote != 0)
        {
            decimal fee = Costs.PerUnit((position.EntryFeePerUnit * position.Quantity) + e.FeeQuote, quantity);
            position.Current.EntryFeePerUnit = PlainDecimal.RoundToSignificant(fee, AverageDigits);
        }
        if (position.FundingPerUnit != 0) // what was paid before is spread over the units that came later
        {
            decimal funding = position.FundingPerUnit * position.Quantity / quantity;
            position.Current.FundingPerUnit = PlainDecimal.RoundToSignificant(funding, AverageDigits);
        }
        position.Current.Quantity = quantity;
        position.Current.BaseQuantity = Math.Max(position.BaseQuantity, quantity);
        position.FeesQuote += e.FeeQuote;
        EpochFold.Mark(position, e);
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
        return true;
    }

    // No price makes a small quantity too large: that spares nearly every fill the product with an average of 28 digits.
    private static bool IsTooLarge(decimal quantity, decimal price) =>
        quantity > Limits.MaxNotional / Limits.MaxPrice && (quantity > Limits.MaxQuantity || quantity * price > Limits.MaxNotional);

    private static bool Reduce(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        if (position.Direction == Direction.Flat)
        {
            Refuse(position, FoldCode.NothingToReduce, e.Quantity, 0, rejections);
            return false;
        }

        decimal closing = Math.Min(e.Quantity, position.Quantity);
        decimal surplus = e.Quantity - closing;
        bool flips = surplus > 0 && e.PositionSide == PositionSide.Both && !e.ReduceOnly;
        if (surplus > 0 && !flips) Refuse(position, FoldCode.ReductionSurplus, surplus, position.Quantity, rejections);

        decimal openingFee = flips ? Costs.Share(e.FeeQuote, surplus, e.Quantity) : 0;
        EpochFold.Mark(position, e);
        Attribution.Attribute(position, e, closing, mode);
        position.RealizedPnl += RMultiple.Profit(position.Direction, position.AverageEntry, e.Price, closing);
        position.FeesQuote += e.FeeQuote - openingFee;
        position.Current.Quantity -= closing;

        if (position.Quantity > 0)
        {
            EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections);
            return true;
        }
        bool suspect = position.Suspect && flips; // flat clears it; a flip never was flat
        Direction opposite = (Direction)(-(int)position.Direction);
        EpochFold.Close(position);
        if (flips) Open(position, e, opposite, surplus, openingFee, policy, rejections);
        position.Suspect = suspect;
        return true;
    }

    private static void Open(
        Position position, in HarvestEvent e, Direction direction, decimal quantity, decimal fee, HarvestPolicy policy,
        List<FoldRejection> rejections)
    {
        EpochFold.Begin(position, e, e.Id, direction, quantity, e.Price, policy);
        position.FeesQuote = fee;
        position.Current.EntryFeePerUnit = fee == 0 ? 0 : PlainDecimal.RoundToSignificant(Costs.PerUnit(fee, quantity), AverageDigits);
        EpochFold.Mark(position, e);
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
    }

    /// <summary>A refused fill is still a price: of its fee and its stop nothing is taken, but an open position is marked.</summary>
    private static bool MarkIfOpen(Position position, in HarvestEvent e)
    {
        if (position.Direction == Direction.Flat) return false;
        EpochFold.Mark(position, e);
        return true;
    }

    private static void Refuse(Position position, FoldCode code, decimal value, decimal bound, List<FoldRejection> rejections) =>
        rejections.Add(new(position.Key, code, value, bound));
}
