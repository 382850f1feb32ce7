using HarvestBrain.Core.Policy;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Reports;

/// <summary>A run as numbers.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Expectancy">What its R come to.</param>
/// <param name="MaxDrawdownR">Deepest fall of the sum of R; marked to market where the run is metered, else from close to close.</param>
internal sealed record RunNumbers(string Name, Expectancy Expectancy, double? MaxDrawdownR);

/// <summary>A paired difference.</summary>
/// <param name="Interval">Its mean and interval; <see langword="null"/> without trades.</param>
/// <param name="Needed">Trades that it takes to tell such a difference from none.</param>
internal sealed record Difference(BootstrapInterval? Interval, long? Needed);

/// <summary>What a rung did.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="Times">Trades in which it was filled.</param>
/// <param name="ContributionR">Its profit before costs, R per trade.</param>
/// <param name="WorthR">Mean R with it less mean R without it.</param>
/// <param name="MedianMsToReach">Median time until the price got there, of the trades in which it did.</param>
internal sealed record RungNumbers(LadderRung Rung, int Times, double? ContributionR, double? WorthR, double? MedianMsToReach);

/// <summary>What a stop rule did.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Times">Trades in which it moved the stop.</param>
/// <param name="WorthR">Mean R with it less mean R without it.</param>
internal sealed record StopNumbers(StopRule Rule, int Times, double? WorthR);

/// <summary>Trades that have something in common.</summary>
/// <param name="Name">What.</param>
/// <param name="N">How many.</param>
/// <param name="Mean">Their mean recorded R and its interval.</param>
/// <param name="MeanDelta">Their mean difference.</param>
internal sealed record GroupNumbers(string Name, int N, BootstrapInterval? Mean, double? MeanDelta);

/// <summary>The groups of one kind.</summary>
internal sealed record Grouping(string Name, IReadOnlyList<GroupNumbers> Groups);

/// <summary>All numbers of a report.</summary>
internal sealed class ReportNumbers
{
    public required ReviewOptions Options { get; init; }

    public required IReadOnlyList<ReviewInput> Inputs { get; init; }

    public required Coverage Coverage { get; init; }

    public required IReadOnlyList<EpochReview> Epochs { get; init; }

    /// <summary>Those that have an R.</summary>
    public required IReadOnlyList<EpochReview> WithR { get; init; }

    /// <summary>Those of them whose time prices cover: what a policy is judged by. Of the others nobody knows what it would have
    /// met.</summary>
    public required IReadOnlyList<EpochReview> Covered { get; init; }

    public required int LeftOpen { get; init; }

    /// <summary>Quote currencies of the symbols, as far as their names tell.</summary>
    public required IReadOnlyList<string> Quotes { get; init; }

    /// <summary>The recording, of all trades that have an R.</summary>
    public required RunNumbers Done { get; init; }

    /// <summary>The recording, of the covered trades, as all runs below.</summary>
    public required RunNumbers Recorded { get; init; }

    public required RunNumbers Harvested { get; init; }

    public required RunNumbers Unharvested { get; init; }

    public required RunNumbers AllAtOneR { get; init; }

    public required RunNumbers Default { get; init; }

    /// <summary>What fees and funding took under the policy, R per trade.</summary>
    public required double? CostsR { get; init; }

    public required Difference Difference { get; init; }

    /// <summary>Mean difference when the ends of each bar come in the other order; <see langword="null"/> without bars.</summary>
    public required double? OtherPathMean { get; init; }

    /// <summary>
    /// Of the rungs that fill with the ends of each bar in either order, the share that fills in one of them alone: what lies inside one
    /// bar decided it, and the bar does not tell. <see langword="null"/> without bars or fills.
    /// </summary>
    public required double? RungsDecidedInsideABar { get; init; }

    /// <summary>The difference in the earlier and in the later half of the trades.</summary>
    public required IReadOnlyList<Difference> Halves { get; init; }

    public required KaplanMeier Curve { get; init; }

    public required KaplanMeier HeldCurve { get; init; }

    public required IReadOnlyList<HitRate> HitRates { get; init; }

    public required IReadOnlyList<RungNumbers> Rungs { get; init; }

    public required IReadOnlyList<StopNumbers> Stops { get; init; }

    public required IReadOnlyList<Grouping> Groupings { get; init; }

    public required MonteCarloResult? MonteCarlo { get; init; }

    public required MonteCarloResult? RecordedMonteCarlo { get; init; }

    public required EquityMeter RecordedEquity { get; init; }

    public required EquityMeter HarvestedEquity { get; init; }

    public required EquityMeter UnharvestedEquity { get; init; }

    public IReadOnlyList<string> CannotConclude { get; set; } = [];
}
