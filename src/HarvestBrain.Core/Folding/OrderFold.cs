using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// Orders that are told by what they have filled so far. New in such an entry is what was not folded of its order yet: the same total
/// told again is nothing, one that comes late is in the later one, and one that was never told is in the next. So an order comes to the
/// same however its updates are cut, repeated or reordered.
/// </summary>
internal static class OrderFold
{
    /// <summary>Remembers what an entry adds to its order, or refuses it when it adds nothing.</summary>
    /// <param name="position">The position.</param>
    /// <param name="e">A fill that names its order.</param>
    /// <param name="rejections">Takes the refusal.</param>
    /// <param name="added">What is new in it, as an execution.</param>
    /// <returns>What the refusal did; <see langword="null"/> = there is something new.</returns>
    public static Folded? Refuse(Position position, in HarvestEvent e, List<FoldRejection> rejections, out HarvestEvent added)
    {
        bool isKnown = position.Orders.TryFind(e.OrderKey, out OrderSoFar order);
        added = New(order, e);
        FoldCode? refusal = !e.IsOrderTotal ? null
            : !isKnown && e.LatestUnixMs <= position.Orders.ForgottenUntilUnixMs ? FoldCode.TooOldToJudge
            : added.Quantity > 0 ? null
            : Contradicts(order, e) ? FoldCode.ExecutionChanged
            : FoldCode.DuplicateExecution;
        if (refusal is not { } code)
        {
            bool isAverage = e is { IsOrderTotal: true, IsAveragePrice: true };
            position.Orders.Set(new OrderSoFar(
                e.OrderKey,
                e.IsOrderTotal ? e.Quantity : order.Quantity + e.Quantity,
                isAverage ? e.Price * e.Quantity : order.Notional + (added.Price * added.Quantity),
                order.Fee + added.FeeQuote,
                Math.Max(order.TimeUnixMs, e.LatestUnixMs)));
            return null;
        }
        rejections.Add(code == FoldCode.TooOldToJudge
            ? new(position.Key, code, e.TimeUnixMs, position.Orders.ForgottenUntilUnixMs)
            : new(position.Key, code, e.Quantity, e.Price));
        if (code == FoldCode.DuplicateExecution) return e.ExecutionKey == 0 ? Folded.Nothing : Folded.Remembered();
        EpochFold.Distrust(position);
        return Folded.Remembered(Planning.Replan.Next);
    }

    /// <summary>What is new in an entry, without remembering it: of a total what was not folded yet, perhaps 0.</summary>
    public static HarvestEvent New(Position position, in HarvestEvent e)
    {
        if (!e.IsOrderTotal) return e;
        position.Orders.TryFind(e.OrderKey, out OrderSoFar order);
        return New(order, e);
    }

    private static HarvestEvent New(in OrderSoFar order, in HarvestEvent e)
    {
        if (!e.IsOrderTotal) return e;
        decimal quantity = e.Quantity - order.Quantity;
        if (quantity < 0 || Noise.Covers(quantity, e.Quantity)) quantity = 0;
        return e with
        {
            Quantity = quantity,
            Price = quantity == 0 ? e.Price : PriceOf(order, e, quantity),
            // Beside the id of an execution a fee is that execution's, else it is the order's, as all the entry tells.
            FeeQuote = e.TradeKey != 0 || e.FeeQuote == 0 ? e.FeeQuote : e.FeeQuote - order.Fee,
            IsOrderTotal = false,
            IsAveragePrice = false,
        };
    }

    // Both averages may be rounded: when nothing sensible is left between them, what is new was done at the average.
    private static decimal PriceOf(in OrderSoFar order, in HarvestEvent e, decimal quantity)
    {
        if (!e.IsAveragePrice || order.Quantity == 0) return e.Price;
        decimal notional = (e.Price * e.Quantity) - order.Notional;
        if (notional >= Limits.MaxPrice * quantity) return e.Price;
        decimal price = PlainDecimal.RoundToSignificant(notional / quantity, Limits.AverageDigits);
        return price >= Limits.MinPositive ? price : e.Price;
    }

    /// <summary>The same total at another average, or a smaller one that is surely later: no order does that.</summary>
    private static bool Contradicts(in OrderSoFar order, in HarvestEvent e)
    {
        // An entry without a time of its own may have been told by a way that took longer.
        if (!Noise.Covers(order.Quantity - e.Quantity, e.Quantity))
            return e.TimeUnixMs > order.TimeUnixMs && e.TimeUnixMs != e.Id.UnixMilliseconds;
        return e.IsAveragePrice && !SnapshotMatch.IsWritten(order.Notional / order.Quantity, e.Price);
    }
}
