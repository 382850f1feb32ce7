using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>A trade: what an epoch came to when it was closed, by going flat, by a flip, or by a new trade over its dust.</summary>
/// <param name="Epoch">Its id.</param>
/// <param name="RealizedPnl">Profit before fees, quote currency.</param>
/// <param name="FeesQuote">Fees and funding, quote currency.</param>
/// <param name="InitialRiskQuote">1R times base quantity; <see langword="null"/> without initial risk.</param>
/// <param name="Rungs">Its ladder as it was in the end.</param>
public sealed record ClosedEpoch(
    EntryId Epoch, decimal RealizedPnl, decimal FeesQuote, decimal? InitialRiskQuote, IReadOnlyList<Rung> Rungs)
{
    /// <summary>Fees were paid that are not counted: every net figure is too good. Default false.</summary>
    public bool FeesIncomplete { get; init; }

    /// <summary>The position.</summary>
    public PositionKey Key { get; init; }

    /// <summary>Long or short.</summary>
    public Direction Direction { get; init; }

    /// <summary>Event time of what opened it, Unix milliseconds.</summary>
    public long OpenedAtUnixMs { get; init; }

    /// <summary>Event time of what closed it, Unix milliseconds.</summary>
    public long ClosedAtUnixMs { get; init; }

    /// <summary>The largest quantity, base units.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Average entry.</summary>
    public decimal EntryPrice { get; init; }

    /// <summary>Average price of the reductions; <see langword="null"/> = no fill told of one.</summary>
    public decimal? ExitPrice { get; init; }

    /// <summary>The stop that 1R was counted to; <see langword="null"/> = none was known.</summary>
    public decimal? InitialStop { get; init; }

    /// <summary>1R per unit; <see langword="null"/> = undefined.</summary>
    public decimal? InitialRisk { get; init; }

    /// <summary>Funding and other costs without an execution, quote currency; part of <see cref="FeesQuote"/>.</summary>
    public decimal FundingQuote { get; init; }

    /// <summary>At least one fill told a fee, so that net is net.</summary>
    public bool NetComplete { get; init; }

    /// <summary>The best mark price.</summary>
    public decimal PeakPrice { get; init; }

    /// <summary>The worst mark price.</summary>
    public decimal TroughPrice { get; init; }

    /// <summary>How it ended.</summary>
    public TradeExit Exit { get; init; }

    /// <summary>What was asked of its stop, as it was in the end.</summary>
    public StopRequest StopRequest { get; init; }

    /// <summary>The stops that were asked for and not refused, oldest first, at most <see cref="MovedStop.MaxKept"/>.</summary>
    public IReadOnlyList<MovedStop> StopMoves { get; init; } = [];

    /// <summary>Profit before fees if each rung had been filled at the mark at which it was asked for in shadow mode.</summary>
    public decimal PaperPnl { get; init; }

    /// <summary>Profit as a multiple of the initial risk.</summary>
    public decimal? RealizedR => InR(RealizedPnl, InitialRiskQuote);

    /// <summary>Profit less fees and funding, as a multiple of the initial risk.</summary>
    public decimal? NetR => InR(RealizedPnl - FeesQuote, InitialRiskQuote);

    /// <summary>The best mark price as a multiple of the initial risk, from the average entry.</summary>
    public decimal? BestR => InR(RMultiple.Profit(Direction, EntryPrice, PeakPrice, 1), InitialRisk);

    /// <summary>The worst mark price as a multiple of the initial risk, from the average entry.</summary>
    public decimal? WorstR => InR(RMultiple.Profit(Direction, EntryPrice, TroughPrice, 1), InitialRisk);

    /// <summary>What the rungs would have made, as a multiple of the initial risk.</summary>
    public decimal? PaperR => InR(PaperPnl, InitialRiskQuote);

    // A billion R is no trade: the risk was dust, and a fee may be any number beside it.
    private static decimal? InR(decimal money, decimal? risk) =>
        risk is not { } by || (by < 1 && Math.Abs(money) > 1_000_000_000 * by) ? null : money / by;
}
