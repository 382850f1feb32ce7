namespace HarvestBrain.Core.Positions;

/// <summary>
/// Costs per unit. Fees are bounded by <see cref="Limits.MaxNotional"/> and quantities may be dust, so that a plain quotient can be
/// larger than a decimal: a cost per unit of more than the largest price is that price.
/// </summary>
internal static class Costs
{
    /// <summary>A cost, or a rebate, per unit of a quantity above 0.</summary>
    public static decimal PerUnit(decimal cost, decimal quantity) =>
        Math.Abs(cost) >= Limits.MaxPrice * quantity ? Math.Sign(cost) * Limits.MaxPrice : cost / quantity;

    /// <summary>What a part of a quantity costs, of the cost of the whole.</summary>
    public static decimal Share(decimal cost, decimal part, decimal whole)
    {
        bool isOrdinary = Math.Abs(cost) <= Limits.MaxPrice && Math.Abs(cost * part) <= Limits.MaxPrice && whole >= Limits.MinPositive;
        return isOrdinary ? cost * part / whole : PerUnit(cost, whole) * part; // multiplied first, it is exact more often
    }
}
