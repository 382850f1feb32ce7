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
    public static bool Is(decimal quantity, Position position, HarvestPolicy policy) =>
        Is(quantity, position.BaseQuantity, position.MarkPrice, policy);

    /// <summary>After a flip: an exit of a little too much leaves a crumb of what it closed on the other side.</summary>
    public static void SettleFlip(Position position, decimal closedBase, HarvestPolicy policy) =>
        position.Current.IsDust = Is(position.Quantity, closedBase, position.MarkPrice, policy);

    /// <summary>After a reduction: what is left may be dust.</summary>
    public static void Settle(Position position, HarvestPolicy policy) =>
        position.Current.IsDust = position.IsDust || Is(position.Quantity, position, policy);

    private static bool Is(decimal quantity, decimal baseQuantity, decimal markPrice, HarvestPolicy policy)
    {
        if (policy.QuantityStep == 0 && policy.MinNotionalQuote == 0) return quantity * 100 <= policy.DustPercent * baseQuantity;
        return quantity < policy.QuantityStep || policy.NotionalOf(quantity, markPrice) < policy.MinNotionalQuote;
    }
}
