using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Reports;

/// <summary>From the runs to the numbers.</summary>
internal static class ReportMath
{
    private const double GridStep = 0.25;
    private const int GridPoints = 20;

    public static ReportNumbers Of(ReviewRun run, ReviewOptions options, IReadOnlyList<ReviewInput> inputs)
    {
        run.Recording.End();
        EpochReview[] epochs = [.. run.Harvested.Epochs], withR = [.. epochs.Where(epoch => epoch.Record.R is not null)];
        PriceCoverage[] coverage = run.Recording.CoverageOf([.. epochs.Select(epoch => epoch.Record)]);
        for (int i = 0; i < epochs.Length; i++) epochs[i].Coverage = coverage[i];
        EpochReview[] covered = [.. withR.Where(epoch => epoch.IsCovered)];
        double[] recorded = [.. covered.Select(epoch => epoch.Record.R!.Value)], delta = [.. covered.Select(epoch => epoch.Delta!.Value)];
        double[] harvested = Of(run.Harvested);
        KaplanMeier curve = KaplanMeier.Of(covered.Select(Reached));
        var numbers = new ReportNumbers
        {
            Options = options,
            Inputs = inputs,
            Coverage = run.Recording.Coverage,
            Epochs = epochs,
            WithR = withR,
            Covered = covered,
            LeftOpen = run.Recording.OpenEpochs,
            Quotes = SymbolAssets.QuotesOf(epochs.Select(epoch => epoch.Record.Key.Symbol)),
            Done = Metered("as recorded", [.. withR.Select(epoch => epoch.Record.R!.Value)], run.RecordedEquity),
            Recorded = Metered("as recorded", recorded, run.RecordedEquity),
            Harvested = Metered("with the ladder", harvested, run.HarvestedEquity),
            Unharvested = Metered("nothing harvested", Of(run.Unharvested), run.UnharvestedEquity),
            AllAtOneR = Plain("everything at 1R", Of(run.AllAtOneR)),
            Default = Plain("the default ladder", Of(run.Default)),
            CostsR = Expectancy.Mean([.. covered.Select(epoch => epoch.HarvestedCostsR ?? 0)]),
            Difference = DifferenceOf(delta, covered, options.Seed),
            OtherPathMean = run.Recording.Coverage.Bars == 0 ? null : Expectancy.Mean(Of(run.OtherPath)) - Expectancy.Mean(recorded),
            RungsDecidedInsideABar = run.Recording.Coverage.Bars == 0
                ? null
                : ShareDecidedInsideABar(run.Harvested.Epochs, run.OtherPath.Epochs),
            Halves = [HalfOf(0, delta.Length / 2), HalfOf(delta.Length / 2, delta.Length)],
            Curve = curve,
            HeldCurve = KaplanMeier.Of(covered.Select(epoch => epoch.Record.Held ?? Reached(epoch))),
            HitRates = [.. Grid(run.TimedR).Select(curve.At)],
            Rungs = [.. run.Rungs.Select((rung, i) => RungOf(rung, covered, i, Worth(run.WithoutRung[i])))],
            Stops = [.. run.WithoutStop.Select(pair => StopOf(covered, pair.Key, Worth(pair.Value)))],
            Groupings = Groups.Of(withR, options.Seed),
            MonteCarlo = MonteCarlo.Of(harvested, options.RiskFraction, options.Seed, options.Paths, options.Cores),
            RecordedMonteCarlo = MonteCarlo.Of(recorded, options.RiskFraction, options.Seed, options.Paths, options.Cores),
            RecordedEquity = run.RecordedEquity,
            HarvestedEquity = run.HarvestedEquity,
            UnharvestedEquity = run.UnharvestedEquity,
        };
        numbers.CannotConclude = Conclusions.CannotConclude(numbers);
        return numbers;

        double[] Of(PolicyRun of) => CoveredAlone(of.R, withR, epoch => epoch.IsCovered);

        double? Worth(PolicyRun without) => Expectancy.Mean(harvested) - Expectancy.Mean(Of(without));

        Difference HalfOf(int from, int to) => DifferenceOf(delta[from..to], covered[from..to], options.Seed);
    }

    /// <summary>Of one value for each trade those of the trades that prices cover.</summary>
    public static double[] CoveredAlone<T>(ReadOnlySpan<double> r, IReadOnlyList<T> trades, Func<T, bool> isCovered)
    {
        var kept = new List<double>(r.Length);
        for (int i = 0; i < r.Length; i++)
        {
            if (isCovered(trades[i])) kept.Add(r[i]);
        }
        return [.. kept];
    }

    /// <summary>The share of the rungs that fill on one path through the bars and not on the other, or at another price.</summary>
    public static double? ShareDecidedInsideABar(IReadOnlyList<EpochReview> one, IReadOnlyList<EpochReview> other)
    {
        int all = 0, same = 0;
        for (int i = 0; i < one.Count; i++)
        {
            Dictionary<decimal, decimal> first = one[i].Rungs.ToDictionary(rung => rung.R, rung => rung.Price);
            all += first.Keys.Union(other[i].Rungs.Select(rung => rung.R)).Count();
            same += other[i].Rungs.Count(rung => first.TryGetValue(rung.R, out decimal price) && price == rung.Price);
        }
        return all == 0 ? null : 1 - ((double)same / all);
    }

    /// <summary>How far a trade got before it was stopped, or was closed by hand.</summary>
    public static Reach Reached(EpochReview epoch) => new(epoch.Record.MfeR ?? 0, epoch.Record.Failed);

    /// <summary>The paired difference of trades that closed on known days.</summary>
    public static Difference DifferenceOf(double[] delta, IReadOnlyList<EpochReview> epochs, ulong seed) =>
        new(DayBlockBootstrap.Of(delta, DaysOf(epochs), seed), TradesNeeded.Of(delta));

    /// <summary>The UTC days on which trades closed.</summary>
    public static DayBlocks DaysOf(IReadOnlyList<EpochReview> epochs) =>
        DayBlocks.Of([.. epochs.Select(epoch => Calendar.Day(epoch.Record.ClosedMs))]);

    private static RunNumbers Metered(string name, ReadOnlySpan<double> r, EquityMeter equity) =>
        new(name, Expectancy.Of(r), r.IsEmpty ? null : equity.InR.Deepest);

    private static RunNumbers Plain(string name, ReadOnlySpan<double> r) =>
        new(name, Expectancy.Of(r), r.IsEmpty ? null : Drawdown.DeepestOfSum(r));

    private static IEnumerable<double> Grid(double[] rungs) =>
        Enumerable.Range(1, GridPoints).Select(i => i * GridStep).Concat(rungs).Distinct().Order();

    private static RungNumbers RungOf(LadderRung rung, EpochReview[] covered, int i, double? worth)
    {
        decimal r = rung.TriggerR;
        double[] contributions =
            [.. covered.SelectMany(epoch => epoch.Rungs.Where(fill => fill.R == r)).Select(fill => fill.RealizedR ?? 0)];
        double[] times = [.. covered.Select(epoch => (double)epoch.Record.TimeTo[i]).Where(ms => ms >= 0)];
        double? contribution = covered.Length == 0 ? null : contributions.Sum() / covered.Length;
        return new RungNumbers(rung, contributions.Length, contribution, worth, Quantiles.Median(times));
    }

    private static StopNumbers StopOf(EpochReview[] covered, StopRule rule, double? worth)
    {
        StopKind kind = rule switch
        {
            StopRule.BreakEven => StopKind.BreakEven,
            StopRule.Lock => StopKind.ProfitLock,
            _ => StopKind.Trailing,
        };
        int times = covered.Count(epoch => epoch.StopMoves.Any(move => move.Kind == kind));
        return new StopNumbers(rule, times, worth);
    }
}
