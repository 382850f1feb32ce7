using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Epochs;

/// <summary>Where 1R comes from.</summary>
internal enum RiskSource
{
    /// <summary>No stop is known: the epoch has no R.</summary>
    None,

    /// <summary>A stop that the entries told.</summary>
    Stop,

    /// <summary>The fallback fraction of the settings.</summary>
    Fallback,
}

/// <summary>How an epoch ended.</summary>
internal enum ExitKind
{
    /// <summary>A fill at a price between the stop and the rest: by hand, or by a rule of the trader's own.</summary>
    Manual,

    /// <summary>At or beyond the stop in force.</summary>
    Stop,

    /// <summary>The ladder closed the last of it.</summary>
    Harvest,

    /// <summary>By a fill that opened the other side.</summary>
    Flip,

    /// <summary>The exchange's snapshot said that it is flat.</summary>
    Snapshot,
}

/// <summary>A price on the way of an epoch.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Price">Mark price.</param>
internal readonly record struct PathPoint(long At, decimal Price);

/// <summary>
/// One closed epoch as it was recorded: the unit of every statistic. Prices and money in quote currency, quantities in base units.
/// All runs are measured in this epoch's 1R and quantity, so that a difference in R is a difference in money over the same risk.
/// </summary>
internal sealed class EpochRecord
{
    public required EntryId Id { get; init; }

    public required PositionKey Key { get; init; }

    public required Direction Direction { get; init; }

    public required long OpenedMs { get; init; }

    public long ClosedMs { get; set; }

    /// <summary>The largest quantity.</summary>
    public decimal Quantity { get; set; }

    /// <summary>What one unit of quantity is of the base asset.</summary>
    public decimal ContractSize { get; init; } = 1;

    /// <summary>Average entry at the largest quantity.</summary>
    public decimal Entry { get; set; }

    /// <summary>The stop from which 1R is measured; <see langword="null"/> = none was told.</summary>
    public decimal? Stop { get; set; }

    /// <summary>1R per unit; <see langword="null"/> = undefined.</summary>
    public decimal? Risk { get; set; }

    public RiskSource RiskSource { get; set; }

    /// <summary>Profit before costs.</summary>
    public decimal RealizedPnl { get; set; }

    /// <summary>Fees of the recorded fills.</summary>
    public decimal Fees { get; set; }

    public decimal Funding { get; set; }

    /// <summary>Quantity times price of the recorded fills, over which <see cref="Fees"/> is a rate.</summary>
    public decimal Notional { get; set; }

    public ExitKind Exit { get; set; }

    public decimal ExitPrice { get; set; }

    /// <summary>The exit was a stop's, or at the entry: the trade could get no farther than its best R.</summary>
    public bool Failed { get; set; }

    /// <summary>Best and worst distance of the price from the average entry of its time, per unit.</summary>
    public decimal BestMove { get; set; }

    /// <inheritdoc cref="BestMove"/>
    public decimal WorstMove { get; set; }

    /// <summary>The same, weighted by the part of the largest quantity that was open.</summary>
    public decimal BestOpenPnl { get; set; }

    /// <inheritdoc cref="BestOpenPnl"/>
    public decimal WorstOpenPnl { get; set; }

    /// <summary>How long it took to get to each R that was asked about, milliseconds; -1 = it never got there.</summary>
    public long[] TimeTo { get; init; } = [];

    /// <summary>R that prices reached after the exit, until the initial stop or the horizon; <see langword="null"/> = no prices
    /// came.</summary>
    public Reach? Held { get; set; }

    /// <summary>A few prices on the way, for a small chart.</summary>
    public IReadOnlyList<PathPoint> Path { get; set; } = [];

    /// <summary>How far prices cover its time.</summary>
    public PriceCover Cover { get; } = new();

    /// <summary>Money of 1R of the whole epoch; <see langword="null"/> when R is undefined.</summary>
    public decimal? RiskQuote { get; private set; }

    /// <summary>Recorded R, net of fees and funding; <see langword="null"/> when R is undefined.</summary>
    public double? R { get; private set; }

    public double? MfeR => BestMove.PerRisk(Risk);

    public double? MaeR => WorstMove.PerRisk(Risk);

    /// <summary>At least one fill told a fee, so that net is net.</summary>
    public bool NetComplete { get; set; }

    public decimal NetPnl => RealizedPnl - Fees - Funding;

    /// <summary>Fee of one unit of notional, as the recorded fills paid it.</summary>
    public decimal FeeRate => Notional > 0 ? Fees / Notional : 0;

    /// <summary>Fixes what the epoch is measured in, once it is closed.</summary>
    public void Close()
    {
        RiskQuote = Risk * Quantity * ContractSize is { } risk and > 0 ? risk : null;
        R = InR(NetPnl);
        if (R is null) RiskQuote = null;
    }

    /// <summary>An amount in R of this epoch.</summary>
    public double? InR(decimal money) => money.PerRisk(RiskQuote);
}

/// <summary>Quotients that may be beyond a decimal.</summary>
internal static class PerRiskExtensions
{
    /// <summary>A billion R is no trade: the risk was dust.</summary>
    private const double Absurd = 1e9;

    /// <summary>An amount over a risk; <see langword="null"/> without risk, or when the risk is so small that the quotient means
    /// nothing.</summary>
    public static double? PerRisk(this decimal amount, decimal? risk)
    {
        if (risk is not { } by || by <= 0) return null;
        return Math.Abs((double)amount / (double)by) < Absurd ? (double)(amount / by) : null;
    }
}
