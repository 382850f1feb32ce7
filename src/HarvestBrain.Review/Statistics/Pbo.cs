using System.Numerics;

namespace HarvestBrain.Review.Statistics;

/// <summary>
/// The probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado, Zhu 2015):
/// trades in 16 blocks of time, all C(16, 8) halves; the share in which the best of one half is not above the median in the other.
/// Policies are ranked by their mean, which is what a sweep chooses by.
/// </summary>
public static class Pbo
{
    /// <summary>Blocks of time.</summary>
    public const int Blocks = 16;

    /// <summary>Fewer trades than this are not cut into blocks.</summary>
    public const int FewestTrades = 2 * Blocks;

    /// <summary>The probability.</summary>
    /// <param name="series">One series a policy, one value a trade, in order of time.</param>
    /// <returns><see langword="null"/> with fewer than two policies or <see cref="FewestTrades"/> trades.</returns>
    public static double? Of(IReadOnlyList<double[]> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count < 2 || series[0].Length < FewestTrades) return null;
        int trades = series[0].Length;
        var counts = new int[Blocks];
        double[][] sums = [.. series.Select(_ => new double[Blocks])];
        for (int i = 0; i < trades; i++)
        {
            int block = (int)((long)i * Blocks / trades);
            counts[block]++;
            for (int k = 0; k < sums.Length; k++) sums[k][block] += series[k][i];
        }

        int halves = 0, overfitted = 0;
        for (uint half = 0; half < 1u << Blocks; half++)
        {
            if (BitOperations.PopCount(half) != Blocks / 2) continue;
            halves++;
            if (IsOverfitted(sums, counts, half)) overfitted++;
        }
        return (double)overfitted / halves;
    }

    private static bool IsOverfitted(double[][] sums, int[] counts, uint half)
    {
        int best = 0;
        double bestMean = double.NegativeInfinity;
        for (int k = 0; k < sums.Length; k++)
        {
            double mean = Mean(sums[k], counts, half);
            if (mean > bestMean) (best, bestMean) = (k, mean);
        }
        double score = Mean(sums[best], counts, ~half);
        int below = 0, equal = 0;
        foreach (double[] other in sums)
        {
            double mean = Mean(other, counts, ~half);
            if (mean < score) below++;
            else if (mean == score) equal++;
        }
        double rank = below + ((equal + 1) / 2.0); // ties share their ranks
        return rank / (sums.Length + 1) <= 0.5;    // its logit is not above 0
    }

    private static double Mean(double[] sums, int[] counts, uint half)
    {
        double sum = 0;
        int count = 0;
        for (int block = 0; block < Blocks; block++)
        {
            if ((half >> block & 1) == 0) continue;
            sum += sums[block];
            count += counts[block];
        }
        return sum / count;
    }
}
