using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>What an event did to a position.</summary>
[Flags]
public enum FoldEffect
{
    /// <summary>Nothing; nothing to save.</summary>
    None = 0,

    /// <summary>Something that is saved but that no decision follows from: an outcome, an execution remembered.</summary>
    Remembered = 1,

    /// <summary>Price or position changed: one decision follows.</summary>
    Changed = 2,
}

/// <summary>The fold: what happened, applied to one position. No decision is made here and nothing is asked for.</summary>
internal static class PositionFold
{
    /// <summary>
    /// An average entry keeps this many significant digits, four less than a decimal has: an average whose decimals never end and
    /// that later comes back to a round price is then that price. A stop at it is no risk, instead of one of 1e-26.
    /// </summary>
    private const int AverageDigits = 24;

    /// <summary>A new mark price.</summary>
    public static FoldEffect Price(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (e.IsSnapshotPrice && e.TimeUnixMs < position.MarkTimeUnixMs) return FoldEffect.None;
        bool rangeChanged = RangeFold.Learn(position, e, policy);
        // Bars go on while nothing is open: the next epoch needs them.
        if (position.Direction == Direction.Flat) return TrailingStop.NeedsAtr(policy) ? FoldEffect.Remembered : FoldEffect.None;
        position.LastClosed = null;
        Mark(position, e);
        if (e.StopLoss != 0)
        {
            LearnStop(position, e.StopLoss, increased: false, rejections);
            Planner.Refresh(position, policy);
        }
        else if (rangeChanged) Planner.RefreshNext(position, policy);
        return FoldEffect.Changed;
    }

    /// <summary>One execution.</summary>
    public static FoldEffect Fill(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections)
    {
        if (IsRepeat(position, e, rejections)) return FoldEffect.None;
        position.LastClosed = null;
        if (e.TimeUnixMs < position.CorrectedAtUnixMs && !e.IsJudged) return SnapshotFold.Included(position, e, policy, rejections);
        position.LastFillUnixMs = Math.Max(position.LastFillUnixMs, e.TimeUnixMs);

        Direction fillDirection = e.Side == OrderSide.Buy ? Direction.Long : Direction.Short;
        bool adds = position.Direction == Direction.Flat
            ? e.PositionSide == PositionSide.Both || fillDirection == DirectionOf(e.PositionSide)
            : fillDirection == position.Direction;
        RangeFold.Learn(position, e, policy);
        bool changed = adds ? Add(position, e, fillDirection, policy, rejections) : Reduce(position, e, policy, mode, rejections);
        if (!changed) return FoldEffect.Remembered;
        // A partial exit that brings no stop moves no trigger: average entry and initial stop are what they were.
        bool triggersStand = !adds && e.StopLoss == 0 && position.LastClosed is null;
        if (triggersStand) Planner.RefreshQuantities(position, policy);
        else Planner.Refresh(position, policy);
        return FoldEffect.Changed;
    }

    /// <summary>An order that ended without a fill. Matters only when it echoes an intent of this epoch.</summary>
    public static FoldEffect Outcome(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        if (position.Direction == Direction.Flat || e.IntentEcho is null) return FoldEffect.None;
        switch (IntentId.Match(position, e.IntentEcho, out Rung? rung))
        {
            case IntentMatch.Rung when rung!.State == RungState.Requested && !rung.Rejected:
                rung.Rejected = true;
                position.OutstandingQuantity -= rung.OutstandingQuantity;
                rung.OutstandingQuantity = 0;
                break;
            case IntentMatch.AskedStop:
                // Refused: the stop asked for before it is in force again, or the one that was told to us from outside.
                position.RefusedStop = position.AskedStop;
                position.RefusedStopUntilUnixMs = Planner.RearmTime(policy, position.StopAskedAtUnixMs);
                position.AskedStop = position.AskedStopBefore;
                position.AskedStopKind = position.AskedStopBeforeKind;
                position.AskedStopBefore = null;
                position.AskedStopBeforeKind = null;
                break;
            case IntentMatch.AskedStopBefore:
                position.AskedStopBefore = null;
                position.AskedStopBeforeKind = null;
                break;
            default:
                return FoldEffect.None;
        }
        Planner.Refresh(position, policy);
        return FoldEffect.Remembered;
    }

    /// <summary>A cost without an execution, such as funding: it belongs to the units that are open.</summary>
    public static FoldEffect Cost(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (IsRepeat(position, e, rejections)) return FoldEffect.None;
        if (position.Direction == Direction.Flat) return FoldEffect.Remembered; // nobody's, also when it is told again later
        position.LastClosed = null;
        position.FeesQuote += e.FeeQuote;
        decimal funding = position.FundingPerUnit + Costs.PerUnit(e.FeeQuote, position.Quantity);
        position.FundingPerUnit = PlainDecimal.RoundToSignificant(Math.Clamp(funding, -Limits.MaxPrice, Limits.MaxPrice), AverageDigits);
        Planner.Refresh(position, policy);
        return FoldEffect.Changed;
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
        position.AverageEntry = PlainDecimal.RoundToSignificant(average, AverageDigits);
        if (position.EntryFeePerUnit != 0 || e.FeeQuote != 0)
        {
            decimal fee = Costs.PerUnit((position.EntryFeePerUnit * position.Quantity) + e.FeeQuote, quantity);
            position.EntryFeePerUnit = PlainDecimal.RoundToSignificant(fee, AverageDigits);
        }
        if (position.FundingPerUnit != 0) // what was paid before is spread over the units that came later
        {
            decimal funding = position.FundingPerUnit * position.Quantity / quantity;
            position.FundingPerUnit = PlainDecimal.RoundToSignificant(funding, AverageDigits);
        }
        position.Quantity = quantity;
        position.BaseQuantity = Math.Max(position.BaseQuantity, quantity);
        position.FeesQuote += e.FeeQuote;
        Mark(position, e);
        LearnStop(position, e.StopLoss, increased: true, rejections);
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
        Mark(position, e);
        Attribution.Attribute(position, e, closing, mode);
        position.RealizedPnl += RMultiple.Profit(position.Direction, position.AverageEntry, e.Price, closing);
        position.FeesQuote += e.FeeQuote - openingFee;
        position.Quantity -= closing;

        if (position.Quantity > 0)
        {
            LearnStop(position, e.StopLoss, increased: false, rejections);
            return true;
        }
        bool suspect = position.Suspect && flips; // flat clears it; a flip never was flat
        Direction opposite = (Direction)(-(int)position.Direction);
        Close(position);
        if (flips) Open(position, e, opposite, surplus, openingFee, policy, rejections);
        position.Suspect = suspect;
        return true;
    }

    private static void Open(
        Position position, in HarvestEvent e, Direction direction, decimal quantity, decimal fee, HarvestPolicy policy,
        List<FoldRejection> rejections)
    {
        Begin(position, e, e.Id, direction, quantity, e.Price, policy);
        position.FeesQuote = fee;
        position.EntryFeePerUnit = fee == 0 ? 0 : PlainDecimal.RoundToSignificant(Costs.PerUnit(fee, quantity), AverageDigits);
        Mark(position, e);
        LearnStop(position, e.StopLoss, increased: true, rejections);
    }

    /// <summary>A new epoch. Nothing is known yet of its price and its stop.</summary>
    internal static void Begin(
        Position position, in HarvestEvent e, EntryId epoch, Direction direction, decimal quantity, decimal entry, HarvestPolicy policy)
    {
        position.Direction = direction;
        position.Quantity = position.BaseQuantity = quantity;
        position.AverageEntry = position.PeakPrice = position.TroughPrice = entry;
        position.RealizedPnl = position.FeesQuote = 0;
        position.Epoch = epoch;
        position.OpenedAtUnixMs = e.TimeUnixMs;
        RangeFold.Take(position, e, policy); // a flip has just forgotten it with the old epoch
        ReadOnlySpan<LadderRung> ladder = policy.Ladder.Rungs;
        var rungs = new Rung[ladder.Length];
        for (int i = 0; i < rungs.Length; i++) rungs[i] = ladder[i].Arm();
        position.RungArray = rungs;
    }

    internal static void Close(Position position)
    {
        position.LastClosed = new ClosedEpoch(
            position.Epoch, position.RealizedPnl, position.FeesQuote, position.InitialRiskQuote, position.Rungs);
        position.Direction = Direction.Flat;
        position.BaseQuantity = position.AverageEntry = 0;
        position.OutstandingQuantity = 0;
        position.InitialStop = position.OutsideStop = position.AskedStop = position.AskedStopBefore = position.RefusedStop = null;
        position.AskedStopKind = position.AskedStopBeforeKind = null;
        position.StopAskedAtUnixMs = position.RefusedStopUntilUnixMs = position.OpenedAtUnixMs = 0;
        position.EntryFeePerUnit = position.FundingPerUnit = position.CostInR = 0;
        position.InitialRisk = position.OutsideAtr = null;
        position.RungArray = [];
        position.LadderScale = null;
    }

    /// <summary>A refused fill is still a price: of its fee and its stop nothing is taken, but an open position is marked.</summary>
    private static bool MarkIfOpen(Position position, in HarvestEvent e)
    {
        if (position.Direction == Direction.Flat) return false;
        Mark(position, e);
        return true;
    }

    internal static void Mark(Position position, in HarvestEvent e)
    {
        position.MarkPrice = e.Price;
        position.MarkTimeUnixMs = e.TimeUnixMs;
        if (position.Direction == Direction.Long)
        {
            if (e.Price > position.PeakPrice) position.PeakPrice = e.Price;
            else if (e.Price < position.TroughPrice) position.TroughPrice = e.Price;
        }
        else
        {
            if (e.Price < position.PeakPrice) position.PeakPrice = e.Price;
            else if (e.Price > position.TroughPrice) position.TroughPrice = e.Price;
        }
    }

    /// <summary>
    /// A stop told from outside. On the risk side of the average entry it becomes the initial stop when the position just grew
    /// or has no usable one. Beyond the entry but still short of the market it locks profit, and is only the stop in force.
    /// </summary>
    internal static void LearnStop(Position position, decimal stop, bool increased, List<FoldRejection> rejections)
    {
        if (stop == 0) return;
        Direction direction = position.Direction;
        bool onRiskSide = StopMath.Protects(direction, stop, position.AverageEntry);
        if (!onRiskSide && !StopMath.Protects(direction, stop, position.MarkPrice))
        {
            rejections.Add(new(position.Key, FoldCode.StopOnWrongSide, stop, position.AverageEntry));
            return;
        }
        bool hasUsable = position.InitialStop is { } initial && StopMath.Protects(direction, initial, position.AverageEntry);
        if (onRiskSide && (increased || !hasUsable)) position.InitialStop = stop;
        position.OutsideStop = StopMath.Tighter(direction, position.OutsideStop, stop);
    }

    private static void Refuse(Position position, FoldCode code, decimal value, decimal bound, List<FoldRejection> rejections) =>
        rejections.Add(new(position.Key, code, value, bound));
}
