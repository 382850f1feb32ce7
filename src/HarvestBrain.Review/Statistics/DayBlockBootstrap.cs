namespace HarvestBrain.Review.Statistics;

/// <summary>A mean and what resampling says of it.</summary>
/// <param name="Mean">The mean of all trades.</param>
/// <param name="Lo">2.5 % of the resampled means; <see langword="null"/> with fewer than two days.</param>
/// <param name="Hi">97.5 % of them.</param>
/// <param name="ShareAboveZero">Share of the resampled means above 0.</param>
public readonly record struct BootstrapInterval(double Mean, double? Lo, double? Hi, double? ShareAboveZero)
{
    /// <summary>The interval does not hold 0.</summary>
    public bool ExcludesZero => Lo > 0 || Hi < 0;
}

/// <summary>The percentile interval of a mean, resampled by day.</summary>
public static class DayBlockBootstrap
{
    /// <summary>Resamples of every interval.</summary>
    public const int Resamples = 10_000;

    /// <summary>Resamples one series.</summary>
    /// <param name="values">One value a trade; for a paired difference the differences.</param>
    /// <param name="blocks">The days of the trades.</param>
    /// <param name="seed">Chooses the draws.</param>
    /// <returns><see langword="null"/> without trades.</returns>
    public static BootstrapInterval? Of(ReadOnlySpan<double> values, DayBlocks blocks, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (values.IsEmpty) return null;
        double mean = Expectancy.Mean(values)!.Value;
        if (blocks.Days < 2) return new BootstrapInterval(mean, null, null, null);
        double[] sums = blocks.Sums(values), weights = new double[blocks.Days], means = new double[Resamples];
        for (int i = 0; i < means.Length; i++)
        {
            int trades = blocks.Draw(seed, i, weights);
            means[i] = Dot(weights, sums) / trades;
        }
        return Interval(mean, means);
    }

    /// <summary>The interval of resampled means; sorts them.</summary>
    internal static BootstrapInterval Interval(double mean, double[] means)
    {
        int above = means.Count(value => value > 0);
        Array.Sort(means);
        return new BootstrapInterval(mean, Quantiles.Of(means, 0.025), Quantiles.Of(means, 0.975), (double)above / means.Length);
    }

    // In plain order: a sum must not depend on how many lanes the processor has.
    internal static double Dot(ReadOnlySpan<double> weights, ReadOnlySpan<double> sums)
    {
        double a = 0, b = 0, c = 0, d = 0;
        int i = 0;
        for (; i + 3 < weights.Length; i += 4)
        {
            a += weights[i] * sums[i];
            b += weights[i + 1] * sums[i + 1];
            c += weights[i + 2] * sums[i + 2];
            d += weights[i + 3] * sums[i + 3];
        }
        for (; i < weights.Length; i++) a += weights[i] * sums[i];
        return a + b + (c + d);
    }
}
