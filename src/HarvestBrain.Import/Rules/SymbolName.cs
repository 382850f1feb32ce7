using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// A symbol in the one spelling: base and quote, upper case, nothing between. <c>ETH/USDT:USDT</c>, <c>ETH-USDT-SWAP</c>,
/// <c>ETHUSDT-PERP</c> are all <c>ETHUSDT</c>, and remember that they are derivatives.
/// </summary>
internal sealed record SymbolName(string Name, string? Base, string? Quote, Market Market, bool IsInverse)
{
    /// <summary>Stands for a symbol that was asked for and not told.</summary>
    public static readonly SymbolName None = new("?", null, null, Market.Unknown, false);

    private static readonly string[] KrakenQuotes = ["ZEUR", "ZUSD", "ZGBP", "ZJPY", "ZCAD", "ZAUD", "ZCHF", "XXBT", "XETH"];

    // What coins are traded for: only where one of them is the rest of a symbol does its beginning name the base coin.
    private static readonly HashSet<string> Quotes = new(StringComparer.Ordinal)
    {
        "USDT", "USDC", "USD", "BUSD", "FDUSD", "TUSD", "USDP", "USDD", "USDE", "USD1", "DAI", "PAX", "UST", "PYUSD", "RLUSD", "BFUSD",
        "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "TRY", "BRL", "RUB", "UAH", "ZAR", "PLN", "MXN", "ARS", "COP", "IDR", "NGN",
        "KRW", "INR", "SGD", "HKD", "AED", "CZK", "RON", "SEK", "NOK", "DKK", "HUF", "CNH", "THB", "VND", "BIDR", "BVND", "IDRT", "EURI",
        "BTC", "ETH", "BNB", "TRX", "XRP", "DOGE", "DOT", "SOL", "OKB", "EURC", "EURT", "HT", "KCS", "MNT", "USDS", "XUSD", "VAI", "AEUR",
    };

    /// <summary>Reads any exchange's spelling.</summary>
    public static SymbolName Parse(ReadOnlySpan<char> raw)
    {
        string text = raw.Trim().ToString().ToUpperInvariant();
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0) return OfCcxt(text, slash);
        if (text.EndsWith("-PERP", StringComparison.Ordinal)) return Plain(text[..^5].Replace("-", "", StringComparison.Ordinal))
            with { Market = Market.Linear };
        if (text.Contains('-', StringComparison.Ordinal)) return OfParts(text.Split('-'));
        int underscore = text.IndexOf('_', StringComparison.Ordinal);
        if (underscore > 0) return OfUnderscore(text[..underscore], text[(underscore + 1)..]);
        if (text.Length == 8 && text[0] == 'X' && KrakenQuotes.Contains(text[4..]))
            return Pair(Asset(text[1..4]), Asset(text[5..]), Market.Unknown);
        return Plain(text);
    }

    /// <summary>The asset's usual name.</summary>
    public static string Asset(string name) => name switch
    {
        "XXBT" or "XBT" => "BTC",
        "XXDG" or "XDG" => "DOGE",
        "XETH" => "ETH",
        "ZEUR" => "EUR",
        "ZUSD" => "USD",
        _ => name,
    };

    /// <summary>The symbol of a position that has one of its own: <c>EURUSD</c> of <c>EURUSD#90001</c>; else as it is.</summary>
    public static string WithoutPosition(string symbol)
    {
        int hash = symbol.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? symbol : symbol[..hash];
    }

    /// <summary>What a fee in an asset is, of a trade in this symbol.</summary>
    public FeeUnit UnitOf(string asset)
    {
        string name = Asset(asset.Trim().ToUpperInvariant());
        if (name.Length == 0 || name == Quote) return FeeUnit.Quote;
        if (name == Base) return FeeUnit.Base;
        if (Quote is null && Name.EndsWith(name, StringComparison.Ordinal)) return FeeUnit.Quote;
        bool isBase = Base is null && Name.StartsWith(name, StringComparison.Ordinal) && IsQuote(Name.AsSpan(name.Length));
        return isBase ? FeeUnit.Base : FeeUnit.Other;
    }

    // Perhaps with what names the market or the day of delivery behind it: USDT.P, USDTPERP, USDT240628.
    private static bool IsQuote(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(".:#");
        if (end > 0) rest = rest[..end];
        if (rest.EndsWith("PERP", StringComparison.Ordinal)) rest = rest[..^4];
        var quotes = Quotes.GetAlternateLookup<ReadOnlySpan<char>>();
        return quotes.Contains(rest) || quotes.Contains(rest.TrimEnd("0123456789"));
    }

    private static SymbolName Pair(string left, string right, Market market) => new(left + right, left, right, market, IsInverse: false);

    private static SymbolName Plain(string text)
    {
        bool isShort = text.Length is >= 6 and <= 8;
        string name = isShort && text.StartsWith("XBT", StringComparison.Ordinal) ? "BTC" + text[3..]
            : isShort && text.StartsWith("XDG", StringComparison.Ordinal) ? "DOGE" + text[3..] : text;
        return new SymbolName(name, null, null, Market.Unknown, IsInverse: false);
    }

    // BTC/USDT, BTC/USDT:USDT, BTC/USD:BTC-240628
    private static SymbolName OfCcxt(string text, int slash)
    {
        string left = Asset(text[..slash]), rest = text[(slash + 1)..];
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Pair(left, Asset(rest), Market.Spot);
        string quote = Asset(rest[..colon]), settle = rest[(colon + 1)..], expiry = "";
        int dash = settle.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0) (settle, expiry) = (settle[..dash], settle[(dash + 1)..].Replace("-", "", StringComparison.Ordinal));
        return new SymbolName(left + quote + expiry, left, quote, Market.Linear, IsInverse: settle == left);
    }

    // BTC-USDT, BTC-USDT-SWAP, BTC-USD-SWAP (inverse), BTC-USDT-240628
    private static SymbolName OfParts(string[] parts)
    {
        string left = Asset(parts[0]), quote = Asset(parts[1]);
        if (parts.Length == 2) return Pair(left, quote, Market.Unknown);
        string rest = parts[2] == "SWAP" ? "" : string.Concat(parts[2..]);
        return new SymbolName(left + quote + rest, left, quote, Market.Linear, IsInverse: quote == "USD");
    }

    // BTC_USDT; BTCUSD_PERP and BTCUSD_240628 (inverse), BTCUSDT_240628
    private static SymbolName OfUnderscore(string left, string right)
    {
        bool isInverse = left.EndsWith("USD", StringComparison.Ordinal);
        if (right == "PERP") return Plain(left) with { Market = Market.Linear, IsInverse = isInverse };
        bool isDated = right.Length == 6 && right.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
        if (isDated) return Plain(left + right) with { Market = Market.Linear, IsInverse = isInverse };
        return Pair(Asset(left), Asset(right.Replace("_", "", StringComparison.Ordinal)), Market.Unknown);
    }
}

/// <summary>Every spelling that was met, so that a million rows of one symbol share one name.</summary>
internal sealed class SymbolNames
{
    private const int MaxNames = 100_000; // more are no symbols

    private readonly Dictionary<string, SymbolName> _known = new(StringComparer.Ordinal);

    public SymbolName Of(ReadOnlySpan<char> raw)
    {
        var known = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(raw, out SymbolName? name)) return name;
        name = SymbolName.Parse(raw);
        if (_known.Count < MaxNames) _known.Add(raw.ToString(), name);
        return name;
    }
}
