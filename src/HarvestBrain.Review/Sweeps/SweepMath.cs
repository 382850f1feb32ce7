using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Sweeps;

/// <summary>From the runs of a sweep to its numbers.</summary>
internal static class SweepMath
{
    /// <summary>Paths of the drawdown of each policy: a tenth of a report's, for all of them together take minutes.</summary>
    public const int DrawdownPaths = 1000;

    public static SweepNumbers Of(SweepRun run, SweepPlan plan, ReviewOptions options, IReadOnlyList<ReviewInput> inputs)
    {
        PriceCoverage[] all = run.Recording.CoverageOf(run.Closed);
        EpochRecord[] known = [.. run.Closed.Where(record => record.R is not null)];
        PriceCoverage[] coverage = [.. all.Where((_, i) => run.Closed[i].R is not null)];
        EpochRecord[] withR = [.. known.Where((_, i) => coverage[i] == PriceCoverage.Whole)];
        double[] recorded = [.. withR.Select(record => record.R!.Value)];
        DayBlocks days = DayBlocks.Of([.. withR.Select(record => Calendar.Day(record.ClosedMs))]);
        double[][] series = [.. run.Cells.Select(Of)];
        double[][] deltas = [.. series.Select(r => Less(r, recorded))];
        RealityCheckResult reality = RealityCheck.Of(deltas, days, options.Seed, options.Cores);
        var drawdowns = new double?[series.Length];
        Parallel.For(0, series.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Cores) },
            k => drawdowns[k] = MonteCarlo.Drawdown95(series[k], options.RiskFraction, options.Seed, DrawdownPaths));

        double?[] means = [.. series.Select(r => Expectancy.Mean(r))];
        double?[] neighbourhoods = SweepChoice.NeighbourhoodMeans(plan.Cells, means);
        CellNumbers[] cells = [.. plan.Cells.Select((cell, k) => new CellNumbers(
            cell, series[k].Length, means[k], withR.Length == 0 ? null : reality.Cells[k],
            Expectancy.Of(series[k]).Sqn, drawdowns[k], neighbourhoods[k]))];
        double?[] errors = [.. deltas.Select(delta => Expectancy.StandardDeviation(delta) / Math.Sqrt(delta.Length))];
        int best = SweepChoice.Best(cells, cell => cell.MeanR), chosen = SweepChoice.Choose(cells, errors);
        ReferenceNumbers present = Reference("the settings as they are", Of(run.Present));
        return new SweepNumbers
        {
            Options = options,
            Plan = plan,
            Inputs = inputs,
            Trades = withR.Length,
            WithoutR = run.Closed.Count - known.Length,
            WithR = known.Length,
            Uncovered = Conclusions.Uncovered(coverage),
            Present = present,
            Recorded = Expectancy.Mean(recorded),
            Cells = cells,
            References =
            [
                Reference("as recorded", recorded), Reference("nothing harvested", Of(run.Unharvested)),
                Reference("everything at 1R", Of(run.AllAtOneR)), Reference("the default ladder", Of(run.Default)),
                .. options.Policy.Count > 0 ? [present] : Array.Empty<ReferenceNumbers>(),
            ],
            Best = best < 0 ? null : cells[best],
            Chosen = chosen < 0 ? null : cells[chosen],
            RealityCheckP = reality.RealityCheckP,
            SpaP = reality.SpaP,
            Pbo = Pbo.Of(series),
            DeflatedSharpe = best < 0 ? null : DeflatedSharpe.Of(series[best], series),
            WalkForward = Walk(series, recorded, withR),
        };

        double[] Of(PolicyRun of) => ReportMath.CoveredAlone(of.R, coverage, one => one == PriceCoverage.Whole);

        ReferenceNumbers Reference(string name, ReadOnlySpan<double> r) => new(
            name, Expectancy.Mean(r), DayBlockBootstrap.Of(Less(r, recorded), days, options.Seed), Expectancy.Of(r).Sqn,
            MonteCarlo.Drawdown95(r, options.RiskFraction, options.Seed, DrawdownPaths));
    }

    private static double[] Less(ReadOnlySpan<double> r, double[] recorded)
    {
        var delta = new double[recorded.Length];
        for (int i = 0; i < delta.Length; i++) delta[i] = r[i] - recorded[i];
        return delta;
    }

    private static WalkForwardNumbers? Walk(double[][] series, double[] recorded, EpochRecord[] withR)
    {
        int[] months = [.. withR.Select(record => Calendar.Month(record.ClosedMs))];
        IReadOnlyList<WalkForwardStep> steps = WalkForward.Of(series, months);
        if (steps.Count == 0) return null;
        double[] joined = [.. steps.SelectMany(step => step.Scores)];
        return new WalkForwardNumbers(steps.Count, joined.Length, Expectancy.Mean(joined),
            Expectancy.Mean(recorded.AsSpan(recorded.Length - joined.Length)));
    }
}
