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
        position.LastClosed = null;
        long lastChange = Math.Max(position.LastFillUnixMs, position.CorrectedAtUnixMs);
        if (e.TimeUnixMs < lastChange && !e.IsJudged)
        {
            rejections.Add(new(position.Key, FoldCode.StaleSnapshot, e.TimeUnixMs, lastChange));
            return position.Direction != Direction.Flat && Mark(position, e) ? Folded.Changed() : Folded.Nothing;
        }

        bool isNewer = e.Price > 0 && e.TimeUnixMs >= position.MarkTimeUnixMs;
        Replan range = isNewer ? RangeFold.Learn(position, e, policy) : Replan.None;
        Direction direction = e.Quantity == 0 ? Direction.Flat : e.Side == OrderSide.Buy ? Direction.Long : Direction.Short;
        if (direction == Direction.Flat && position.Direction == Direction.Flat)
            return isNewer && TrailingStop.NeedsAtr(policy) ? Folded.Remembered() : Folded.Nothing;
        if (direction == position.Direction && SnapshotMatch.Agrees(position, e)) return Confirm(position, e, range, rejections);

        decimal foldQuantity = (int)position.Direction * position.Quantity, foldEntry = position.AverageEntry;
        DriftKind kind = Correct(position, e, direction, policy, rejections);
        drifts.Add(new(position.Key, kind, foldQuantity, foldEntry, (int)direction * e.Quantity, e.Quantity == 0 ? 0 : e.EntryPrice));
        position.CorrectedAtUnixMs = Math.Max(position.CorrectedAtUnixMs, e.TimeUnixMs);
        position.Suspect = false;
        return Folded.Changed(Replan.All);
    }

    /// <summary>
    /// A fill that a snapshot has counted already. Its quantity is in; what the snapshot could not tell is taken from it: what it
    /// did for the rung that it echoes, profit and fee included, and the stop of a position that the snapshot opened without one.
    /// </summary>
    public static Folded Included(Position position, in HarvestEvent e, List<FoldRejection> rejections)
    {
        rejections.Add(new(position.Key, FoldCode.IncludedInSnapshot, e.Quantity, e.Price));
        if (position.Direction == Direction.Flat) return Folded.Remembered();
        if (e.IntentEcho is { } echo && EchoMatch.Find(position, echo, out Rung? rung) == IntentMatch.Rung)
        {
            decimal filled = Math.Min(e.Quantity, rung!.Unfilled);
            Attribution.Fill(position, rung, filled, e.Price);
            position.RealizedPnl += RMultiple.Profit(position.Direction, position.AverageEntry, e.Price, filled);
            position.FeesQuote += e.FeeQuote;
            return Folded.Remembered(Replan.All);
        }
        bool opened = e.StopLoss != 0 && position.InitialStop is null && SnapshotMatch.MayHaveOpened(position, e);
        if (!opened) return Folded.Remembered();
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
        return Folded.Changed(Replan.All);
    }

    private static Folded Confirm(Position position, in HarvestEvent e, Replan range, List<FoldRejection> rejections)
    {
        bool marked = Mark(position, e);
        (decimal? initial, decimal? outside) = (position.InitialStop, position.OutsideStop);
        EpochFold.LearnStop(position, e.StopLoss, increased: false, rejections);
        bool moved = position.Suspect || position.InitialStop != initial || position.OutsideStop != outside;
        position.Suspect = false;
        if (moved) return Folded.Changed(Replan.All);
        return marked ? Folded.Changed(range) : Folded.Nothing;
    }

    private static DriftKind Correct(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (direction == position.Direction)
        {
            bool grew = e.Quantity > position.Quantity;
            position.Current.Quantity = e.Quantity;
            position.Current.BaseQuantity = Math.Max(position.BaseQuantity, e.Quantity);
            position.Current.AverageEntry = e.EntryPrice;
            Mark(position, e);
            EpochFold.LearnStop(position, e.StopLoss, increased: grew, rejections);
            return DriftKind.Corrected;
        }
        bool wasOpen = position.Direction != Direction.Flat;
        if (wasOpen)
        {
            Mark(position, e);
            position.Current.Quantity = 0;
            EpochFold.Close(position);
        }
        if (direction == Direction.Flat) return DriftKind.Closed;
        Open(position, e, direction, policy, rejections);
        return wasOpen ? DriftKind.Reversed : DriftKind.Opened;
    }

    private static void Open(
        Position position, in HarvestEvent e, Direction direction, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        // Two streams may give out the same id; an epoch's id is its own, or its intents would count as asked for already.
        EntryId epoch = e.Id == position.Epoch ? e.Id with { Sequence = e.Id.Sequence + 1 } : e.Id;
        (decimal price, long time) = (position.MarkPrice, position.MarkTimeUnixMs);
        EpochFold.Begin(position, e, epoch, direction, e.Quantity, e.EntryPrice, policy);
        if (price > 0 && time > e.TimeUnixMs) EpochFold.Mark(position, e with { Price = price, TimeUnixMs = time });
        else if (e.Price > 0) EpochFold.Mark(position, e);
        else (position.MarkPrice, position.MarkTimeUnixMs) = (e.EntryPrice, 0); // no price is known: the entry stands in, and is stale
        EpochFold.LearnStop(position, e.StopLoss, increased: true, rejections);
    }

    /// <summary>The newer of the snapshot's mark and the mark price counts.</summary>
    private static bool Mark(Position position, in HarvestEvent e)
    {
        if (e.Price == 0 || e.TimeUnixMs < position.MarkTimeUnixMs) return false;
        EpochFold.Mark(position, e);
        return true;
    }
}
