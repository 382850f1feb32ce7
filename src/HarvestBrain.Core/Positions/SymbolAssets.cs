namespace HarvestBrain.Core.Positions;

/// <summary>What a fee is paid in, as seen from the symbol that was traded.</summary>
internal enum FeeUnit
{
    /// <summary>The currency that its prices are in.</summary>
    Quote,

    /// <summary>The asset that is traded.</summary>
    Base,

    /// <summary>Neither.</summary>
    Other,
}

/// <summary>
/// The assets of a symbol, by its name: <c>ETH/USDT</c>, <c>ETH-USDT-SWAP</c>, <c>ETHUSDT</c>. The one place that reads assets out of
/// names.
/// </summary>
internal static class SymbolAssets
{
    private static readonly string[] Money =
    [
        "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USD", "DAI", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "TRY", "BRL", "KRW",
    ];

    // What markets are quoted in; of names without a separator the longest that fits is the quote.
    private static readonly string[] Quotes = [.. Money, "BTC", "ETH", "BNB"];

    private static readonly string[] Endings = ["-SWAP", "-PERP", "_PERP", ".P"];

    /// <summary>What an asset is to a symbol. Where the name tells no quote, as that of a share, a known currency is it.</summary>
    public static FeeUnit Of(ReadOnlySpan<char> symbol, ReadOnlySpan<char> asset)
    {
        Split(WithoutEnding(symbol), out ReadOnlySpan<char> traded, out ReadOnlySpan<char> quote);
        if (Is(asset, quote)) return FeeUnit.Quote;
        if (Is(asset, traded)) return FeeUnit.Base;
        return quote.IsEmpty && IsMoney(asset) ? FeeUnit.Quote : FeeUnit.Other;
    }

    /// <summary>What a symbol is paid with, in capitals; <see langword="null"/> = its name does not tell.</summary>
    public static string? QuoteOf(string symbol)
    {
        int ticket = symbol.IndexOf('#', StringComparison.Ordinal); // of a position with a number of its own
        Split(WithoutEnding(ticket < 0 ? symbol : symbol.AsSpan(0, ticket)), out _, out ReadOnlySpan<char> quote);
        return quote.IsEmpty ? null : quote.ToString().ToUpperInvariant();
    }

    /// <summary>
    /// The market in the one spelling, base and quote and when it ends, in capitals: <c>ETH/USDT</c>, <c>ETH-USDT-SWAP</c> and
    /// <c>ethusdt</c> are <c>ETHUSDT</c>.
    /// </summary>
    public static string MarketOf(string symbol)
    {
        Split(WithoutEnding(symbol), out ReadOnlySpan<char> traded, out ReadOnlySpan<char> quote);
        ReadOnlySpan<char> ending = symbol.AsSpan(symbol.LastIndexOf('-') + 1);
        bool isDated = ending.Length is 6 or 8 && ending.Length < symbol.Length && ending.IndexOfAnyExceptInRange('0', '9') < 0;
        return string.Concat(traded, quote, isDated ? ending : []).ToUpperInvariant();
    }

    /// <summary>
    /// The name says that it is settled in its base asset: <c>BTC/USD:BTC</c>, <c>BTC-USD-SWAP</c>, <c>BTCUSD_PERP</c>. Names such as
    /// BTCUSD say nothing.
    /// </summary>
    public static bool IsInverse(ReadOnlySpan<char> symbol)
    {
        int colon = symbol.IndexOf(':');
        if (colon > 0)
        {
            ReadOnlySpan<char> settled = symbol[(colon + 1)..];
            int dash = settled.IndexOf('-');
            Split(symbol[..colon], out ReadOnlySpan<char> traded, out _);
            return Is(traded, dash < 0 ? settled : settled[..dash]);
        }
        return symbol.EndsWith("-USD-SWAP", StringComparison.OrdinalIgnoreCase)
            || symbol.EndsWith("USD_PERP", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The quote currencies of symbols, as far as their names tell, by name.</summary>
    public static IReadOnlyList<string> QuotesOf(IEnumerable<string> symbols) =>
        [.. symbols.Distinct().Select(QuoteOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private static ReadOnlySpan<char> WithoutEnding(ReadOnlySpan<char> symbol)
    {
        foreach (string ending in Endings)
        {
            if (symbol.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return symbol[..^ending.Length];
        }
        return symbol;
    }

    private static void Split(ReadOnlySpan<char> symbol, out ReadOnlySpan<char> traded, out ReadOnlySpan<char> quote)
    {
        int separator = symbol.IndexOfAny("/-_");
        if (separator >= 0)
        {
            traded = symbol[..separator];
            quote = symbol[(separator + 1)..];
            int end = quote.IndexOfAny(":/-_"); // where it is settled, or when it ends
            if (end >= 0) quote = quote[..end];
            return;
        }
        traded = symbol;
        quote = default;
        foreach (string currency in Quotes)
        {
            bool fits = symbol.Length > currency.Length && symbol.EndsWith(currency, StringComparison.OrdinalIgnoreCase);
            if (!fits || currency.Length <= quote.Length) continue;
            traded = symbol[..^currency.Length];
            quote = symbol[^currency.Length..];
        }
    }

    private static bool IsMoney(ReadOnlySpan<char> asset)
    {
        foreach (string currency in Money)
        {
            if (Is(asset, currency)) return true;
        }
        return false;
    }

    private static bool Is(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        !right.IsEmpty && left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
