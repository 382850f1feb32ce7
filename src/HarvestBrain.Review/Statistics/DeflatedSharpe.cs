namespace HarvestBrain.Review.Statistics;

/// <summary>
/// The deflated Sharpe ratio (Bailey, Lopez de Prado 2014): the probability that a ratio of mean to deviation is above what the best of K
/// worthless trials would show, corrected for skewness and kurtosis. Per trade, not annualised.
/// </summary>
public static class DeflatedSharpe
{
    private const double EulerMascheroni = 0.5772156649015329;

    /// <summary>The ratio that the best of K trials without worth is expected to show.</summary>
    /// <param name="trials">K, 2 or more.</param>
    /// <param name="variance">Variance of the trials' ratios.</param>
    public static double ExpectedBest(int trials, double variance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 2);
        double first = NormalDistribution.Quantile(1 - (1.0 / trials));
        double second = NormalDistribution.Quantile(1 - (1 / (trials * Math.E)));
        return Math.Sqrt(variance) * (((1 - EulerMascheroni) * first) + (EulerMascheroni * second));
    }

    /// <summary>The probability that the true ratio is above a benchmark.</summary>
    /// <param name="ratio">Mean over deviation.</param>
    /// <param name="benchmark">What it has to beat, such as <see cref="ExpectedBest"/>.</param>
    /// <param name="n">Observations.</param>
    /// <param name="skewness">Of the observations; 0 for the normal distribution.</param>
    /// <param name="kurtosis">Of the observations; 3 for the normal distribution.</param>
    public static double Probability(double ratio, double benchmark, int n, double skewness, double kurtosis)
    {
        double spread = 1 - (skewness * ratio) + ((kurtosis - 1) / 4 * ratio * ratio);
        return NormalDistribution.Below((ratio - benchmark) * Math.Sqrt(n - 1) / Math.Sqrt(spread));
    }

    /// <summary>The deflated ratio of one of several series.</summary>
    /// <param name="best">The series that was chosen.</param>
    /// <param name="all">All that were tried.</param>
    /// <returns><see langword="null"/> where it cannot be said: fewer than two trials or three trades, or no deviation.</returns>
    public static double? Of(double[] best, IReadOnlyList<double[]> all)
    {
        ArgumentNullException.ThrowIfNull(best);
        ArgumentNullException.ThrowIfNull(all);
        if (all.Count < 2 || best.Length < 3 || Ratio(best) is not { } ratio) return null;
        double[] ratios = [.. all.Select(Ratio).OfType<double>()];
        if (Expectancy.StandardDeviation(ratios) is not { } deviation) return null;
        double mean = Expectancy.Mean(best)!.Value, second = 0, third = 0, fourth = 0;
        foreach (double value in best)
        {
            double distance = value - mean, square = distance * distance;
            second += square;
            third += square * distance;
            fourth += square * square;
        }
        second /= best.Length;
        double skewness = third / best.Length / Math.Pow(second, 1.5), kurtosis = fourth / best.Length / (second * second);
        double probability = Probability(ratio, ExpectedBest(all.Count, deviation * deviation), best.Length, skewness, kurtosis);
        return double.IsFinite(probability) ? probability : null;
    }

    private static double? Ratio(double[] r) =>
        Expectancy.StandardDeviation(r) is { } sd and > 0 ? Expectancy.Mean(r) / sd : null;
}
