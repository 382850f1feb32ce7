namespace HarvestBrain.Review.Reports;

/// <summary>What the money of a symbol is, as far as its name tells.</summary>
internal static class QuoteCurrency
{
    private static readonly string[] Known =
        ["USDT", "USDC", "BUSD", "FDUSD", "TUSD", "DAI", "USD", "EUR", "GBP", "JPY", "CHF", "AUD", "CAD", "TRY", "BRL", "BTC",
        "ETH", "BNB"];

    /// <summary>The quote currency, or <see langword="null"/> when the name does not end in one.</summary>
    public static string? Of(string symbol)
    {
        string name = symbol.Split('#', '.')[0];
        return Array.Find(Known, quote => name.Length > quote.Length && name.EndsWith(quote, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The quote currencies of symbols, by name.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> symbols) =>
        [.. symbols.Distinct(StringComparer.Ordinal).Select(Of).OfType<string>().Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
}
