using HarvestBrain.Core.Positions;

namespace HarvestBrain.Review.Epochs;

/// <summary>A rung that was filled.</summary>
/// <param name="R">Its trigger.</param>
/// <param name="Fraction">Part of the base quantity; 0 = the rest.</param>
/// <param name="Quantity">What it closed, base units.</param>
/// <param name="Price">Average price.</param>
/// <param name="RealizedR">Its profit before costs, in R of the whole epoch.</param>
/// <param name="At">When it was asked for, Unix milliseconds.</param>
internal readonly record struct RungFill(decimal R, decimal Fraction, decimal Quantity, decimal Price, double? RealizedR, long At);

/// <summary>A stop that was asked for.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Price">Where it went.</param>
/// <param name="At">When, Unix milliseconds.</param>
internal readonly record struct StopMove(StopKind Kind, decimal Price, long At);

/// <summary>One epoch as recorded and under the policy of the report.</summary>
internal sealed class EpochReview
{
    public required EpochRecord Record { get; init; }

    /// <summary>R under the policy; <see langword="null"/> when R is undefined.</summary>
    public required double? HarvestedR { get; init; }

    /// <summary>Fees and funding under the policy, in R.</summary>
    public required double? HarvestedCostsR { get; init; }

    public required IReadOnlyList<RungFill> Rungs { get; init; }

    public required IReadOnlyList<StopMove> StopMoves { get; init; }

    /// <summary>How it ended under the policy.</summary>
    public required ExitKind Exit { get; init; }

    /// <summary>Whether prices cover it; decided when no more entries come.</summary>
    public PriceCoverage Coverage { get; set; }

    public bool IsCovered => Coverage == PriceCoverage.Whole;

    /// <summary>What the policy adds; <see langword="null"/> when R is undefined.</summary>
    public double? Delta => HarvestedR - Record.R;
}
