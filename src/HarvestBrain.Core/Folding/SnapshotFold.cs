using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// The fold of position snapshots: the exchange's truth. Where it agrees it confirms, and a suspect position is trusted again;
/// where it differs it wins, and the drift is told. What a missing fill earned is not known, and realised profit stays as it is.
/// <para>
/// Snapshots and fills come by different streams, so either may overtake the other. Their own times decide: a snapshot from before
/// the last fill (or from before a newer snapshot that changed the position) knows too little, and a fill from before a snapshot
/// that changed the position is in it already.
/// </para>
/// </summary>
internal static class SnapshotFold
{
    /// <summary>Folds a snapshot of this very position.</summary>
    public static Folded Apply(
        Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections, List<PositionDrift> drifts)
    {
        // A snapshot has to be surely later than the last fill; of two snapshots only one that is surely older is stale.
        if (!e.IsJudged && (e.TimeUnixMs < position.LastFillUnixMs || e.LatestUnixMs < position.CorrectedAtUnixMs))
        {
            long lastChange = Math.Max(position.LastFillUnixMs, position.CorrectedAtUnixMs);
            rejections.Add(new(position.Key, FoldCode.StaleSnapshot, e.TimeUnixMs, lastChange));
            return position.Direction == Direction.Flat ? Folded.Nothing : Mark(position, e, policy, rejections) switch
            {
                MarkVerdict.Counts => Folded.Changed(),
                MarkVerdict.Jumps => Folded.Remembered(), // the price that waits
                _ => Folded.Nothing,
            };
        }

        bool isMark = e.Price > 0 && MarkFold.Judge(position, e, policy) == MarkVerdict.Counts;
        Replan range = isMark ? RangeFold.Learn(position, e, policy) : Replan.None;
        Direction direction = e.Quantity == 0 ? Direction.Flat : e.Side == OrderSide.Buy ? Direction.Long : Direction.Short;
        if (direction == Direction.Flat && position.Direction == Direction.Flat) return ConfirmFlat(position, e, policy, rejections);
        if (direction == position.Direction && SnapshotMatch.Agrees(position, e)) return Confirm(position, e, policy, range, rejections);

        decimal foldQuantity = (int)position.Direction * position.Quantity, foldEntry = position.AverageEntry;
        DriftKind kind = Correct(position, e, direction, policy, rejections);
        drifts.Add(new(position.Key, kind, foldQuantity, foldEntry, (int)direction * e.Quantity, e.Quantity == 0 ? 0 : e.EntryPrice));
        (position.CorrectedAtUnixMs, position.CorrectedSlackMs) = (e.TimeUnixMs, e.TimeSlackMs);
        if (kind == DriftKind.Rescaled) UntoldFold.Forget(position);
        else UntoldFold.Correct(position, ((int)direction * e.Quantity) - foldQuantity);
        EpochFold.Trust(position);
        return Folded.Changed(Replan.All);
    }

    /// <summary>The fill may be from before the snapshot that changed the position, which then has it already.</summary>
    public static bool MayInclude(Position position, in HarvestEvent fill) =>
        fill.TimeUnixMs < position.CorrectedAtUnixMs + position.CorrectedSlackMs && !fill.IsJudged;

    /// <summary>
    /// A fill that a snapshot has counted already. Its quantity is in; what the snapshot could not tell is taken from it: what it
    /// did for the rungs that were asked for, profit and fee included, and the stop of a position that the snapshot opened without one.
    /// One that may as well be from after the snapshot is folded the same way, and the position is suspect until the next snapshot tells.
    /// </summary>
    public static Folded Included(
        Position position, in HarvestEvent e, bool isSure, HarvestMode mode, List<FoldRejection> rejections)
    {
        UntoldFold.Tell(position, e);
        rejections.Add(new(position.Key, isSure ? FoldCode.IncludedInSnapshot : FoldCode.MayBeInSnapshot, e.Quantity, e.Price));
        if (!isSure)
        {
            EpochFold.Distrust(position);
            position.LastFillUnixMs = Math.Max(position.LastFillUnixMs, e.LatestUnixMs);
        }
        if (position.Direction == Direction.Flat) return Folded.Remembered();
        if (Attribution.AttributeIncluded(position, e, mode) is var filled and > 0)
        {
            Count(position, filled, e);
            position.RealizedPnl += RMultiple.Money(position, e.Price, filled);
            position.FeesQuote += e.FeeQuote;
            position.FeesIncomplete |= e.IsFeeIncomplete;
            return Folded.Remembered(Replan.All);
        }
        bool opened = e.StopLoss != 0 && position.InitialStop is null && SnapshotMatch.MayHaveOpened(position, e);
        if (!opened) return Folded.Remembered(isSure ? Replan.None : Replan.Next);
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
        return Folded.Changed(Replan.All);
    }

    private static void Count(Position position, decimal filled, in HarvestEvent e)
    {
        position.Current.ExitQuantity += filled;
        position.Current.ExitNotional += filled * e.Price;
        position.Current.HasFee |= e.FeeQuote != 0;
    }

    private static Folded ConfirmFlat(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        bool isNews = UntoldFold.Confirm(position) | position.Suspect || position.Refused is not null;
        EpochFold.Trust(position);
        bool marks = TrailingStop.NeedsAtr(policy) && Mark(position, e, policy, rejections) != MarkVerdict.Late;
        return isNews || marks ? Folded.Remembered() : Folded.Nothing;
    }

    private static Folded Confirm(Position position, in HarvestEvent e, HarvestPolicy policy, Replan range, List<FoldRejection> rejections)
    {
        MarkVerdict mark = Mark(position, e, policy, rejections);
        (decimal? initial, decimal? outside, decimal confirmed) = (position.InitialStop, position.OutsideStop, position.ConfirmedQuantity);
        EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections);
        bool moved = position.Suspect || position.InitialStop != initial || position.OutsideStop != outside;
        EpochFold.Trust(position);
        bool wasDoubted = UntoldFold.Confirm(position);
        position.Current.ConfirmedQuantity = Math.Max(confirmed, e.Quantity);
        if (moved) return Folded.Changed(Replan.All);
        if (mark == MarkVerdict.Counts) return Folded.Changed(range);
        return mark == MarkVerdict.Jumps || position.ConfirmedQuantity != confirmed || wasDoubted ? Folded.Remembered() : Folded.Nothing;
    }

    private static DriftKind Correct(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (direction == position.Direction) return CorrectOpen(position, e, direction, policy, rejections);
        bool wasOpen = position.Direction != Direction.Flat;
        if (wasOpen)
        {
            Mark(position, e, policy, rejections);
            position.Current.Quantity = 0;
            EpochFold.Close(position, e, TradeExit.Snapshot, policy);
        }
        if (direction == Direction.Flat) return DriftKind.Closed;
        Open(position, e, direction, policy, rejections);
        return wasOpen ? DriftKind.Reversed : DriftKind.Opened;
    }

    private static DriftKind CorrectOpen(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        bool isRescaled = SnapshotMatch.IsRescaled(position, e), grew = e.Quantity > position.Quantity;
        if (isRescaled) RescaleFold.Apply(position, e);
        else
        {
            if (position.IsDust && grew && !Dust.Is(e.Quantity, position, policy))
            {
                EpochFold.Close(position, e, TradeExit.Dust, policy);
                Open(position, e, direction, policy, rejections);
                return DriftKind.Corrected;
            }
            (decimal quantity, decimal entry) = (position.Quantity, position.AverageEntry);
            // What the exchange never confirmed was never held.
            position.Current.Quantity = e.Quantity;
            position.Current.BaseQuantity = position.Current.ConfirmedQuantity = Math.Max(e.Quantity, position.ConfirmedQuantity);
            position.Current.AverageEntry = e.EntryPrice;
            if (grew) position.Current.FundingPerUnit = CostFold.Spread(position.FundingPerUnit, quantity, e.Quantity);
            PaperFold.Correct(position, quantity, entry);
            MarkFold.Anew(position);
        }
        Mark(position, e, policy, rejections);
        if (!isRescaled && !grew) Dust.Settle(position, policy);
        EpochFold.LearnStop(position, e.StopLoss, increased: grew && !isRescaled, rejections);
        return isRescaled ? DriftKind.Rescaled : DriftKind.Corrected;
    }

    private static void Open(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        // Two streams may give out the same id; an epoch's id is its own, or its intents would count as asked for already.
        EntryId epoch = e.Id == position.Epoch ? e.Id with { Sequence = e.Id.Sequence + 1 } : e.Id;
        (decimal price, long time) = (position.MarkPrice, position.MarkTimeUnixMs);
        EpochFold.Begin(position, e, epoch, direction, e.Quantity, e.EntryPrice, policy);
        position.Current.ConfirmedQuantity = e.Quantity;
        if (price > 0 && time > e.LatestUnixMs) MarkFold.Begin(position, price, time, policy);
        else if (e.Price > 0) MarkFold.Begin(position, e.Price, e.TimeUnixMs, policy);
        else MarkFold.Begin(position, e.EntryPrice, 0, policy); // no price is known: the entry stands in, and is stale
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
    }

    /// <summary>The snapshot's mark, by the rule of all prices; one without says nothing new.</summary>
    private static MarkVerdict Mark(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections) =>
        e.Price > 0 ? MarkFold.Apply(position, e, policy, rejections) : MarkVerdict.Late;
}
