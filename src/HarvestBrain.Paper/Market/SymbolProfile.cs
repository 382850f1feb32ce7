namespace HarvestBrain.Paper.Market;

/// <summary>How one symbol trades.</summary>
/// <param name="Name">For example <c>ETHUSDT</c>.</param>
/// <param name="StartPrice">First price, a multiple of <paramref name="Tick"/>.</param>
/// <param name="Tick">Smallest price difference.</param>
/// <param name="QuantityStep">Smallest quantity difference.</param>
/// <param name="Volatility">Standard deviation of one price update, as a fraction of the price.</param>
internal sealed record SymbolProfile(string Name, decimal StartPrice, decimal Tick, decimal QuantityStep, decimal Volatility)
{
    private static readonly SymbolProfile[] Catalogue =
    [
        new("ETHUSDT", 3300.00m, 0.01m, 0.001m, 0.0003m),
        new("BTCUSDT", 95200.0m, 0.1m, 0.001m, 0.00022m) { IsHedged = true },
        new("HOTUSDT", 0.0014000m, 0.0000001m, 1m, 0.0006m),
        new("XRPUSDT", 2.0600m, 0.0001m, 0.1m, 0.00045m) { GivesStops = false },
        new("SOLUSDT", 142.50m, 0.01m, 0.01m, 0.0004m),
        new("BNBUSDT", 940.00m, 0.01m, 0.01m, 0.0003m),
    ];

    /// <summary>Hedge mode: a LONG and a SHORT position live side by side.</summary>
    public bool IsHedged { get; private init; }

    /// <summary>False: the fills of this symbol never say where the stop is.</summary>
    public bool GivesStops { get; private init; } = true;

    /// <summary>The profile at <paramref name="index"/>; past the catalogue, a variation of one in it under a name of its own.</summary>
    public static SymbolProfile At(int index)
    {
        (int round, int place) = Math.DivRem(index, Catalogue.Length);
        SymbolProfile template = Catalogue[place];
        return round == 0
            ? template
            : template with
            {
                Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ALT{index + 1:0000}USDT"),
                StartPrice = template.RoundToTick(template.StartPrice * (1 + (0.1m * round))),
            };
    }

    /// <summary>The multiple of the tick nearest to <paramref name="price"/>.</summary>
    public decimal RoundToTick(decimal price) => decimal.Round(price / Tick) * Tick;

    /// <summary>The largest multiple of the quantity step that is not over <paramref name="quantity"/>.</summary>
    public decimal FloorToStep(decimal quantity) => decimal.Floor(quantity / QuantityStep) * QuantityStep;
}
