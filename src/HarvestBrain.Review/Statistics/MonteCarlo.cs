namespace HarvestBrain.Review.Statistics;

/// <summary>The 5 %, 50 % and 95 % of a quantity over all paths.</summary>
/// <param name="P5">5 %.</param>
/// <param name="P50">Median.</param>
/// <param name="P95">95 %.</param>
public readonly record struct Spread(double P5, double P50, double P95);

/// <summary>What would become of an account that risks a fraction of itself on each trade.</summary>
/// <param name="RiskFraction">f.</param>
/// <param name="End">Equity at the end, as a multiple of the start.</param>
/// <param name="MaxDrawdown">Largest fall from a peak, as a fraction of the peak.</param>
/// <param name="Fan">Equity at evenly spaced trades, the start included.</param>
/// <param name="DrawdownAtLeast">Share of the paths whose largest drawdown is at least 10, 20, 30 and 50 %.</param>
/// <param name="OrderAlone">Largest drawdown when the same trades only come in another order.</param>
public sealed record MonteCarloResult(
    double RiskFraction, Spread End, Spread MaxDrawdown, IReadOnlyList<Spread> Fan,
    IReadOnlyList<(double Drawdown, double Share)> DrawdownAtLeast,
    Spread OrderAlone);

/// <summary>
/// Resamples R, never money: circular blocks of ceil(n^(1/3)) trades keep runs together; equity = prod(1 + f R). A path that loses
/// everything stays at 0.
/// </summary>
public static class MonteCarlo
{
    /// <summary>Paths of a report.</summary>
    public const int Paths = 10_000;

    /// <summary>Points of the fan beside the start.</summary>
    public const int FanPoints = 40;

    private static readonly double[] Levels = [0.1, 0.2, 0.3, 0.5];

    /// <summary>Draws paths.</summary>
    /// <param name="r">R of the trades, in order.</param>
    /// <param name="riskFraction">f, above 0 and at most 1.</param>
    /// <param name="seed">Chooses the draws.</param>
    /// <param name="paths">How many.</param>
    /// <param name="cores">How many threads may work. The result does not depend on it.</param>
    /// <returns><see langword="null"/> with fewer than two trades.</returns>
    public static MonteCarloResult? Of(ReadOnlySpan<double> r, double riskFraction, ulong seed, int paths = Paths, int cores = 1)
    {
        if (r.Length < 2) return null;
        double[] growth = Growth(r, riskFraction);
        double[] ends = new double[paths], falls = new double[paths], permuted = new double[paths];
        double[][] fan = [.. Enumerable.Range(0, FanPoints).Select(_ => new double[paths])];
        int block = BlockLength(r.Length);
        // Each path draws from a generator of its own, so that it is the same path on one core and on many.
        var threads = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, cores) };
        Parallel.For(0, paths, threads, () => new double[growth.Length], (p, _, path) =>
        {
            Prng prng = Prng.Of(seed, p);
            Blocks(growth, path, block, ref prng);
            (ends[p], falls[p]) = Walk(path, fan, p);
            growth.CopyTo(path, 0);
            Shuffle(path, ref prng);
            permuted[p] = Walk(path, null, p).Fall;
            return path;
        }, _ => { });
        Spread maxDrawdown = SpreadOf(falls);
        return new MonteCarloResult(
            riskFraction, SpreadOf(ends), maxDrawdown, [new Spread(1, 1, 1), .. fan.Select(SpreadOf)],
            [.. Levels.Select(level => (level, (double)falls.Count(fall => fall >= level) / paths))],
            SpreadOf(permuted));
    }

    /// <summary>The 95 % of the largest drawdown alone; what a sweep asks of each of its policies.</summary>
    public static double? Drawdown95(ReadOnlySpan<double> r, double riskFraction, ulong seed, int paths)
    {
        if (r.Length < 2) return null;
        double[] growth = Growth(r, riskFraction), path = new double[r.Length], falls = new double[paths];
        int block = BlockLength(r.Length);
        for (int p = 0; p < paths; p++)
        {
            Prng prng = Prng.Of(seed, p);
            Blocks(growth, path, block, ref prng);
            (_, falls[p]) = Walk(path, null, p);
        }
        return SpreadOf(falls).P95;
    }

    /// <summary>ceil(n^(1/3)), in whole numbers.</summary>
    public static int BlockLength(int n)
    {
        int length = 1;
        while ((long)length * length * length < n) length++;
        return length;
    }

    private static double[] Growth(ReadOnlySpan<double> r, double riskFraction)
    {
        var growth = new double[r.Length];
        for (int i = 0; i < r.Length; i++) growth[i] = Math.Max(0, 1 + (riskFraction * r[i]));
        return growth;
    }

    private static void Blocks(double[] growth, double[] path, int block, ref Prng prng)
    {
        for (int filled = 0; filled < path.Length;)
        {
            int start = prng.Below(growth.Length);
            int count = Math.Min(block, path.Length - filled), toEnd = Math.Min(count, growth.Length - start);
            growth.AsSpan(start, toEnd).CopyTo(path.AsSpan(filled));
            growth.AsSpan(0, count - toEnd).CopyTo(path.AsSpan(filled + toEnd)); // round the corner
            filled += count;
        }
    }

    private static void Shuffle(double[] path, ref Prng prng)
    {
        for (int i = path.Length - 1; i > 0; i--)
        {
            int other = prng.Below(i + 1);
            (path[i], path[other]) = (path[other], path[i]);
        }
    }

    private static (double End, double Fall) Walk(double[] path, double[][]? fan, int p)
    {
        double equity = 1, peak = 1, fall = 0;
        int point = 0;
        for (int i = 0; i < path.Length; i++)
        {
            equity = Math.Min(equity * path[i], 1e300);
            if (equity > peak) peak = equity;
            else fall = Math.Max(fall, 1 - (equity / peak));
            if (fan is null) continue;
            for (; point < FanPoints && (i + 1L) * FanPoints >= (point + 1L) * path.Length; point++) fan[point][p] = equity;
        }
        return (equity, fall);
    }

    private static Spread SpreadOf(double[] values)
    {
        double[] sorted = Quantiles.Sorted(values);
        return new Spread(Quantiles.Of(sorted, 0.05)!.Value, Quantiles.Of(sorted, 0.5)!.Value, Quantiles.Of(sorted, 0.95)!.Value);
    }
}
