using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>
/// What reduce-only fills closed of something that was not open here: what they closed must have been opened by a fill that is still to
/// come, or is lost. Several of one side are one.
/// </summary>
/// <param name="Side">The side of the fills.</param>
/// <param name="Quantity">What was refused of them, base units.</param>
/// <param name="Notional">That times its price, quote currency.</param>
/// <param name="FeeQuote">Its fees, quote currency.</param>
/// <param name="TimeUnixMs">The latest that the event time of the first one may mean, Unix milliseconds: what it closed was opened
/// before.</param>
/// <param name="IsFeeIncomplete">Fees of it were not counted.</param>
/// <param name="WasSuspect">The position is suspect for another reason, too.</param>
internal readonly record struct RefusedReduction(
    OrderSide Side, decimal Quantity, decimal Notional, decimal FeeQuote, bool IsFeeIncomplete, long TimeUnixMs, bool WasSuspect)
{
    /// <summary>The average price of the fills.</summary>
    public decimal Price => Notional / Quantity;
}
