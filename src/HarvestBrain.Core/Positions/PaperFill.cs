using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>
/// A fill that nobody traded: of a replay that simulates fills, of shadow mode's ledger, and of whoever answers intents in a rehearsal.
/// At the mark price, and never more than is open.
/// </summary>
/// <param name="Quantity">What is closed, base units; 0 = nothing is open.</param>
/// <param name="Price">At which price, quote currency.</param>
/// <param name="FeeQuote">What it costs, quote currency; a rebate is negative.</param>
internal readonly record struct PaperFill(decimal Quantity, decimal Price, decimal FeeQuote)
{
    private const decimal BasisPoints = 10_000;

    /// <summary>The fill of a reduce-only order.</summary>
    /// <param name="side">The side that closes.</param>
    /// <param name="quantity">What was asked for, base units.</param>
    /// <param name="open">What is open, base units.</param>
    /// <param name="mark">The mark price.</param>
    /// <param name="contractSize">Base units of one unit of the quantity.</param>
    /// <param name="slippageBps">How much worse than the mark, basis points.</param>
    /// <param name="feeBps">Fee of quantity times price, basis points.</param>
    public static PaperFill AtMark(
        OrderSide side, decimal quantity, decimal open, decimal mark, decimal contractSize = 1, decimal slippageBps = 0, decimal feeBps = 0)
    {
        decimal slippage = mark * slippageBps / BasisPoints;
        decimal price = Math.Max(Limits.MinPositive, side == OrderSide.Sell ? mark - slippage : mark + slippage);
        decimal closed = Math.Min(quantity, open);
        return new PaperFill(closed, price, closed * price * contractSize * (feeBps / BasisPoints));
    }

    /// <summary>A mark price is at or through the stop of an open position, as a stop-market order counts it.</summary>
    public static bool ReachesStop(Direction direction, decimal stop, decimal mark) =>
        direction != Direction.Flat && !StopMath.Protects(direction, stop, mark);
}
