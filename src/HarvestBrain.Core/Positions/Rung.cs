namespace HarvestBrain.Core.Positions;

/// <summary>
/// One rung of one position's ladder and what became of it. Folding writes what was asked for and what came of it, Planning how it is
/// laid out.
/// </summary>
public sealed class Rung
{
    internal Rung(decimal triggerR, decimal fraction, bool takesRest) => (TriggerR, Fraction, TakesRest) = (triggerR, fraction, takesRest);

    /// <summary>The close of the rest that a time stop asks for. It stands behind the ladder and is no part of it.</summary>
    internal static Rung OfTimeStop(decimal belowR) => new(belowR, 0, takesRest: true) { IsTimeStop = true };

    /// <summary>R at which it fires; for the time stop the R below which it did.</summary>
    public decimal TriggerR { get; }

    /// <summary>Part of the base quantity, scaled once when the initial risk became known; 0 when it takes the rest.</summary>
    public decimal Fraction { get; internal set; }

    /// <summary>Closes all that is still open.</summary>
    public bool TakesRest { get; }

    /// <summary>Not a rung of the ladder but the close that the time stop asked for.</summary>
    public bool IsTimeStop { get; internal init; }

    /// <summary>
    /// What it closes, in base units: laid out while armed, frozen when asked for. 0 = merged into a later rung,
    /// because alone it would be under the exchange's minimum.
    /// </summary>
    public decimal Quantity { get; internal set; }

    /// <summary>Where it is.</summary>
    public RungState State { get; internal set; }

    /// <summary>How often it was asked for.</summary>
    public int Attempt { get; internal set; }

    /// <summary>Quantity of the last request that is still waiting for a fill or an outcome.</summary>
    public decimal OutstandingQuantity { get; internal set; }

    /// <summary>When it was last asked for, Unix milliseconds; 0 = never.</summary>
    public long RequestedAtUnixMs { get; internal set; }

    /// <summary>
    /// Event time of the price that it was last asked for at, Unix milliseconds: no fill of it is older. 0 = not known, or never asked for.
    /// </summary>
    internal long AskedAtMarkUnixMs { get; set; }

    /// <summary>
    /// Since when it has been unanswered, however often it was asked for, Unix milliseconds; 0 = it was answered, or never asked for.
    /// </summary>
    public long UnansweredSinceUnixMs { get; internal set; }

    /// <summary>
    /// Until when the last request may be carried out, Unix milliseconds; 0 = without limit, also once the executor took it. Behind it
    /// and the dedup time it may be asked for again.
    /// </summary>
    public long ValidUntilUnixMs { get; internal set; }

    /// <summary>The last request came back rejected, cancelled or expired.</summary>
    public bool Rejected { get; internal set; }

    /// <summary>The last request was taken back, and is not answered yet.</summary>
    public bool IsCancelled { get; internal set; }

    /// <summary>
    /// What was last asked for may be in what the last snapshot corrected. Not so once it was answered and asked for anew: that is later.
    /// </summary>
    internal bool IsInCorrection { get; set; }

    /// <summary>Quantity filled because of it, base units.</summary>
    public decimal FilledQuantity { get; internal set; }

    /// <summary>Sum of quantity times price of those fills, quote currency.</summary>
    public decimal FilledNotional { get; internal set; }

    /// <summary>Event time of the last of those fills, Unix milliseconds; 0 = there was none.</summary>
    public long FilledAtUnixMs { get; internal set; }

    /// <summary>Profit of those fills against the average entry of their time, before fees, quote currency.</summary>
    public decimal RealizedPnl { get; internal set; }

    /// <summary>Average price of those fills; <see langword="null"/> before the first.</summary>
    public decimal? AverageFillPrice => FilledQuantity > 0 ? FilledNotional / FilledQuantity : null;

    /// <summary>Price at which it fires; derived, not saved. 0 = it cannot fire, because no initial risk is known.</summary>
    public decimal TriggerPrice { get; internal set; }

    /// <summary>Profit of the rung as a multiple of the initial risk of the whole position, so that rungs add up to the epoch.</summary>
    /// <param name="riskQuote"><see cref="Position.InitialRiskQuote"/> or <see cref="ClosedEpoch.InitialRiskQuote"/>.</param>
    /// <returns><see langword="null"/> without initial risk.</returns>
    public decimal? RealizedR(decimal? riskQuote) => RealizedPnl / riskQuote;

    /// <summary>Quantity that may still be asked for: what is laid out, less what was filled.</summary>
    internal decimal Unfilled => Math.Max(0, Quantity - FilledQuantity);
}
