using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>What an epoch came to when it was closed, by going flat or by a flip.</summary>
/// <param name="Epoch">Its id.</param>
/// <param name="RealizedPnl">Profit before fees, quote currency.</param>
/// <param name="FeesQuote">Fees, quote currency.</param>
/// <param name="InitialRiskQuote">1R times base quantity; <see langword="null"/> without initial risk.</param>
/// <param name="Rungs">Its ladder as it was in the end.</param>
public sealed record ClosedEpoch(
    EntryId Epoch, decimal RealizedPnl, decimal FeesQuote, decimal? InitialRiskQuote, IReadOnlyList<Rung> Rungs)
{
    /// <summary>Fees were paid that are not counted: every net figure is too good. Default false.</summary>
    public bool FeesIncomplete { get; init; }

    /// <summary>What was asked of its stop, as it was in the end.</summary>
    public StopRequest StopRequest { get; init; }

    /// <summary>Profit as a multiple of the initial risk.</summary>
    public decimal? RealizedR => RealizedPnl / InitialRiskQuote;
}
