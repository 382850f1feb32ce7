namespace HarvestBrain.Core.Positions;

/// <summary>
/// The noise of binary floating point: producers that add 0.1 and 0.2 tell 0.30000000000000004. Quantities and prices that differ by
/// no more are the same.
/// </summary>
internal static class Noise
{
    // A double has sixteen digits, and a few are lost in sums.
    private const decimal Relative = 0.000_000_001m;

    /// <summary>A difference is no difference, in a quantity or a price of this size.</summary>
    public static bool Covers(decimal difference, decimal size)
    {
        if (difference == 0) return true;
        // Nearly every difference is far larger. A double tells that for less than the exact product and comparison cost.
        return Math.Abs((double)difference) <= 2 * (double)Relative * (double)size && Math.Abs(difference) <= Relative * size;
    }
}
