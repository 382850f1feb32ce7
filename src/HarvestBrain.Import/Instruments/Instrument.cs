using HarvestBrain.Core;

namespace HarvestBrain.Import.Instruments;

/// <summary>What an exchange says of a market. What it does not say is absent.</summary>
/// <param name="Symbol">Its name on the exchange, or in ccxt.</param>
public sealed record Instrument(string Symbol)
{
    /// <summary>Base and quote, and when it ends, with nothing between: <c>ETHUSDT</c>.</summary>
    public string PlainSymbol { get; init; } = "";

    /// <summary>What is bought and sold.</summary>
    public string BaseAsset { get; init; } = "";

    /// <summary>What it is paid with.</summary>
    public string QuoteAsset { get; init; } = "";

    /// <summary>Order quantities are multiples of this, in contracts or base units.</summary>
    public decimal? QuantityStep { get; init; }

    /// <summary>Prices are multiples of this.</summary>
    public decimal? PriceTick { get; init; }

    /// <summary>Smallest order, in quote currency.</summary>
    public decimal? MinNotionalQuote { get; init; }

    /// <summary>What one contract is of the base asset. Default 1, also of markets without contracts.</summary>
    public decimal ContractSize { get; init; } = 1;

    /// <summary>Its profit is paid in the base asset: its positions are tracked, and nothing is asked for.</summary>
    public bool IsInverse { get; init; }

    /// <summary>The settings of the symbol, by the short names that its hash in Redis has.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["contract_type"] = IsInverse ? "inverse" : "linear",
            // The size of an inverse contract is money: it says nothing of base units.
            ["contract_size"] = Text(IsInverse ? 1 : ContractSize),
        };
        if (BaseAsset.Length > 0) settings["base_asset"] = BaseAsset;
        if (QuoteAsset.Length > 0) settings["quote_asset"] = QuoteAsset;
        if (QuantityStep is { } step) settings["qty_step"] = Text(step);
        if (PriceTick is { } tick) settings["price_tick"] = Text(tick);
        if (MinNotionalQuote is { } notional) settings["min_notional"] = Text(notional);
        return settings;
    }

    private static string Text(decimal value) => PlainDecimal.Format(value);
}
