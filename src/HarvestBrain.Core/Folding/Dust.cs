using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// Dust: what is left of a position when no order can close it. It is still held and its money counts, but its epoch is over for us:
/// its stops and its ladder say nothing about the trade that comes next.
/// </summary>
internal static class Dust
{
    /// <summary>
    /// A quantity is dust: under the step or the minimum notional at the mark, or, where neither is known, a crumb of the base
    /// quantity.
    /// </summary>
    public static bool Is(decimal quantity, Position position, HarvestPolicy policy)
    {
        if (policy.QuantityStep == 0 && policy.MinNotionalQuote == 0) return quantity * 100 <= policy.DustPercent * position.BaseQuantity;
        return quantity < policy.QuantityStep || policy.NotionalOf(quantity, position.MarkPrice) < policy.MinNotionalQuote;
    }

    /// <summary>After a reduction: what is left may be dust.</summary>
    public static void Settle(Position position, HarvestPolicy policy) =>
        position.Current.IsDust = position.IsDust || Is(position.Quantity, position, policy);
}
