using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>
/// One position and its current epoch. Read it from anywhere on the engine's thread. Folding writes what happened and what was asked
/// for, Planning writes what follows from it (<see cref="Plan"/>, the ladder's layout), State writes what it restores; nobody else
/// writes. Mutable so that a price tick allocates nothing. Prices and money are in quote currency, quantities in base units.
/// </summary>
public sealed class Position
{
    /// <summary>What ends with the epoch. A field, so that it is written in place.</summary>
    internal EpochState Current = new();

    /// <summary>What follows from position and policy. A field, so that it is written in place.</summary>
    internal Plan Plan = new();

    /// <summary>What stands at the venue. A field, so that it is written in place.</summary>
    internal StandingOrders Standing;

    internal Position(PositionKey key) => Key = key;

    /// <summary>Symbol and position side.</summary>
    public PositionKey Key { get; }

    /// <summary>Long, short, or flat.</summary>
    public Direction Direction => Current.Direction;

    /// <summary>What is open, 0 or more; <see cref="Direction"/> carries the sign.</summary>
    public decimal Quantity => Current.Quantity;

    /// <summary>Quantity-weighted average of the fills that increased the position.</summary>
    public decimal AverageEntry => Current.AverageEntry;

    /// <summary>What one unit of quantity is of the base asset, as the policy had it when the epoch began. Default 1.</summary>
    public decimal ContractSize => Current.ContractSize;

    /// <summary>The stop known when the position was opened, or the first one learned later; <see langword="null"/> = none.</summary>
    public decimal? InitialStop => Current.InitialStop;

    /// <summary>The tightest stop that was told to us from outside; <see langword="null"/> = none.</summary>
    public decimal? OutsideStop => Current.OutsideStop;

    /// <summary>The stops that we asked for.</summary>
    public StopRequest StopRequest => Current.StopRequest;

    /// <summary>
    /// Per unit, the distance from average entry to initial stop: 1R. <see langword="null"/> = undefined, never harvested.
    /// </summary>
    public decimal? InitialRisk => Plan.InitialRisk;

    /// <summary>The largest quantity held in this epoch; a rung's fraction is of this.</summary>
    public decimal BaseQuantity => Current.BaseQuantity;

    /// <summary>The largest quantity of this epoch that a snapshot showed, base units; 0 = none did.</summary>
    public decimal ConfirmedQuantity => Current.ConfirmedQuantity;

    /// <summary>
    /// What is open is less than an order can close: it is held and counted, and nothing is asked for. The next fill that adds more than
    /// dust opens an epoch with all that is held.
    /// </summary>
    public bool IsDust => Current.IsDust;

    /// <summary>Event time of the fill that opened the epoch, Unix milliseconds.</summary>
    public long OpenedAtUnixMs => Current.OpenedAtUnixMs;

    /// <summary>
    /// What opening cost per unit: the quantity-weighted average fee of the fills that increased the position, quote currency.
    /// </summary>
    public decimal EntryFeePerUnit => Current.EntryFeePerUnit;

    /// <summary>Funding paid per unit since the epoch opened, quote currency; negative when it was received.</summary>
    public decimal FundingPerUnit => Current.FundingPerUnit;

    /// <summary>The average true range that the trailing stop goes by, in price units; <see langword="null"/> = not known.</summary>
    public decimal? Atr => Current.OutsideAtr ?? AtrBars?.Value;

    /// <summary>The ladder of this epoch, and behind it the close that the time stop asked for, if it did; empty when flat.</summary>
    public IReadOnlyList<Rung> Rungs => Current.Rungs;

    /// <summary>Quantity that was asked for and has neither fill nor outcome yet.</summary>
    public decimal OutstandingQuantity
    {
        get
        {
            decimal sum = 0;
            foreach (Rung rung in Current.Rungs) sum += rung.OutstandingQuantity;
            return sum;
        }
    }

    /// <summary>
    /// What the ladder's fractions were scaled by when the initial risk became known, once per epoch; <see langword="null"/> = not yet.
    /// </summary>
    public decimal? LadderScale => Current.LadderScale;

    /// <summary>
    /// The most favourable mark price since what the stops go by last changed (an increase, another initial stop): a stop that was due then
    /// is still due while it protects.
    /// </summary>
    public decimal BestPrice => Current.BestPrice;

    /// <summary>
    /// Event time since which the mark has been at or through the stop that should be in force, Unix milliseconds; 0 = it is not. In shadow
    /// mode the stop told from outside alone: nobody moves the others.
    /// </summary>
    public long CrossedSinceUnixMs => Current.CrossedSinceUnixMs;

    /// <summary>
    /// Something was due at the last price, and a limit on intents kept it back: it is asked for at the next price that qualifies.
    /// </summary>
    public bool IsHeldBack => Current.IsHeldBack;

    /// <summary>The last price, or 0 before the first.</summary>
    public decimal MarkPrice { get; internal set; }

    /// <summary>Event time of the last price, Unix milliseconds.</summary>
    public long MarkTimeUnixMs { get; internal set; }

    /// <summary>The id of the current epoch: the entry id of the fill that opened it. Of the last one when flat.</summary>
    public EntryId Epoch { get; internal set; }

    /// <summary>
    /// The most favourable mark price of the epoch, or of the last one when flat: the highest for a long, the lowest for a short. Dust
    /// leaves it as it is.
    /// </summary>
    public decimal PeakPrice { get; internal set; }

    /// <summary>The least favourable mark price of the epoch, or of the last one when flat. Dust leaves it as it is.</summary>
    public decimal TroughPrice { get; internal set; }

    /// <summary>Profit of the epoch's reductions against the average entry, before fees; of the last epoch when flat.</summary>
    public decimal RealizedPnl { get; internal set; }

    /// <summary>Fees of the epoch's fills; of the last epoch when flat.</summary>
    public decimal FeesQuote { get; internal set; }

    /// <summary>
    /// Fees of the epoch were paid that <see cref="FeesQuote"/> does not hold, in an asset without a price here or unreadable: every net
    /// figure is incomplete. Of the last epoch when flat.
    /// </summary>
    public bool FeesIncomplete { get; internal set; }

    /// <summary>Something about this position may have been missed, also while it is flat: tracked, but nothing is asked for.</summary>
    public bool Suspect { get; internal set; }

    /// <summary>
    /// The latest that the event time of a fill may mean, Unix milliseconds; 0 = there was none. A snapshot from before it may not know
    /// of it.
    /// </summary>
    public long LastFillUnixMs { get; internal set; }

    /// <summary>
    /// Event time of the latest snapshot that changed what is open, Unix milliseconds; 0 = none. It knows of the fills before it.
    /// </summary>
    public long CorrectedAtUnixMs { get; internal set; }

    /// <summary>How much later than <see cref="CorrectedAtUnixMs"/> that snapshot may have been, in milliseconds.</summary>
    public int CorrectedSlackMs { get; internal set; }

    /// <summary>A price that jumped, and waits for a second one to confirm it; 0 = none.</summary>
    public decimal HeldPrice { get; internal set; }

    /// <summary>Event time of <see cref="HeldPrice"/>, Unix milliseconds.</summary>
    public long HeldPriceUnixMs { get; internal set; }

    /// <summary>The stop in force: the tighter of what we were told and what we asked for; <see langword="null"/> = none known.</summary>
    public decimal? CurrentStop => StopMath.Tighter(Current.Direction, Current.OutsideStop, Current.StopRequest.Requested?.Price);

    /// <summary>The stop in force if the one that is asked for is not: what a request that ran out unanswered left.</summary>
    internal decimal? StopBeforeRequest => StopMath.Tighter(
        Current.Direction, Current.OutsideStop, Current.StopRequest.Previous?.Price ?? Current.StopRequest.Confirmed?.Price);

    /// <summary>The stop in force that the executor may be reminded of: not one that was taken back, or ran out.</summary>
    internal decimal? StopToProtect =>
        Current.StopRequest is { IsCancelled: true } or { IsOverdue: true } ? StopBeforeRequest : CurrentStop;

    /// <summary>
    /// In what the orders at the venue differ from what should stand there, for longer than <see cref="ProtectionProblem.ToleratedMs"/>.
    /// Empty without snapshots of open orders.
    /// </summary>
    /// <param name="nowUnixMs">The time, Unix milliseconds.</param>
    public IReadOnlyList<ProtectionProblem> ProtectionProblemsAt(long nowUnixMs)
    {
        if (Standing.ToldAtUnixMs == 0) return [];
        var problems = new List<ProtectionProblem>();
        Add(new(ProtectionCode.Unprotected, Standing.UnprotectedSinceUnixMs, 0, Quantity));
        Add(new(ProtectionCode.ProtectionQuantityDiffers, Standing.QuantityDiffersSinceUnixMs, Standing.StopQuantity, Quantity));
        Add(new(ProtectionCode.ProtectionPriceDiffers, Standing.PriceDiffersSinceUnixMs, Standing.StopPrice, Standing.WantedStop));
        Add(new(ProtectionCode.OrphanOrder, Standing.OrphanSinceUnixMs, 0, 0, Standing.Orphan));
        return problems;

        void Add(in ProtectionProblem problem)
        {
            bool lasts = problem.SinceUnixMs != 0 && nowUnixMs - problem.SinceUnixMs > ProtectionProblem.ToleratedMs;
            if (lasts) problems.Add(problem);
        }
    }

    /// <summary>The stop that is known to be there: told from outside, or confirmed; <see langword="null"/> = none.</summary>
    public decimal? ConfirmedStop => StopMath.Tighter(Current.Direction, Current.OutsideStop, Current.StopRequest.Confirmed?.Price);

    /// <summary>How much is known of the stop in force; <see langword="null"/> without one.</summary>
    /// <param name="nowUnixMs">The time, Unix milliseconds.</param>
    /// <param name="crossedSeconds">How long the mark may be through the stop, in seconds.</param>
    public StopState? StopStateAt(long nowUnixMs, int crossedSeconds)
    {
        if (CurrentStop is not { } stop) return Current.StopRequest.IsRejected ? StopState.Rejected : null;
        if (CrossedSinceUnixMs != 0 && nowUnixMs - CrossedSinceUnixMs > crossedSeconds * 1000L) return StopState.Crossed;
        if (Current.StopRequest.IsUnanswered && stop == Current.StopRequest.Requested!.Value.Price) return StopState.Requested;
        return Current.StopRequest.IsRejected ? StopState.Rejected : StopState.Confirmed;
    }

    /// <summary>Profit of what is open at the mark price, before fees.</summary>
    public decimal UnrealizedPnl => RMultiple.Money(this, MarkPrice, Quantity);

    /// <summary>
    /// Where the mark is in multiples of the initial risk, gross or net as the policy says; <see langword="null"/> when flat or without
    /// initial risk.
    /// </summary>
    public decimal? RLevel => RMultiple.At(this, MarkPrice);

    /// <summary>
    /// Initial risk of the whole position: 1R times base quantity; <see langword="null"/> without initial risk, also when dust makes it
    /// less than a decimal tells from 0.
    /// </summary>
    public decimal? InitialRiskQuote => InitialRisk * BaseQuantity * ContractSize is { } risk and > 0 ? risk : null;

    /// <summary>Realised profit of the epoch as a multiple of its initial risk.</summary>
    public decimal? RealizedR => RealizedPnl / InitialRiskQuote;

    /// <summary>The side of an order that closes this position.</summary>
    /// <exception cref="InvalidOperationException">The position is flat.</exception>
    public OrderSide ClosingSide => Direction switch
    {
        Direction.Long => OrderSide.Sell,
        Direction.Short => OrderSide.Buy,
        _ => throw new InvalidOperationException($"{Key} is flat"),
    };

    /// <summary>
    /// The executions that were folded already. Outlives the epoch: a repeat of the fill that closed it must not open another.
    /// </summary>
    internal ExecutionMemory Executions { get; } = new();

    /// <summary>What was folded of the last orders. Outlives the epoch.</summary>
    internal OrderMemory Orders { get; } = new();

    /// <summary>
    /// The average true range built of mark prices; <see langword="null"/> when no rule has asked for it. Outlives the epoch.
    /// </summary>
    internal AtrBars? AtrBars { get; set; }

    /// <summary>What was refused of reduce-only fills, until the position is trusted again; <see langword="null"/> = nothing.</summary>
    internal RefusedReduction? Refused { get; set; }

    /// <summary>What snapshots changed and no fill told yet, until a fill opens an epoch: an order may end after its position.</summary>
    internal UntoldDrift Untold { get; set; }

    /// <summary>
    /// No price in here jumps, whichever of the others in here is the mark; derived, not saved. Empty (0 to 0) = not computed.
    /// </summary>
    internal (decimal Low, decimal High) CalmBand;

    /// <summary>The prices that only mark the position; derived, not saved. A field, so that it is read in place.</summary>
    internal QuietBand Quiet;

    /// <summary>The epoch that the last event closed, by going flat or by a flip; <see langword="null"/> = it closed none.</summary>
    public ClosedEpoch? LastClosed { get; internal set; }

    /// <summary>
    /// The epoch that the last event closed before <see cref="LastClosed"/>: a fill that flips the position may also explain a reduction
    /// that was refused, which then closes what the flip opened. <see langword="null"/> = it closed no two.
    /// </summary>
    internal ClosedEpoch? ClosedBefore { get; set; }

    /// <summary>The stops that the last event, a split, left behind; <see langword="null"/> = it was none.</summary>
    internal StopsBeforeSplit? BeforeSplit { get; set; }

    /// <summary>The rungs of the ladder alone.</summary>
    internal Span<Rung> Ladder => Current.Rungs.AsSpan(0, TimeStop is null ? Current.Rungs.Length : Current.Rungs.Length - 1);

    /// <summary>The close that the time stop asked for; <see langword="null"/> = it did not.</summary>
    internal Rung? TimeStop => Current.Rungs is [.., { IsTimeStop: true } last] ? last : null;

    /// <summary>A price at or beyond another one in the direction that earns.</summary>
    internal bool Reaches(decimal price, decimal level) => Current.Direction == Direction.Long ? price >= level : price <= level;
}
