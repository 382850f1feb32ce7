using HarvestBrain.Core.Replay;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Writing;

/// <summary>The last price of every symbol: what a fee in a third asset is worth, and whether fills and prices are of the same
/// thing.</summary>
internal sealed class FeePrices
{
    private readonly Dictionary<string, Bar> _last = new(StringComparer.Ordinal);

    public void Note(Bar bar) => _last[bar.Symbol] = bar;

    /// <summary>A symbol's price as it was known then; <see langword="null"/> = none, or too old.</summary>
    public decimal? At(string symbol, long timeMs)
    {
        if (!_last.TryGetValue(symbol, out Bar? bar) || timeMs - bar.ToMs > PriceAgreement.OldMs) return null;
        return timeMs > bar.ToMs ? bar.Close : bar.Open;
    }

    /// <summary>A fill's price cannot be of the same thing as the prices about it: a split that only one of them knows, or another
    /// contract.</summary>
    public bool Disagree(string symbol, Execution fill)
    {
        return At(symbol, fill.TimeMs) is { } price && PriceAgreement.AreFarApart(fill.Price, price);
    }

    /// <summary>What one unit of an asset is in the quote currency of a fill; <see langword="null"/> = no such price.</summary>
    public decimal? Of(string asset, Execution fill)
    {
        foreach (string symbol in _last.Keys) // as many as there are files, a few
        {
            bool isPrice = symbol.StartsWith(asset, StringComparison.Ordinal) && IsQuoteOf(fill, symbol[asset.Length..]);
            if (isPrice && At(symbol, fill.TimeMs) is { } price) return price;
            bool isReverse = symbol.EndsWith(asset, StringComparison.Ordinal) && IsQuoteOf(fill, symbol[..^asset.Length]);
            if (isReverse && At(symbol, fill.TimeMs) is { } reverse) return 1 / reverse;
        }
        return null;
    }

    private static bool IsQuoteOf(Execution fill, string asset)
    {
        if (asset.Length < 2) return false;
        if (fill.Quote is { } quote) return quote == asset;
        string symbol = fill.Symbol.EndsWith(".P", StringComparison.Ordinal) ? fill.Symbol[..^2] : fill.Symbol;
        return symbol.Length > asset.Length && symbol.EndsWith(asset, StringComparison.Ordinal);
    }
}
