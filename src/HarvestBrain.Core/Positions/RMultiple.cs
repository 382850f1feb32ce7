namespace HarvestBrain.Core.Positions;

/// <summary>
/// The R math. R = (mark - average entry) / (average entry - initial stop): profit per unit over the initial risk per unit;
/// the sign works out for both directions. Net R subtracts the costs per unit from the profit. Source: Van K. Tharp, "Trade Your Way to
/// Financial Freedom", R-multiples.
/// </summary>
public static class RMultiple
{
    /// <summary>
    /// Trigger prices keep this many significant digits: far finer than any tick, coarse enough that the last digit
    /// of an average such as 3300.666... does not decide whether a price of exactly the trigger fires.
    /// </summary>
    private const int TriggerDigits = 20;

    /// <summary>R of a price; <see langword="null"/> when the position is flat or has no initial risk.</summary>
    public static decimal? At(Position position, decimal price)
    {
        if (position.InitialRisk is not { } risk) return null;
        return (Profit(position.Direction, position.AverageEntry, price, 1) - position.Plan.CostInR) / risk;
    }

    /// <summary>
    /// The price at which R is reached: average entry plus (for a long) or minus (for a short) R times the initial risk, and the costs
    /// that R counts.
    /// </summary>
    /// <param name="position">An open position.</param>
    /// <param name="r">R-multiple.</param>
    /// <param name="risk">Initial risk per unit.</param>
    public static decimal TriggerPrice(Position position, decimal r, decimal risk) =>
        PlainDecimal.RoundToSignificant(PriceAt(position, r, risk), TriggerDigits);

    /// <summary>The same, not rounded: for a stop, which is rounded away from the market instead.</summary>
    public static decimal PriceAt(Position position, decimal r, decimal risk)
    {
        decimal distance = (r * risk) + position.Plan.CostInR;
        return position.Direction == Direction.Long ? position.AverageEntry + distance : position.AverageEntry - distance;
    }

    /// <summary>Profit before fees of a quantity of base asset bought or sold at the entry and closed at the exit.</summary>
    public static decimal Profit(Direction direction, decimal entry, decimal exit, decimal quantity) => direction switch
    {
        Direction.Long => (exit - entry) * quantity,
        Direction.Short => (entry - exit) * quantity,
        _ => 0,
    };

    /// <summary>Profit before fees, in quote currency, of a quantity of a position closed at that price.</summary>
    internal static decimal Money(Position position, decimal exit, decimal quantity) =>
        Profit(position.Direction, position.AverageEntry, exit, quantity) * position.ContractSize;

    /// <summary>
    /// The initial risk per unit: the distance from average entry to stop, when the stop is on the risk side.
    /// A stop on the wrong side, or none, gives no risk: it is never invented. Nor does a distance under
    /// <see cref="Limits.MinPositive"/>, of which any profit is an R beyond all numbers.
    /// </summary>
    /// <param name="direction">Long or short.</param>
    /// <param name="averageEntry">Average entry.</param>
    /// <param name="initialStop">Initial stop, if one is known.</param>
    /// <param name="fallbackFraction">Risk as a fraction of entry when no stop is known; <see langword="null"/> = none.</param>
    public static decimal? InitialRisk(Direction direction, decimal averageEntry, decimal? initialStop, decimal? fallbackFraction)
    {
        if (direction == Direction.Flat) return null;
        decimal? risk = initialStop is not { } stop ? fallbackFraction * averageEntry
            : StopMath.Protects(direction, stop, averageEntry) ? Math.Abs(averageEntry - stop)
            : null;
        return risk >= Limits.MinPositive ? risk : null;
    }
}
