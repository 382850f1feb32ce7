namespace HarvestBrain.Review.Statistics;

/// <summary>What resampling says of many policies that were tried on the same trades.</summary>
/// <param name="Cells">The interval of each policy's mean difference.</param>
/// <param name="RealityCheckP">White's p of the best; <see langword="null"/> with fewer than two days or no policy.</param>
/// <param name="SpaP">Hansen's p, the studentised form.</param>
public sealed record RealityCheckResult(IReadOnlyList<BootstrapInterval> Cells, double? RealityCheckP, double? SpaP);

/// <summary>
/// The luck of the best of K. White's Reality Check (2000): the share of resamples in which the largest of the recentred means beats the
/// largest observed mean. Hansen's SPA (2005) divides by each policy's own deviation and does not let hopeless policies count. All policies
/// see the same resamples, whole days, so that what they have in common stays in common.
/// </summary>
public static class RealityCheck
{
    private const int BatchSize = 128; // bounds the memory of the resampled means to 10 MB a core

    /// <summary>Resamples the differences of all policies together.</summary>
    /// <param name="differences">One series a policy, one value a trade: the policy's R less the recorded R.</param>
    /// <param name="blocks">The days of the trades.</param>
    /// <param name="seed">Chooses the draws.</param>
    /// <param name="cores">How many threads may work; the result is the same for any number.</param>
    public static RealityCheckResult Of(IReadOnlyList<double[]> differences, DayBlocks blocks, ulong seed, int cores = 1)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentNullException.ThrowIfNull(blocks);
        var intervals = new BootstrapInterval[differences.Count];
        if (blocks.Trades == 0 || differences.Count == 0) return new RealityCheckResult([], null, null);
        if (blocks.Days < 2)
        {
            for (int k = 0; k < intervals.Length; k++) intervals[k] = new(Expectancy.Mean(differences[k])!.Value, null, null, null);
            return new RealityCheckResult(intervals, null, null);
        }

        int batches = (differences.Count + BatchSize - 1) / BatchSize;
        var results = new Batch[batches];
        Parallel.For(0, batches, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, cores) }, i =>
        {
            int first = i * BatchSize, count = Math.Min(BatchSize, differences.Count - first);
            results[i] = Resample(differences, first, count, blocks, seed);
        });

        double best = 0, bestStudentised = 0;
        double[] largest = Enumerable.Repeat(double.NegativeInfinity, DayBlockBootstrap.Resamples).ToArray(),
            studentised = new double[largest.Length];
        bool any = false;
        foreach (Batch batch in results)
        {
            best = any ? Math.Max(best, batch.Best) : batch.Best;
            bestStudentised = Math.Max(bestStudentised, batch.BestStudentised);
            any = true;
            for (int b = 0; b < largest.Length; b++)
            {
                largest[b] = Math.Max(largest[b], batch.Largest[b]);
                studentised[b] = Math.Max(studentised[b], batch.Studentised[b]);
            }
        }
        for (int i = 0; i < batches; i++) results[i].Intervals.CopyTo(intervals, i * BatchSize);
        return new RealityCheckResult(
            intervals,
            (double)largest.Count(value => value >= best) / largest.Length,
            (double)studentised.Count(value => value >= bestStudentised) / studentised.Length);
    }

    private sealed record Batch(BootstrapInterval[] Intervals, double Best, double[] Largest, double BestStudentised, double[] Studentised);

    private static Batch Resample(IReadOnlyList<double[]> differences, int first, int count, DayBlocks blocks, ulong seed)
    {
        const int Resamples = DayBlockBootstrap.Resamples;
        var sums = new double[count][];
        var means = new double[count][];
        for (int k = 0; k < count; k++)
        {
            sums[k] = blocks.Sums(differences[first + k]);
            means[k] = new double[Resamples];
        }
        var weights = new double[blocks.Days];
        for (int b = 0; b < Resamples; b++)
        {
            int trades = blocks.Draw(seed, b, weights);
            for (int k = 0; k < count; k++) means[k][b] = DayBlockBootstrap.Dot(weights, sums[k]) / trades;
        }

        var batch = new Batch(
            new BootstrapInterval[count], double.NegativeInfinity, new double[Resamples], 0, new double[Resamples]);
        Array.Fill(batch.Largest, double.NegativeInfinity);
        double bestMean = double.NegativeInfinity, bestStudentised = 0;
        double hopeless = Math.Sqrt(2 * Math.Log(Math.Log(Math.Max(3, blocks.Trades)))); // Hansen's threshold, in deviations
        for (int k = 0; k < count; k++)
        {
            double mean = Expectancy.Mean(differences[first + k])!.Value;
            double deviation = Expectancy.StandardDeviation(means[k]) ?? 0;
            bestMean = Math.Max(bestMean, mean);
            for (int b = 0; b < Resamples; b++) batch.Largest[b] = Math.Max(batch.Largest[b], means[k][b] - mean);
            if (deviation > 0)
            {
                bestStudentised = Math.Max(bestStudentised, mean / deviation);
                double centre = mean >= -deviation * hopeless ? mean : 0;
                for (int b = 0; b < Resamples; b++)
                    batch.Studentised[b] = Math.Max(batch.Studentised[b], (means[k][b] - centre) / deviation);
            }
            batch.Intervals[k] = DayBlockBootstrap.Interval(mean, means[k]);
        }
        return batch with { Best = bestMean, BestStudentised = bestStudentised };
    }
}
