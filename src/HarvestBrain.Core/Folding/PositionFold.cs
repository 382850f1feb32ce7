using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>The fold: what happened, applied to one position. No decision is made here and nothing is asked for.</summary>
internal static class PositionFold
{
    /// <summary>A new mark price.</summary>
    public static Folded Price(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        bool isFlat = position.Direction == Direction.Flat;
        if (isFlat && !TrailingStop.NeedsAtr(policy)) return Folded.Nothing;
        switch (MarkFold.Apply(position, e, policy, rejections))
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

    /// <summary>One execution, or what is new in an order's total; and then the outcome of an order that ended with it.</summary>
    public static Folded Fill(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        Folded fill = Understand(position, e, policy, mode, rejections);
        if (!e.EndsOrder) return fill;
        Folded outcome = RequestFold.Outcome(position, e, policy);
        return new(Max(fill.Effect, outcome.Effect), Replan.All);
    }

    /// <summary>A fill with its fee in quote currency, and of an order's total what is new in it. Nothing is remembered.</summary>
    public static HarvestEvent Understood(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        HarvestEvent told = OrderFold.New(position, e);
        return told.FeeAsset is null || told.Quantity == 0 ? told : FeeFold.InQuote(told, position.MarkPrice, policy);
    }

    private static Folded Understand(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        if (RepeatFold.Refuse(position, e, rejections) is { } refusal) return refusal;
        return e is { OrderKey: 0, FeeAsset: null, IsOrderUnnamed: false }
            ? Execution(position, e, policy, mode, rejections)
            : OfOrder(position, e, policy, mode, rejections);
    }

    /// <summary>A fill that has to be understood first; apart, because a copy of the event costs the plain ones something, too.</summary>
    private static Folded OfOrder(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        HarvestEvent told = e;
        OrderLink link = UntoldFold.LinkOf(position, e);
        if (e.OrderKey != 0 && OrderFold.Refuse(position, e, rejections, out told) is { } known) return known;
        if (told.FeeAsset is not null) told = FeeFold.Counted(position, told, policy, rejections);
        Folded folded = link == OrderLink.None
            ? Execution(position, told, policy, mode, rejections)
            : AroundSnapshot(position, told, link, policy, mode, rejections);
        if (!e.IsOrderUnnamed) return folded;
        rejections.Add(new(position.Key, FoldCode.OrderUnnamed, e.Quantity, e.Price));
        EpochFold.Distrust(position);
        return folded with { Replan = Replan.All };
    }

    /// <summary>What is new in a total of which a snapshot may have counted a part: that is in already, the rest is an execution.</summary>
    private static Folded AroundSnapshot(
        Position position, in HarvestEvent added, OrderLink link, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        HarvestEvent counted = UntoldFold.Take(position, link, added, out bool isExact);
        Folded folded = SnapshotFold.Included(position, counted, isExact, mode, rejections);
        if (counted.Quantity == added.Quantity) return folded;
        HarvestEvent rest = added with { Quantity = added.Quantity - counted.Quantity, FeeQuote = added.FeeQuote - counted.FeeQuote };
        return Execution(position, rest, policy, mode, rejections) with { Replan = Replan.All };
    }

    private static FoldEffect Max(FoldEffect left, FoldEffect right) => left > right ? left : right;

    private static Folded Execution(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        if (SnapshotFold.MayInclude(position, e))
            return SnapshotFold.Included(position, e, isSure: e.LatestUnixMs < position.CorrectedAtUnixMs, mode, rejections);
        position.LastFillUnixMs = Math.Max(position.LastFillUnixMs, e.LatestUnixMs);

        Direction fillDirection = e.Side == OrderSide.Buy ? Direction.Long : Direction.Short;
        bool adds = position.Direction == Direction.Flat
            ? e.PositionSide == PositionSide.Both || fillDirection == DirectionOf(e.PositionSide)
            : fillDirection == position.Direction;
        RangeFold.LearnFill(position, e, policy);
        Replan replan = adds ? Add(position, e, fillDirection, policy, rejections) : Reduce(position, e, policy, mode, rejections);
        // Reduce-only it would have been refused, here.
        bool opens = adds || (position.LastClosed is not null && position.Quantity > 0);
        if (opens && e.IsReduceOnlyUnknown) EpochFold.Distrust(position);
        if (replan == Replan.None) return Folded.Remembered(position.Suspect ? Replan.Next : Replan.None);
        if (position.Refused is not null && Explain(position, e, policy, mode, rejections)) return Folded.Changed(Replan.All);
        return Folded.Changed(replan);
    }

    /// <summary>A fill may be the older one that closes what was refused.</summary>
    private static bool Explain(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        RefusedReduction refused = position.Refused!.Value;
        if (RefusedFold.Explained(position, e) is not { } explained) return false;
        Reduce(position, explained, policy, mode, rejections);
        RefusedFold.Settle(position, refused, explained);
        return true;
    }

    private static Direction DirectionOf(PositionSide side) => side == PositionSide.Short ? Direction.Short : Direction.Long;

    /// <returns>What the fill made out of date; nothing when it was refused, and was no price either.</returns>
    private static Replan Add(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (e.ReduceOnly)
        {
            Refuse(position, FoldCode.NothingToReduce, e.Quantity, position.Quantity, rejections);
            RefusedFold.Remember(position, e, e.Quantity, e.FeeQuote, e.IsFeeIncomplete);
            return MarkIfOpen(position, e, policy, rejections);
        }
        if (position.Direction == Direction.Flat)
        {
            Open(position, e, direction, e.Quantity, e.FeeQuote, policy, rejections);
            return Replan.All;
        }

        decimal quantity = position.Quantity + e.Quantity;
        if (IsTooLarge(quantity, Math.Max(e.Price, position.AverageEntry)))
        {
            EpochFold.Distrust(position); // a fill is missing from here on
            Refuse(position, FoldCode.PositionTooLarge, quantity, e.Price, rejections);
            return MarkIfOpen(position, e, policy, rejections);
        }
        MarkFold.Apply(position, e, policy, rejections);
        decimal average = ((position.AverageEntry * position.Quantity) + (e.Price * e.Quantity)) / quantity;
        average = PlainDecimal.RoundToSignificant(average, Limits.AverageDigits);
        decimal entryFee = 0, funding = CostFold.Spread(position.FundingPerUnit, position.Quantity, quantity);
        if (position.EntryFeePerUnit != 0 || e.FeeQuote != 0)
        {
            decimal size = position.ContractSize;
            entryFee = Costs.PerUnit((position.EntryFeePerUnit * position.Quantity * size) + e.FeeQuote, quantity * size);
            entryFee = PlainDecimal.RoundToSignificant(entryFee, Limits.AverageDigits);
        }
        bool isIncomplete = position.FeesIncomplete || e.IsFeeIncomplete; // of dust, too: its entry fee goes into the average
        bool opens = position.IsDust && !Dust.Is(quantity, position, policy);
        if (opens) BeginOverDust(position, e, direction, quantity, average, policy);
        position.Current.AverageEntry = average;
        position.Current.EntryFeePerUnit = entryFee;
        position.Current.FundingPerUnit = funding;
        position.Current.Quantity = quantity;
        position.Current.BaseQuantity = Math.Max(position.BaseQuantity, quantity);
        position.FeesQuote += e.FeeQuote;
        position.FeesIncomplete = isIncomplete;
        position.Current.HasFee |= e.FeeQuote != 0;
        if (opens) PaperFold.Open(position, quantity, average);
        else PaperFold.Add(position, e.Quantity, e.Price);
        MarkFold.Anew(position);
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
        return Replan.All;
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

    /// <returns>What the fill made out of date; nothing when it was refused.</returns>
    private static Replan Reduce(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        if (position.Direction == Direction.Flat)
        {
            Refuse(position, FoldCode.NothingToReduce, e.Quantity, 0, rejections);
            RefusedFold.Remember(position, e, e.Quantity, e.FeeQuote, e.IsFeeIncomplete);
            return Replan.None;
        }

        decimal open = position.Quantity, closing = Math.Min(e.Quantity, open), surplus = e.Quantity - closing;
        if (Noise.Covers(surplus, open)) surplus = 0;
        bool flips = surplus > 0 && e.PositionSide == PositionSide.Both && !e.ReduceOnly;
        if (surplus > 0 && !flips) Refuse(position, FoldCode.ReductionSurplus, surplus, open, rejections);

        decimal openingFee = flips ? Costs.Share(e.FeeQuote, surplus, e.Quantity) : 0;
        bool isStop = StopFold.IsStopFill(position, e);
        if (isStop) StopFold.Filled(position, e);
        decimal? stop = position.CurrentStop;
        MarkFold.Apply(position, e, policy, rejections);
        decimal harvested = Attribution.Attribute(position, e, closing, mode);
        decimal earned = RMultiple.Money(position, e.Price, closing);
        PaperFold.Exit(position, closing, open, e.Price, earned);
        position.Current.ExitQuantity += closing;
        position.Current.ExitNotional += closing * e.Price;
        position.Current.HasFee |= e.FeeQuote != openingFee;
        position.RealizedPnl += earned;
        position.FeesQuote += e.FeeQuote - openingFee;
        position.FeesIncomplete |= e.IsFeeIncomplete;
        position.Current.Quantity = Noise.Covers(open - closing, open) ? 0 : open - closing;

        if (position.Quantity > 0)
        {
            Dust.Settle(position, policy);
            EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections);
            // A partial exit that brings no stop moves no trigger: average entry and initial stop are what they were. And what fills
            // no rung leaves the ladder as it is laid out.
            return e.StopLoss != 0 ? Replan.All : harvested > 0 ? Replan.Quantities : Replan.Next;
        }
        Direction opposite = (Direction)(-(int)position.Direction);
        bool isHarvest = Noise.Covers(closing - harvested, closing);
        TradeExit exit = flips ? TradeExit.Flip : isStop ? TradeExit.Stop : ExitOf(position.Direction, stop, e, isHarvest);
        EpochFold.Close(position, e, exit, policy);
        if (flips)
        {
            Open(position, e, opposite, surplus, openingFee, policy, rejections); // a flip never was flat: suspect stays
            Dust.SettleFlip(position, position.LastClosed!.Quantity, policy);
        }
        else EpochFold.Trust(position);
        // The fee was paid for all of it, and stands in the epoch that it closed, counted or not.
        if (surplus > 0 && !flips) RefusedFold.Remember(position, e, surplus, fee: 0, isFeeIncomplete: false);
        return Replan.All;
    }

    private static void Open(
        Position position, in HarvestEvent e, Direction direction, decimal quantity, decimal fee, HarvestPolicy policy,
        List<FoldRejection> rejections)
    {
        EpochFold.Begin(position, e, e.Id, direction, quantity, e.Price, policy);
        position.FeesQuote = fee;
        position.FeesIncomplete = e.IsFeeIncomplete;
        position.Current.HasFee = fee != 0;
        decimal feePerUnit = fee == 0 ? 0 : Costs.PerUnit(fee, quantity * position.ContractSize);
        position.Current.EntryFeePerUnit = PlainDecimal.RoundToSignificant(feePerUnit, Limits.AverageDigits);
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
    private static Replan MarkIfOpen(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections) =>
        position.Direction != Direction.Flat && MarkFold.Apply(position, e, policy, rejections) == MarkVerdict.Counts
            ? Replan.Next
            : Replan.None;

    private static void Refuse(Position position, FoldCode code, decimal value, decimal bound, List<FoldRejection> rejections) =>
        rejections.Add(new(position.Key, code, value, bound));
}
