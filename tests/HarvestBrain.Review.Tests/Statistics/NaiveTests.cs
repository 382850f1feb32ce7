using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Tests.Statistics;

/// <summary>Each statistic a second time, the slow and obvious way, on random series.</summary>
public sealed class NaiveTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public void Expectancy_IsTheNaiveOne(int seed)
    {
        double[] r = Series(seed, 1 + (seed * 7));
        Expectancy expectancy = Expectancy.Of(r);

        double mean = r.Average(), sd = Math.Sqrt(r.Sum(x => Math.Pow(x - mean, 2)) / (r.Length - 1));
        Assert.Equal(mean, expectancy.MeanR!.Value, 10);
        Assert.Equal(sd, expectancy.SdR!.Value, 10);
        Assert.Equal(Math.Sqrt(r.Length) * mean / sd, expectancy.Sqn!.Value, 8);
        Assert.Equal(Math.Sqrt(Math.Min(100, r.Length)) * mean / sd, expectancy.SqnCapped!.Value, 8);
        Assert.Equal(r.Where(x => x > 0).Sum() / -r.Where(x => x < 0).Sum(), expectancy.ProfitFactor!.Value, 10);
        Assert.Equal(r.Where(x => x > 0).Average() / -r.Where(x => x < 0).Average(), expectancy.Payoff!.Value, 10);
        Assert.Equal(r.Count(x => x > 0) / (double)r.Length, expectancy.WinRate!.Value, 10);
        string signs = string.Concat(r.Select(x => x < 0 ? 'L' : 'W'));
        Assert.Equal(signs.Split('W').Max(streak => streak.Length), expectancy.LongestLosingStreak);
        double[] sorted = [.. r.Order()];
        Assert.Equal((sorted[(r.Length - 1) / 2] + sorted[r.Length / 2]) / 2, expectancy.MedianR!.Value, 10);
    }

    [Fact]
    public void Expectancy_OfTooLittle_CannotBeSaid()
    {
        Assert.Equal(new Expectancy(0, null, null, null, null, null, null, null, null, 0), Expectancy.Of([]));
        Assert.Equal(new Expectancy(1, 1, 1, null, null, null, null, null, 1, 0), Expectancy.Of([1]));
        Assert.Equal(new Expectancy(2, 1, 1, 0, null, null, null, null, 1, 0), Expectancy.Of([1, 1]));
        Assert.Equal(new Expectancy(2, 0, 0, 0, null, null, null, null, 0, 0), Expectancy.Of([0, 0]));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void KaplanMeier_IsTheNaiveOne(int seed)
    {
        var random = new Random(seed);
        Reach[] trades = [.. Enumerable.Range(0, 80).Select(_ => new Reach(random.Next(0, 30) / 10.0, random.Next(3) > 0))];
        KaplanMeier curve = KaplanMeier.Of(trades);

        for (double r = 0; r <= 3.2; r = Math.Round(r + 0.1, 1))
        {
            HitRate hit = curve.At(r);
            Assert.Equal(trades.Count(trade => trade.R >= r), hit.AtRisk);
            double rate = 1, greenwood = 0;
            foreach (double step in trades.Where(trade => trade.Failed && trade.R < r).Select(trade => trade.R).Distinct().Order())
            {
                double n = trades.Count(trade => trade.R >= step), d = trades.Count(trade => trade.Failed && trade.R == step);
                rate *= 1 - (d / n);
                if (n > d) greenwood += d / (n * (n - d));
            }
            if (hit.AtRisk == 0 && rate > 0)
            {
                Assert.Null(hit.Rate);
                continue;
            }
            Assert.Equal(rate, hit.Rate!.Value, 10);
            Assert.Equal(Math.Max(0, rate - (1.959964 * rate * Math.Sqrt(greenwood))), hit.Lo!.Value, 6);
        }
    }

    /// <summary>The textbook case of 38 trades: 32 reach the first target, 19 the second, 8 the third, and six are stopped.</summary>
    [Fact]
    public void KaplanMeier_AtATargetThatIsTheBestOfATrade_CountsIt()
    {
        Reach[] trades =
        [
            .. Enumerable.Repeat(new Reach(0, true), 6), .. Enumerable.Repeat(new Reach(1.22, true), 13),
            .. Enumerable.Repeat(new Reach(2.21, true), 11), .. Enumerable.Repeat(new Reach(4.94, true), 8),
        ];
        KaplanMeier curve = KaplanMeier.Of(trades);
        foreach ((double r, int reached) in ((double, int)[])[(1.22, 32), (2.21, 19), (4.94, 8)])
        {
            Assert.Equal(reached / 38.0, curve.At(r).Rate!.Value, 10);
            Assert.Equal(reached, curve.At(r).AtRisk);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void KaplanMeier_WithoutCensoring_IsThePlainShare(int seed)
    {
        double[] reached = [.. Series(seed, 50).Select(Math.Abs)];
        KaplanMeier curve = KaplanMeier.Of(reached.Select(r => new Reach(r, Failed: true)));

        foreach (double r in (double[])[0.1, 0.5, 1, 2])
            Assert.Equal(reached.Count(value => value >= r) / 50.0, curve.At(r).Rate!.Value, 10);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Bootstrap_IsTheNaiveOne(int seed)
    {
        double[] r = Series(seed, 40);
        int[] days = [.. r.Select((_, i) => i / 3)];
        BootstrapInterval interval = DayBlockBootstrap.Of(r, DayBlocks.Of(days), (ulong)seed)!.Value;

        var means = new List<double>();
        for (int b = 0; b < DayBlockBootstrap.Resamples; b++)
        {
            Prng prng = Prng.Of((ulong)seed, b);
            var drawn = new List<double>();
            for (int d = 0; d < 14; d++)
            {
                int day = prng.Below(14);
                drawn.AddRange(r.Where((_, i) => days[i] == day));
            }
            means.Add(drawn.Average());
        }
        means.Sort();
        Assert.Equal(Percentile(means, 0.025), interval.Lo!.Value, 10);
        Assert.Equal(Percentile(means, 0.975), interval.Hi!.Value, 10);
        Assert.Equal(means.Count(mean => mean > 0) / 10_000.0, interval.ShareAboveZero!.Value, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RealityCheck_IsTheNaiveOne_OnAnyNumberOfCores(int seed)
    {
        double[][] cells = [.. Enumerable.Range(0, 150).Select(k => Series((seed * 1000) + k, 30))];
        DayBlocks days = DayBlocks.Of([.. Enumerable.Range(0, 30).Select(i => i / 2)]);
        RealityCheckResult one = RealityCheck.Of(cells, days, 7), many = RealityCheck.Of(cells, days, 7, cores: 8);

        Assert.Equal(one.Cells, many.Cells);
        Assert.Equal((one.RealityCheckP, one.SpaP), (many.RealityCheckP, many.SpaP));
        Assert.Equal(DayBlockBootstrap.Of(cells[149], days, 7), one.Cells[149]); // a cell's interval is the report's

        double[] observed = [.. cells.Select(cell => cell.Average())];
        double[] deviations = [.. Enumerable.Range(0, cells.Length).Select(k => 0.0)];
        var resampled = new double[10_000][];
        for (int b = 0; b < resampled.Length; b++)
        {
            Prng prng = Prng.Of(7, b);
            int[] drawn = [.. Enumerable.Range(0, 15).Select(_ => prng.Below(15)).SelectMany(day => (int[])[2 * day, (2 * day) + 1])];
            resampled[b] = [.. cells.Select(cell => drawn.Average(i => cell[i]))];
        }
        for (int k = 0; k < cells.Length; k++)
        {
            double mean = resampled.Average(row => row[k]);
            deviations[k] = Math.Sqrt(resampled.Sum(row => Math.Pow(row[k] - mean, 2)) / (resampled.Length - 1));
        }
        double white = resampled.Count(row => row.Select((m, k) => m - observed[k]).Max() >= observed.Max()) / 10_000.0;
        double threshold = Math.Sqrt(2 * Math.Log(Math.Log(30)));
        double statistic = Math.Max(0, observed.Select((m, k) => m / deviations[k]).Max());
        double hansen = resampled.Count(row => Math.Max(0, row
            .Select((m, k) => (m - (observed[k] >= -threshold * deviations[k] ? observed[k] : 0)) / deviations[k]).Max()) >= statistic) / 10_000.0;
        Assert.Equal(white, one.RealityCheckP!.Value, 3);
        Assert.Equal(hansen, one.SpaP!.Value, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pbo_IsTheNaiveOne(int seed)
    {
        double[][] series = [.. Enumerable.Range(0, 6).Select(k => Series((seed * 100) + k, 37))];
        int[] blockOf = [.. Enumerable.Range(0, 37).Select(i => i * 16 / 37)];
        int halves = 0, overfitted = 0;
        foreach (int[] half in Halves([], 0))
        {
            halves++;
            double[] inside = [.. series.Select(s => s.Where((_, i) => half.Contains(blockOf[i])).Average())];
            double[] outside = [.. series.Select(s => s.Where((_, i) => !half.Contains(blockOf[i])).Average())];
            double score = outside[Array.IndexOf(inside, inside.Max())];
            double rank = outside.Count(x => x <= score);
            if (Math.Log(rank / 7 / (1 - (rank / 7))) <= 0) overfitted++;
        }

        Assert.Equal(12_870, halves);
        Assert.Equal(overfitted / 12_870.0, Pbo.Of(series)!.Value, 10);
    }

    [Fact]
    public void Pbo_OfAPolicyThatIsAlwaysBest_IsZero()
    {
        double[] noise = Series(1, 64);
        double[][] series = [.. Enumerable.Range(0, 5).Select(k => noise.Select(r => r + k).ToArray())];

        Assert.Equal(0, Pbo.Of(series));
        Assert.Null(Pbo.Of([noise]));
        Assert.Null(Pbo.Of([noise[..31], noise[..31]]));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void MonteCarlo_IsTheNaiveOne(int seed)
    {
        double[] r = Series(seed, 30);
        MonteCarloResult result = MonteCarlo.Of(r, 0.02, (ulong)seed, paths: 500)!;

        List<double> ends = [], falls = [];
        for (int p = 0; p < 500; p++)
        {
            Prng prng = Prng.Of((ulong)seed, p);
            var path = new List<double>();
            while (path.Count < 30)
            {
                int start = prng.Below(30);
                path.AddRange(Enumerable.Range(start, 4).Select(i => r[i % 30])); // 4 = ceil(30^(1/3))
            }
            double equity = 1, peak = 1, fall = 0;
            foreach (double value in path.Take(30))
            {
                equity *= 1 + (0.02 * value);
                peak = Math.Max(peak, equity);
                fall = Math.Max(fall, (peak - equity) / peak);
            }
            ends.Add(equity);
            falls.Add(fall);
        }
        ends.Sort();
        falls.Sort();
        Assert.Equal(Percentile(ends, 0.05), result.End.P5, 10);
        Assert.Equal(Percentile(ends, 0.5), result.End.P50, 10);
        Assert.Equal(Percentile(falls, 0.95), result.MaxDrawdown.P95, 10);
        Assert.Equal(result.MaxDrawdown.P95, MonteCarlo.Drawdown95(r, 0.02, (ulong)seed, 500));
        Assert.Equal(falls.Count(fall => fall >= 0.1) / 500.0, result.DrawdownAtLeast[0].Share, 10);
        Assert.Equal(result.End, result.Fan[^1]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 2)]
    [InlineData(9, 3)]
    [InlineData(27, 3)]
    [InlineData(28, 4)]
    [InlineData(1000, 10)]
    [InlineData(1001, 11)]
    public void BlockLength_IsTheCubeRootRoundedUp(int n, int length) => Assert.Equal(length, MonteCarlo.BlockLength(n));

    [Fact]
    public void MonteCarlo_OfATradeThatLosesEverything_StaysAtZero()
    {
        MonteCarloResult result = MonteCarlo.Of([-1, -1, -1], 1, 1, paths: 10)!;

        Assert.Equal(new Spread(0, 0, 0), result.End);
        Assert.Equal(new Spread(1, 1, 1), result.MaxDrawdown);
        Assert.Null(MonteCarlo.Of([1], 0.01, 1));
    }

    [Fact]
    public void WalkForward_ChoosesOnThePastAlone()
    {
        double[][] series = [[1, 1, -9, 1, 5], [0, 0, 3, 3, -1]];
        IReadOnlyList<WalkForwardStep> steps = WalkForward.Of(series, [1, 1, 2, 2, 3]);

        Assert.Equal([2, 3], steps.Select(step => step.Month));
        Assert.Equal([0, 1], steps.Select(step => step.Chosen)); // after month 2 the first has -6, the second 6
        Assert.Equal([-9, 1], steps[0].Scores);
        Assert.Equal([-1], steps[1].Scores);
        Assert.Empty(WalkForward.Of(series, [1, 1, 1, 1, 1]));
    }

    [Fact]
    public void Drawdown_CountsFromTheStart()
    {
        var drawdown = new Drawdown(0, 0);
        foreach ((double equity, long at) in ((double, long)[])[(-1, 10), (-0.5, 20), (2, 30), (1, 40), (1.5, 50)]) drawdown.Add(equity, at);

        Assert.Equal(1, drawdown.Deepest);
        Assert.Equal(20, drawdown.Longest);
        Assert.Equal(3, Drawdown.DeepestOfSum([-1, 1, 2, -3, 1]));
    }

    [Fact]
    public void TradesNeeded_WithoutADifference_CannotBeSaid()
    {
        Assert.Null(TradesNeeded.Of([]));
        Assert.Null(TradesNeeded.Of([1]));
        Assert.Null(TradesNeeded.Of([1, -1]));
        Assert.Equal(9, TradesNeeded.Of([0, 1, 1, 0, 0, 1, 0, 1, 1, 0])); // 7.84 x 0.2778 / 0.25 = 8.71
    }

    private static double[] Series(int seed, int n)
    {
        var random = new Random(seed);
        double[] r = [.. Enumerable.Range(0, n + 3).Select(_ => (random.NextDouble() * 4) - 1.9)];
        (r[0], r[1]) = (1, -1); // always a winner and a loser
        return r[..Math.Max(n, 2)];
    }

    private static double Percentile(List<double> sorted, double share)
    {
        double at = share * (sorted.Count - 1);
        int below = (int)Math.Floor(at);
        return below + 1 < sorted.Count ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static IEnumerable<int[]> Halves(int[] chosen, int next)
    {
        if (chosen.Length == 8) return [chosen];
        return Enumerable.Range(next, 16 - next).SelectMany(block => Halves([.. chosen, block], block + 1));
    }
}
