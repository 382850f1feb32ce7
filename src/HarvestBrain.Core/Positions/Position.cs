using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>
/// One position and its current epoch. Read it from anywhere on the engine's thread. Folding (what happened and what was asked for),
/// Planning (what follows from it) and State (what was saved) write it, each its own part. Mutable so that a price tick allocates nothing.
/// Prices and money are in quote currency, quantities in base units.
/// </summary>
public sealed class Position
{
    internal Position(PositionKey key) => Key = key;

    /// <summary>Symbol and position side.</summary>
    public PositionKey Key { get; }

    /// <summary>Long, short, or flat.</summary>
    public Direction Direction { get; internal set; }

    /// <summary>What is open, 0 or more; <see cref="Direction"/> carries the sign.</summary>
    public decimal Quantity { get; internal set; }

    /// <summary>Quantity-weighted average of the fills that increased the position.</summary>
    public decimal AverageEntry { get; internal set; }

    /// <summary>The stop known when the position was opened, or the first one learned later; <see langword="null"/> = none.</summary>
    public decimal? InitialStop { get; internal set; }

    /// <summary>The tightest stop that was told to us from outside; <see langword="null"/> = none.</summary>
    public decimal? OutsideStop { get; internal set; }

    /// <summary>The tightest stop that we asked for and that was not refused; <see langword="null"/> = none.</summary>
    public decimal? AskedStop { get; internal set; }

    /// <summary>Which rule asked for <see cref="AskedStop"/>; <see langword="null"/> = none did.</summary>
    public StopKind? AskedStopKind { get; internal set; }

    /// <summary>
    /// The stop that was asked for before <see cref="AskedStop"/>, and is in force again when that one is refused; <see langword="null"/> = none.
    /// </summary>
    public decimal? AskedStopBefore { get; internal set; }

    /// <summary>Which rule asked for <see cref="AskedStopBefore"/>; <see langword="null"/> = none did.</summary>
    public StopKind? AskedStopBeforeKind { get; internal set; }

    /// <summary>A stop that was refused: not asked for again before <see cref="RefusedStopUntilUnixMs"/>, only a tighter one is.</summary>
    public decimal? RefusedStop { get; internal set; }

    /// <summary>When the refused stop may be asked for again, Unix milliseconds.</summary>
    public long RefusedStopUntilUnixMs { get; internal set; }

    /// <summary>When <see cref="AskedStop"/> was asked for, Unix milliseconds.</summary>
    public long StopAskedAtUnixMs { get; internal set; }

    /// <summary>Per unit, the distance from average entry to initial stop: 1R. <see langword="null"/> = undefined, never harvested.</summary>
    public decimal? InitialRisk { get; internal set; }

    /// <summary>The largest quantity held in this epoch; a rung's fraction is of this.</summary>
    public decimal BaseQuantity { get; internal set; }

    /// <summary>The last price, or 0 before the first.</summary>
    public decimal MarkPrice { get; internal set; }

    /// <summary>Event time of the last price, Unix milliseconds.</summary>
    public long MarkTimeUnixMs { get; internal set; }

    /// <summary>The most favourable mark price of the epoch: the highest for a long, the lowest for a short.</summary>
    public decimal PeakPrice { get; internal set; }

    /// <summary>The least favourable mark price of the epoch.</summary>
    public decimal TroughPrice { get; internal set; }

    /// <summary>Profit of the epoch's reductions against the average entry, before fees.</summary>
    public decimal RealizedPnl { get; internal set; }

    /// <summary>Fees of the epoch's fills.</summary>
    public decimal FeesQuote { get; internal set; }

    /// <summary>The id of the current epoch: the entry id of the fill that opened it. Of the last one when flat.</summary>
    public EntryId Epoch { get; internal set; }

    /// <summary>Event time of the fill that opened the epoch, Unix milliseconds.</summary>
    public long OpenedAtUnixMs { get; internal set; }

    /// <summary>What opening cost per unit: the quantity-weighted average fee of the fills that increased the position, quote currency.</summary>
    public decimal EntryFeePerUnit { get; internal set; }

    /// <summary>Funding paid per unit since the epoch opened, quote currency; negative when it was received.</summary>
    public decimal FundingPerUnit { get; internal set; }

    /// <summary>The average true range that the trailing stop goes by, in price units; <see langword="null"/> = not known.</summary>
    public decimal? Atr => OutsideAtr ?? AtrBars?.Value;

    /// <summary>Something about this position may have been missed: tracked, but nothing is asked for.</summary>
    public bool Suspect { get; internal set; }

    /// <summary>Event time of the latest fill, Unix milliseconds; 0 = none. A snapshot from before it does not know of it.</summary>
    public long LastFillUnixMs { get; internal set; }

    /// <summary>Event time of the latest snapshot that changed what is open, Unix milliseconds; 0 = none. It knows of the fills before it.</summary>
    public long CorrectedAtUnixMs { get; internal set; }

    /// <summary>The ladder of this epoch, and behind it the close that the time stop asked for, if it did; empty when flat.</summary>
    public IReadOnlyList<Rung> Rungs => RungArray;

    /// <summary>The stop in force: the tighter of what we were told and what we asked for; <see langword="null"/> = none known.</summary>
    public decimal? CurrentStop => StopMath.Tighter(Direction, OutsideStop, AskedStop);

    /// <summary>Profit of what is open at the mark price, before fees.</summary>
    public decimal UnrealizedPnl => RMultiple.Profit(Direction, AverageEntry, MarkPrice, Quantity);

    /// <summary>
    /// Where the mark is in multiples of the initial risk, gross or net as the policy says; <see langword="null"/> when flat or without
    /// initial risk.
    /// </summary>
    public decimal? RLevel => RMultiple.At(this, MarkPrice);

    /// <summary>
    /// Initial risk of the whole position: 1R times base quantity; <see langword="null"/> without initial risk, also when dust makes it
    /// less than a decimal tells from 0.
    /// </summary>
    public decimal? InitialRiskQuote => InitialRisk * BaseQuantity is { } risk and > 0 ? risk : null;

    /// <summary>Realised profit of the epoch as a multiple of its initial risk.</summary>
    public decimal? RealizedR => RealizedPnl / InitialRiskQuote;

    /// <summary>Quantity that was asked for and has neither fill nor outcome yet.</summary>
    public decimal OutstandingQuantity { get; internal set; }

    internal Rung[] RungArray { get; set; } = [];

    /// <summary>The rungs of the ladder alone.</summary>
    internal Span<Rung> Ladder => RungArray.AsSpan(0, TimeStop is null ? RungArray.Length : RungArray.Length - 1);

    /// <summary>The close that the time stop asked for; <see langword="null"/> = it did not.</summary>
    internal Rung? TimeStop => RungArray is [.., { IsTimeStop: true } last] ? last : null;

    internal ExecutionMemory Executions { get; } = new();

    /// <summary>The last average true range that an entry brought in this epoch.</summary>
    internal decimal? OutsideAtr { get; set; }

    /// <summary>The average true range built of mark prices; <see langword="null"/> when no rule has asked for it. Outlives the epoch.</summary>
    internal AtrBars? AtrBars { get; set; }

    /// <summary>
    /// What the ladder's fractions were scaled by when the initial risk became known, once per epoch; <see langword="null"/> = not yet.
    /// </summary>
    public decimal? LadderScale { get; internal set; }

    /// <summary>Costs per unit that R counts, quote currency; derived. 0 unless R is net.</summary>
    internal decimal CostInR { get; set; }

    /// <summary>The stops that prices bring about (break-even, profit lock); derived. Empty without initial risk.</summary>
    internal StopStep[] StopSteps { get; set; } = [];

    /// <summary>The price from which the stop trails; derived.</summary>
    internal decimal TrailTrigger { get; set; }

    /// <summary>The event time from which the time stop may be due; derived.</summary>
    internal long TimeStopAtUnixMs { get; set; } = long.MaxValue;

    /// <summary>The time stop is due while the mark does not reach this price; derived.</summary>
    internal decimal TimeStopPrice { get; set; }

    /// <summary>The nearest price at which something may be due; derived. One comparison per tick against this.</summary>
    internal decimal NextPrice { get; set; }

    /// <summary>The earliest time at which a rung may be armed again; derived.</summary>
    internal long NextRearmUnixMs { get; set; } = long.MaxValue;

    /// <summary>The epoch that the last fold closed, and its profit and fees; see <see cref="ClosedEpoch"/>.</summary>
    internal ClosedEpoch? LastClosed { get; set; }

    /// <summary>The side of an order that closes this position.</summary>
    /// <exception cref="InvalidOperationException">The position is flat.</exception>
    public OrderSide ClosingSide => Direction switch
    {
        Direction.Long => OrderSide.Sell,
        Direction.Short => OrderSide.Buy,
        _ => throw new InvalidOperationException($"{Key} is flat"),
    };

    /// <summary>A price at or beyond another one in the direction that earns.</summary>
    internal bool Reaches(decimal price, decimal level) => Direction == Direction.Long ? price >= level : price <= level;
}
