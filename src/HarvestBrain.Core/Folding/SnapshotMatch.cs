using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// When a snapshot says the same as the fold. Producers round what they write, and some add the noise of binary floating point:
/// neither is a difference.
/// </summary>
internal static class SnapshotMatch
{
    private const decimal Noise = 0.000_000_001m; // of the value; a double has sixteen digits, and a few are lost in sums

    // The most that rounding may explain, of a price: 3300 for an average of 3300.4 is rounded, 1 for 1.4 is another price.
    private const decimal CoarsestRounding = 0.001m;

    /// <summary>Same quantity, and the same average entry as exactly as the snapshot writes it.</summary>
    public static bool Agrees(Position position, in HarvestEvent snapshot) =>
        Math.Abs(position.Quantity - snapshot.Quantity) <= Noise * snapshot.Quantity
        && IsEntry(position.AverageEntry, snapshot.EntryPrice);

    /// <summary>A fill that is in the snapshot may be the one that opened what the snapshot showed: same side, same price, not more.</summary>
    public static bool MayHaveOpened(Position position, in HarvestEvent fill) =>
        (fill.Side == OrderSide.Buy) == (position.Direction == Direction.Long)
        && fill.Quantity <= position.BaseQuantity && IsEntry(fill.Price, position.AverageEntry);

    // Cut off or rounded, what is written is less than one unit of its last digit away.
    private static bool IsEntry(decimal exact, decimal written)
    {
        decimal difference = Math.Abs(exact - written);
        return difference <= Noise * written || (difference < PlainDecimal.LastDigit(written) && difference < CoarsestRounding * written);
    }
}
