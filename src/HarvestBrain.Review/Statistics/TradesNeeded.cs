namespace HarvestBrain.Review.Statistics;

/// <summary>How many trades it takes to tell a difference from none.</summary>
public static class TradesNeeded
{
    private const double Z = 1.96 + 0.84; // 5 % two-sided, 80 % power

    /// <summary>n = (1.96 + 0.84)^2 x sd^2 / mean^2, rounded up.</summary>
    /// <param name="differences">The paired differences so far.</param>
    /// <returns><see langword="null"/> with fewer than two, or when their mean is 0, or the number is beyond all trading.</returns>
    public static long? Of(ReadOnlySpan<double> differences)
    {
        if (Expectancy.StandardDeviation(differences) is not { } sd || Expectancy.Mean(differences) is not { } mean || mean == 0)
            return null;
        double n = Math.Ceiling(Z * Z * sd * sd / (mean * mean));
        return n <= 1e12 ? (long)n : null;
    }
}
