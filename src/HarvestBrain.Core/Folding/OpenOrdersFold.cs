using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// The orders that stand at the venue, held against what should stand there. They confirm a stop that was asked for; they change nothing
/// else of a position: what differs is told.
/// </summary>
internal static class OpenOrdersFold
{
    /// <summary>Something in a snapshot concerns a position that is not open: an order that stands for nothing.</summary>
    public static bool TellsOfOrphan(in HarvestEvent e)
    {
        foreach (OpenOrder order in e.OpenOrders!)
        {
            if (OnlyReduces(order)) return true;
        }
        return false;
    }

    /// <summary>Takes a snapshot.</summary>
    public static Folded Apply(Position position, in HarvestEvent e, List<FoldRejection> rejections)
    {
        // It has to be surely later than the last fill, and not surely older than the last one.
        if (e.TimeUnixMs < position.LastFillUnixMs || e.LatestUnixMs < position.Standing.ToldAtUnixMs)
        {
            long lastChange = Math.Max(position.LastFillUnixMs, position.Standing.ToldAtUnixMs);
            rejections.Add(new(position.Key, FoldCode.StaleSnapshot, e.TimeUnixMs, lastChange));
            return Folded.Nothing;
        }
        StandingOrders told = Told(position, e.OpenOrders!);
        Folded confirmed = position.Direction == Direction.Flat ? Folded.Nothing : Confirm(position, e.OpenOrders!);
        bool isNews = position.Standing != told;
        if (isNews) position.Standing = told with { ToldAtUnixMs = e.TimeUnixMs };
        return isNews && confirmed.Effect == FoldEffect.None ? Folded.Remembered() : confirmed;
    }

    /// <summary>Since when what stands differs from what should.</summary>
    /// <param name="position">The position, after all else was folded and decided.</param>
    /// <param name="policy">The policy in force: less than a step or a tick is no difference.</param>
    /// <param name="mode">In shadow mode nobody moves stops: only the one told from outside should stand.</param>
    /// <param name="timeUnixMs">Event time, Unix milliseconds.</param>
    public static void Judge(Position position, HarvestPolicy policy, HarvestMode mode, long timeUnixMs)
    {
        ref StandingOrders standing = ref position.Standing;
        if (!standing.IsCurrent) return;
        decimal? wanted = position.Direction == Direction.Flat || position.IsDust ? null
            : mode == HarvestMode.Shadow ? position.OutsideStop
            : position.StopRequest.IsCancelled ? position.StopBeforeRequest
            : position.CurrentStop;
        standing.WantedStop = wanted ?? 0;
        bool shouldStand = wanted is not null;
        decimal surplus = standing.StopQuantity - position.Quantity;
        bool quantityDiffers = shouldStand && standing is { HasStop: true, ClosesAll: false }
            && Differs(surplus, position.Quantity, policy.QuantityStep);
        bool priceDiffers = shouldStand && standing.HasStop && Differs(standing.StopPrice - wanted!.Value, wanted.Value, policy.PriceTick);
        standing.UnprotectedSinceUnixMs = Since(standing.UnprotectedSinceUnixMs, shouldStand && !standing.HasStop, timeUnixMs);
        standing.QuantityDiffersSinceUnixMs = Since(standing.QuantityDiffersSinceUnixMs, quantityDiffers, timeUnixMs);
        standing.PriceDiffersSinceUnixMs = Since(standing.PriceDiffersSinceUnixMs, priceDiffers, timeUnixMs);
        standing.OrphanSinceUnixMs = Since(standing.OrphanSinceUnixMs, standing.Orphan is not null, timeUnixMs);
    }

    private static long Since(long before, bool isSo, long timeUnixMs) => !isSo ? 0 : before == 0 ? timeUnixMs : before;

    private static bool Differs(decimal difference, decimal size, decimal step) =>
        !Noise.Covers(difference, size) && (step == 0 || Math.Abs(difference) >= step);

    /// <summary>What a snapshot says; of what it does not say, the time and since when, what was known stays.</summary>
    private static StandingOrders Told(Position position, IReadOnlyList<OpenOrder> orders)
    {
        StandingOrders told = position.Standing with
        {
            IsCurrent = true, StopQuantity = 0, ClosesAll = false, StopPrice = 0, Orphan = null,
        };
        foreach (OpenOrder order in orders)
        {
            if (IsStop(position, order))
            {
                told.ClosesAll |= order.ClosePosition;
                told.StopQuantity = Math.Min(told.StopQuantity + order.Quantity, Limits.MaxQuantity);
                bool isLooser = told.StopPrice == 0 || StopMath.IsTighter(position.Direction, told.StopPrice, order.StopPrice);
                if (isLooser) told.StopPrice = order.StopPrice;
            }
            else if (IsOrphan(position, order)) told.Orphan ??= order.OrderId ?? "";
        }
        return told;
    }

    /// <summary>A stop that should be in force, and stands for all that is open, is there.</summary>
    private static Folded Confirm(Position position, IReadOnlyList<OpenOrder> orders)
    {
        StopRequest request = position.StopRequest;
        if (request.Requested is { } requested && Stands(position, requested.Price, orders)) return StopFold.Confirm(position, requested);
        if (request.Previous is { } previous && Stands(position, previous.Price, orders)) return StopFold.Confirm(position, previous);
        // One that ran out unanswered, and that something took the place of, may stand all the same.
        foreach (MovedStop move in position.Current.StopMoves)
        {
            if (!Stands(position, move.Price, orders)) continue;
            Folded folded = StopFold.Confirm(position, new RequestedStop(move.Price, move.Kind));
            if (folded.Effect != FoldEffect.None) return folded; // not one that is looser than what is confirmed
        }
        return Folded.Nothing;
    }

    private static bool Stands(Position position, decimal stop, IReadOnlyList<OpenOrder> orders)
    {
        decimal covered = 0;
        bool isAtIt = false;
        foreach (OpenOrder order in orders)
        {
            if (!IsStop(position, order)) continue;
            bool isAt = Noise.Covers(order.StopPrice - stop, stop);
            if (!isAt && !StopMath.IsTighter(position.Direction, order.StopPrice, stop)) continue;
            isAtIt |= isAt;
            covered += order.ClosePosition ? position.Quantity : Math.Min(order.Quantity, position.Quantity);
        }
        return isAtIt && (covered >= position.Quantity || Noise.Covers(covered - position.Quantity, position.Quantity));
    }

    /// <summary>
    /// It closes when the price goes against the position. Without a role that is one whose trigger lies behind the price, or at the stop
    /// in force; what triggers beyond the price takes profit.
    /// </summary>
    private static bool IsStop(Position position, in OpenOrder order)
    {
        if (position.Direction == Direction.Flat || order.Side != position.ClosingSide || order.StopPrice == 0) return false;
        if (order.Role != OrderRole.Unknown) return order.Role == OrderRole.Stop;
        return (order.ReduceOnly || order.ClosePosition)
            && (StopMath.Protects(position.Direction, order.StopPrice, position.MarkPrice) || order.StopPrice == position.CurrentStop);
    }

    /// <summary>Nothing is open that it could close: of a flat position, of the other side, or of an epoch that is over.</summary>
    private static bool IsOrphan(Position position, in OpenOrder order)
    {
        if (!OnlyReduces(order)) return false;
        if (position.Direction == Direction.Flat || order.Side != position.ClosingSide) return true;
        return order.IntentId is { } id && !IntentId.IsOf(position, id);
    }

    private static bool OnlyReduces(in OpenOrder order) =>
        order.ReduceOnly || order.ClosePosition || order.Role is OrderRole.Stop or OrderRole.Harvest;
}
