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
        bool isFlat = position.Direction == Direction.Flat;
        if (isFlat && !TrailingStop.NeedsAtr(policy)) return Folded.Nothing;
        switch (MarkFold.Take(position, e, policy, rejections))
        {
            case MarkVerdict.Late:
                return Folded.Nothing;
            case MarkVerdict.Jumps:
                if (isFlat || e.StopLoss == 0) return Folded.Remembered();
                EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections); // which is no less true for the price beside it
                return Folded.Remembered(Replan.All);
        }
        Replan replan = RangeFold.Learn(position, e, policy);
        if (isFlat) return Folded.Remembered(); // bars go on while nothing is open: the next epoch needs them
        if (e.StopLoss == 0) return Folded.Changed(replan);
        EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections);
        return Folded.Changed(Replan.All);
    }

    /// <summary>One execution.</summary>
    public static Folded Fill(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        if (RepeatFold.Refuse(position, e, rejections) is { } refusal) return refusal;
        if (SnapshotFold.MayInclude(position, e)) return SnapshotFold.Included(position, e, rejections);
        position.LastFillUnixMs = Math.Max(position.LastFillUnixMs, e.LatestUnixMs);

        Direction fillDirection = e.Side == OrderSide.Buy ? Direction.Long : Direction.Short;
        bool adds = position.Direction == Direction.Flat
            ? e.PositionSide == PositionSide.Both || fillDirection == DirectionOf(e.PositionSide)
            : fillDirection == position.Direction;
        RangeFold.LearnFill(position, e, policy);
        bool changed = adds ? Add(position, e, fillDirection, policy, rejections) : Reduce(position, e, policy, mode, rejections);
        if (!changed) return Folded.Remembered(position.Suspect ? Replan.Next : Replan.None);
        if (RefusedFold.Explained(position, e) is { } explained)
        {
            RefusedReduction refused = position.Refused!.Value;
            Reduce(position, explained, policy, mode, rejections);
            RefusedFold.Settle(position, refused, explained);
            return Folded.Changed(Replan.All);
        }
        // A partial exit that brings no stop moves no trigger: average entry and initial stop are what they were.
        bool triggersStand = !adds && e.StopLoss == 0 && position.LastClosed is null;
        return Folded.Changed(triggersStand ? Replan.Quantities : Replan.All);
    }

    /// <summary>A cost without an execution, such as funding: it belongs to the units that are open.</summary>
    public static Folded Cost(Position position, in HarvestEvent e, List<FoldRejection> rejections)
    {
        if (RepeatFold.Refuse(position, e, rejections) is { } refusal) return refusal;
        if (position.Direction == Direction.Flat) return Folded.Remembered(); // nobody's, also when it is told again later
        position.FeesQuote += e.FeeQuote;
        position.Current.FundingQuote += e.FeeQuote;
        decimal funding = position.FundingPerUnit + Costs.PerUnit(e.FeeQuote, position.Quantity);
        funding = Math.Clamp(funding, -Limits.MaxPrice, Limits.MaxPrice);
        position.Current.FundingPerUnit = PlainDecimal.RoundToSignificant(funding, AverageDigits);
        return Folded.Changed(Replan.All);
    }

    private static Direction DirectionOf(PositionSide side) => side == PositionSide.Short ? Direction.Short : Direction.Long;

    private static bool Add(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (e.ReduceOnly)
        {
            Refuse(position, FoldCode.NothingToReduce, e.Quantity, position.Quantity, rejections);
            RefusedFold.Remember(position, e, e.Quantity, e.FeeQuote);
            return MarkIfOpen(position, e, policy, rejections);
        }
        if (position.Direction == Direction.Flat)
        {
            Open(position, e, direction, e.Quantity, e.FeeQuote, policy, rejections);
            return true;
        }

        decimal quantity = position.Quantity + e.Quantity;
        if (IsTooLarge(quantity, Math.Max(e.Price, position.AverageEntry)))
        {
            EpochFold.Distrust(position); // a fill is missing from here on
            Refuse(position, FoldCode.PositionTooLarge, quantity, e.Price, rejections);
            return MarkIfOpen(position, e, policy, rejections);
        }
        MarkFold.Take(position, e, policy, rejections);
        decimal average = ((position.AverageEntry * position.Quantity) + (e.Price * e.Quantity)) / quantity;
        average = PlainDecimal.RoundToSignificant(average, AverageDigits);
        decimal entryFee = 0, funding = 0;
        if (position.EntryFeePerUnit != 0 || e.FeeQuote != 0)
        {
            entryFee = Costs.PerUnit((position.EntryFeePerUnit * position.Quantity) + e.FeeQuote, quantity);
            entryFee = PlainDecimal.RoundToSignificant(entryFee, AverageDigits);
        }
        if (position.FundingPerUnit != 0) // what was paid before is spread over the units that came later
            funding = PlainDecimal.RoundToSignificant(position.FundingPerUnit * position.Quantity / quantity, AverageDigits);
        bool opens = position.IsDust && !Dust.Is(quantity, position, policy);
        if (opens) BeginOverDust(position, e, direction, quantity, average, policy);
        position.Current.AverageEntry = average;
        position.Current.EntryFeePerUnit = entryFee;
        position.Current.FundingPerUnit = funding;
        position.Current.Quantity = quantity;
        position.Current.BaseQuantity = Math.Max(position.BaseQuantity, quantity);
        position.FeesQuote += e.FeeQuote;
        position.Current.HasFee |= e.FeeQuote != 0;
        if (opens) PaperFold.Open(position, quantity, average);
        else PaperFold.Add(position, e.Quantity, e.Price);
        MarkFold.Anew(position);
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
        return true;
    }

    /// <summary>Dust ended the harvest of its epoch: what is held from here on is a trade of its own, with the dust in it.</summary>
    private static void BeginOverDust(
        Position position, in HarvestEvent e, Direction direction, decimal quantity, decimal average, HarvestPolicy policy)
    {
        EpochFold.Close(position, e, TradeExit.Dust, policy);
        EpochFold.Begin(position, e, e.Id, direction, quantity, average, policy);
        position.PeakPrice = position.TroughPrice = position.MarkPrice;
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
            RefusedFold.Remember(position, e, e.Quantity, e.FeeQuote);
            return false;
        }

        decimal open = position.Quantity, closing = Math.Min(e.Quantity, open), surplus = e.Quantity - closing;
        if (Noise.Covers(surplus, open)) surplus = 0;
        bool flips = surplus > 0 && e.PositionSide == PositionSide.Both && !e.ReduceOnly;
        if (surplus > 0 && !flips) Refuse(position, FoldCode.ReductionSurplus, surplus, open, rejections);

        decimal openingFee = flips ? Costs.Share(e.FeeQuote, surplus, e.Quantity) : 0;
        bool isStop = StopFold.IsStopFill(position, e);
        decimal? stop = position.CurrentStop;
        MarkFold.Take(position, e, policy, rejections);
        decimal harvested = Attribution.Attribute(position, e, closing, mode);
        PaperFold.Exit(position, closing, open, e.Price);
        position.Current.ExitQuantity += closing;
        position.Current.ExitNotional += closing * e.Price;
        position.Current.HasFee |= e.FeeQuote != openingFee;
        position.RealizedPnl += RMultiple.Profit(position.Direction, position.AverageEntry, e.Price, closing);
        position.FeesQuote += e.FeeQuote - openingFee;
        position.Current.Quantity = Noise.Covers(open - closing, open) ? 0 : open - closing;

        if (position.Quantity > 0)
        {
            Dust.Settle(position, policy);
            EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections);
            return true;
        }
        Direction opposite = (Direction)(-(int)position.Direction);
        bool isHarvest = Noise.Covers(closing - harvested, closing);
        TradeExit exit = flips ? TradeExit.Flip : isStop ? TradeExit.Stop : ExitOf(position.Direction, stop, e, isHarvest);
        EpochFold.Close(position, e, exit, policy);
        if (flips) Open(position, e, opposite, surplus, openingFee, policy, rejections); // a flip never was flat: suspect stays
        else EpochFold.Trust(position);
        if (surplus > 0 && !flips) RefusedFold.Remember(position, e, surplus, fee: 0); // the fee was paid for all of it
        return true;
    }

    private static void Open(
        Position position, in HarvestEvent e, Direction direction, decimal quantity, decimal fee, HarvestPolicy policy,
        List<FoldRejection> rejections)
    {
        EpochFold.Begin(position, e, e.Id, direction, quantity, e.Price, policy);
        position.FeesQuote = fee;
        position.Current.HasFee = fee != 0;
        position.Current.EntryFeePerUnit = fee == 0 ? 0 : PlainDecimal.RoundToSignificant(Costs.PerUnit(fee, quantity), AverageDigits);
        MarkFold.Begin(position, e.Price, e.TimeUnixMs, policy);
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
    }

    /// <summary>Who took the last of a position: what the fill says, or else where its price lies.</summary>
    private static TradeExit ExitOf(Direction direction, decimal? stop, in HarvestEvent e, bool isHarvest)
    {
        if (isHarvest || e.OrderRole == OrderRole.Harvest) return TradeExit.Harvest;
        bool isThrough = e.OrderRole == OrderRole.Unknown && stop is { } price && !StopMath.Protects(direction, price, e.Price);
        return isThrough ? TradeExit.Stop : TradeExit.Manual;
    }

    /// <summary>A refused fill is still a price: of its fee and its stop nothing is taken, but an open position is marked.</summary>
    private static bool MarkIfOpen(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections) =>
        position.Direction != Direction.Flat && MarkFold.Take(position, e, policy, rejections) == MarkVerdict.Counts;

    private static void Refuse(Position position, FoldCode code, decimal value, decimal bound, List<FoldRejection> rejections) =>
        rejections.Add(new(position.Key, code, value, bound));
}
