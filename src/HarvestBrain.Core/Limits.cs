namespace HarvestBrain.Core;

/// <summary>
/// The numbers that the core accepts. Wide enough for every market, narrow enough that no product or sum of them
/// overflows a <see cref="decimal"/> (7.9e28).
/// </summary>
public static class Limits
{
    /// <summary>Largest price in quote currency.</summary>
    public const decimal MaxPrice = 1_000_000_000_000m;

    /// <summary>Largest quantity of a fill or a position in base units.</summary>
    public const decimal MaxQuantity = 1_000_000_000_000_000m;

    /// <summary>Largest quantity times price in quote currency, of a fill or a position; also bounds fees.</summary>
    public const decimal MaxNotional = 1_000_000_000_000_000_000m;

    /// <summary>Smallest price and quantity: below it, products lose their digits.</summary>
    public const decimal MinPositive = 0.000_000_000_001m;

    /// <summary>Smallest size of a contract in base units.</summary>
    public const decimal MinContractSize = 0.000_000_001m;

    /// <summary>Largest size of a contract in base units.</summary>
    public const decimal MaxContractSize = 1_000_000m;

    /// <summary>
    /// Significant digits of what is asked for where neither step nor tick is known: as many as survive binary floating point.
    /// </summary>
    internal const int AskedDigits = 15;

    /// <summary>
    /// Significant digits that averages keep, four less than a decimal has: an average whose decimals never end and that later comes back
    /// to a round price is then that price. A stop at it is no risk, instead of one of 1e-26.
    /// </summary>
    internal const int AverageDigits = 24;

    /// <summary>Longest symbol, in characters: it becomes part of keys and ids.</summary>
    public const int MaxSymbolLength = 64;

    /// <summary>Longest text that is kept of any other field (intent ids), in bytes: the longest id that we make has 370.</summary>
    public const int MaxTextLength = 400;
}
