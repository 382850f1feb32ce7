using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Sweeps;

/// <summary>What one policy came to.</summary>
internal sealed record CellNumbers(SweepCell Cell, int N, double? MeanR, BootstrapInterval? Delta, double? Sqn, double? Drawdown95,
    double? NeighbourhoodMean)
{
    public int Rungs => Cell.Ladder.Rungs.Length;
}

/// <summary>A run that a sweep is held against.</summary>
internal sealed record ReferenceNumbers(string Name, double? MeanR, BootstrapInterval? Delta, double? Sqn, double? Drawdown95);

/// <summary>A walk-forward, joined.</summary>
/// <param name="Months">Months that were scored.</param>
/// <param name="Trades">Trades in them.</param>
/// <param name="MeanR">Mean R of the policy that the months before had chosen.</param>
/// <param name="RecordedMeanR">Mean recorded R of the same trades.</param>
internal sealed record WalkForwardNumbers(int Months, int Trades, double? MeanR, double? RecordedMeanR);

/// <summary>All numbers of a sweep.</summary>
internal sealed class SweepNumbers
{
    public required ReviewOptions Options { get; init; }

    public required SweepPlan Plan { get; init; }

    public required IReadOnlyList<ReviewInput> Inputs { get; init; }

    /// <summary>Trades that have an R and are covered by prices: those that count.</summary>
    public required int Trades { get; init; }

    /// <summary>Trades that have an R.</summary>
    public required int WithR { get; init; }

    /// <summary>Why prices do not cover the others; <see langword="null"/> = they cover all.</summary>
    public required string? Uncovered { get; init; }

    /// <summary>Closed trades without a known stop.</summary>
    public required int WithoutR { get; init; }

    public required IReadOnlyList<CellNumbers> Cells { get; init; }

    public required IReadOnlyList<ReferenceNumbers> References { get; init; }

    /// <summary>The settings as they are.</summary>
    public required ReferenceNumbers Present { get; init; }

    /// <summary>Mean R as recorded.</summary>
    public required double? Recorded { get; init; }

    /// <summary>The choice is better than what is there already: the settings as they are, and the trader's own exits.</summary>
    public bool IsChosenBetter => IsBetter(Chosen);

    /// <summary>Some policy is.</summary>
    public bool IsAnyBetter => Cells.Any(IsBetter);

    private bool IsBetter(CellNumbers? cell) => cell?.MeanR > Present.MeanR && cell.MeanR > Recorded;

    /// <summary>The largest mean; <see langword="null"/> without trades.</summary>
    public required CellNumbers? Best { get; init; }

    /// <summary>What to take: see <see cref="SweepChoice"/>.</summary>
    public required CellNumbers? Chosen { get; init; }

    public required double? RealityCheckP { get; init; }

    public required double? SpaP { get; init; }

    public required double? Pbo { get; init; }

    public required double? DeflatedSharpe { get; init; }

    public required WalkForwardNumbers? WalkForward { get; init; }
}
