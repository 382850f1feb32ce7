using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Replay;

/// <summary>
/// A recorded snapshot and what it did to the position that the recording had. A world that has less, or more, open must not be
/// corrected back to the recording: it gets the difference.
/// </summary>
/// <param name="Event">The snapshot.</param>
/// <param name="LeftOut">It came too late to mean anything.</param>
/// <param name="Rescales">It told of a split: quantity and entry changed inversely.</param>
/// <param name="Before">What the recording had open, base units, a short negative.</param>
/// <param name="EntryBefore">At what average entry; 0 when flat.</param>
/// <param name="After">What it has open now.</param>
/// <param name="EntryAfter">At what average entry.</param>
internal readonly record struct RecordedSnapshot(
    HarvestEvent Event, bool LeftOut, bool Rescales, decimal Before, decimal EntryBefore, decimal After, decimal EntryAfter)
{
    private const int Digits = 24; // as many as an average entry keeps

    /// <summary>The same snapshot in another world: what it opened opens, what it closed closes all, a change changes by as much.</summary>
    /// <returns><see langword="null"/> when nothing is left of it there.</returns>
    public HarvestEvent? In(HarvestEngine world)
    {
        if (LeftOut) return null;
        Position? position = world.Find(Event.Symbol, Event.PositionSide);
        decimal open = position is null ? 0 : (int)position.Direction * position.Quantity, next = Quantity(open);
        if (open == 0 && next == 0) return null;
        return Event with
        {
            Side = next < 0 ? OrderSide.Sell : OrderSide.Buy,
            Quantity = Math.Abs(next),
            EntryPrice = next == 0 ? 0 : Entry(open, position?.AverageEntry ?? 0, next),
            IsJudged = true,
        };
    }

    private decimal Quantity(decimal open)
    {
        if (Rescales) return PlainDecimal.RoundToSignificant(open * After / Before, Digits);
        bool closedAll = Before != 0 && Math.Sign(Before) != Math.Sign(After);
        if (closedAll) return After;
        decimal less = Math.Abs(Before) - Math.Abs(After);
        return less > 0 ? Math.Sign(open) * Math.Max(0, Math.Abs(open) - less) : open + After - Before;
    }

    private decimal Entry(decimal open, decimal entry, decimal next)
    {
        if (Rescales) return PlainDecimal.RoundToSignificant(entry * EntryAfter / EntryBefore, Digits);
        if (Math.Sign(open) != Math.Sign(next)) return PriceOfMore() ?? EntryAfter;
        decimal more = Math.Abs(next) - Math.Abs(open);
        if (more > 0 && PriceOfMore() is { } price) return ((entry * Math.Abs(open)) + (price * more)) / Math.Abs(next);
        decimal moved = entry + EntryAfter - EntryBefore;
        return moved >= Limits.MinPositive ? moved : EntryAfter;
    }

    // What the recording must have paid for what it has more on the same side; nothing, when its averages make no sense of it.
    private decimal? PriceOfMore()
    {
        decimal more = Math.Abs(After) - Math.Abs(Before);
        if (more <= 0 || Before * After < 0) return null;
        decimal price = ((EntryAfter * Math.Abs(After)) - (EntryBefore * Math.Abs(Before))) / more;
        return price is >= Limits.MinPositive and <= Limits.MaxPrice ? price : null;
    }
}
