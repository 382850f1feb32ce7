using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// When a snapshot says the same as the fold. Producers round what they write, and some add the noise of binary floating point:
/// neither is a difference.
/// </summary>
internal static class SnapshotMatch
{
    // The most that rounding may explain, of a price: 3300 for an average of 3300.4 is rounded, 1 for 1.4 is another price.
    private const decimal CoarsestRounding = 0.001m;

    private const decimal MinRescale = 1.1m;

    /// <summary>Same quantity, and the same average entry as exactly as the snapshot writes it.</summary>
    public static bool Agrees(Position position, in HarvestEvent snapshot) =>
        Noise.Covers(position.Quantity - snapshot.Quantity, snapshot.Quantity)
        && IsWritten(position.AverageEntry, snapshot.EntryPrice);

    /// <summary>
    /// A fill that is in the snapshot may be the one that opened what the snapshot showed: same side, same price. It may be larger: a flip
    /// closes something with it, and a part may be closed again.
    /// </summary>
    public static bool MayHaveOpened(Position position, in HarvestEvent fill) =>
        (fill.Side == OrderSide.Buy) == (position.Direction == Direction.Long)
        && IsWritten(fill.Price, PlainDecimal.Trim(position.AverageEntry)); // as it is saved: 100.00 is 100 after a restart

    /// <summary>
    /// Quantity and entry changed inversely, by a tenth or more: a split or a redenomination. No trade does that: what is bought costs
    /// something, and what is sold leaves the entry as it is.
    /// </summary>
    public static bool IsRescaled(Position position, in HarvestEvent snapshot)
    {
        decimal factor = snapshot.Quantity / position.Quantity;
        if (factor is > 1 / MinRescale and < MinRescale) return false;
        // Multiplied up, so that neither side loses digits.
        decimal before = position.AverageEntry / snapshot.EntryPrice;
        return Math.Abs(before - factor) <= CoarsestRounding * factor;
    }

    /// <summary>The price as somebody wrote it: cut off or rounded, it is less than one unit of its last digit away.</summary>
    public static bool IsWritten(decimal exact, decimal written)
    {
        decimal difference = Math.Abs(exact - written);
        return Noise.Covers(difference, written)
            || (difference < PlainDecimal.LastDigit(written) && difference < CoarsestRounding * written);
    }
}
