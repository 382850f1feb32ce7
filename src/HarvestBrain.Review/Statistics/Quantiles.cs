namespace HarvestBrain.Review.Statistics;

/// <summary>Quantiles by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), the default of R and
/// numpy.</summary>
public static class Quantiles
{
    /// <summary>The quantile of sorted values.</summary>
    /// <param name="sorted">Values in rising order.</param>
    /// <param name="share">0 to 1.</param>
    /// <returns><see langword="null"/> when there are no values.</returns>
    public static double? Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty) return null;
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        if (below + 1 >= sorted.Length) return sorted[^1];
        return sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>The median of values in any order.</summary>
    /// <returns><see langword="null"/> when there are no values.</returns>
    public static double? Median(ReadOnlySpan<double> values) => Of(Sorted(values), 0.5);

    /// <summary>A sorted copy.</summary>
    public static double[] Sorted(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
