using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core;

/// <summary>
/// Whether fills name a market in one way and its prices in another: <c>ETHUSDT</c> and <c>ETH/USDT</c>. Then the position has no
/// prices, and nothing is ever asked for. Said once for each two names; one is not taken for the other, since it may be another market.
/// </summary>
internal sealed class Spellings
{
    // Symbols with prices and without positions. A feed of a whole exchange has a few thousand; the others are not looked at.
    private const int MaxOthers = 10_000;

    // So long a position has to be without a price of its own: a replay has no limit on the age of prices.
    private const int MinAgeSeconds = 30;

    private readonly Dictionary<string, SymbolBook> _booksByMarket = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _marketsOfOthers = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _told = [];

    /// <summary>A symbol may have positions from here on.</summary>
    public void Add(string symbol, SymbolBook book) => _booksByMarket.TryAdd(SymbolAssets.MarketOf(symbol), book);

    /// <summary>A price of a symbol that has no positions.</summary>
    /// <returns>The position that lacks it, when that is told for the first time.</returns>
    public FoldRejection? Find(in HarvestEvent price)
    {
        if (!_marketsOfOthers.TryGetValue(price.Symbol, out string? market))
        {
            if (_marketsOfOthers.Count == MaxOthers) return null;
            _marketsOfOthers.Add(price.Symbol, market = SymbolAssets.MarketOf(price.Symbol));
        }
        if (!_booksByMarket.TryGetValue(market, out SymbolBook? book) || book.HasPrices) return null;
        long limitMs = Math.Max(MinAgeSeconds, book.Policy.MaxPriceAgeSeconds) * 1000L;
        foreach (Position? position in book.All)
        {
            if (position is not { Quantity: > 0 } || price.TimeUnixMs - position.MarkTimeUnixMs <= limitMs) continue;
            if (!_told.Add((position.Key.Symbol, price.Symbol))) return null;
            return new FoldRejection(position.Key, FoldCode.OtherSpelling, 0, 0) { Detail = price.Symbol };
        }
        return null;
    }
}
