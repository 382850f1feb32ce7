using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>Only when spot and derivative of one pair meet in one import, the derivative's name gets <c>.P</c>.</summary>
internal sealed class MarketNames
{
    private const string Suffix = ".P";

    private readonly HashSet<string> _both;

    /// <param name="records">What is traded; read twice where spot is among it.</param>
    public MarketNames(IEnumerable<Record> records)
    {
        HashSet<string> spot = new(StringComparer.Ordinal), both = new(StringComparer.Ordinal);
        foreach (Record record in records.Where(record => record.Market == Market.Spot)) spot.Add(record.Symbol);
        if (spot.Count > 0)
        {
            foreach (Record record in records.Where(record => record.Market != Market.Spot && spot.Contains(record.Symbol)))
                both.Add(record.Symbol);
        }
        _both = both;
    }

    public void Apply(IEnumerable<Record> records)
    {
        foreach (Record record in records) Apply(record);
    }

    public void Apply(Record record)
    {
        if (_both.Count > 0 && record.Market != Market.Spot && _both.Contains(record.Symbol)) record.Symbol += Suffix;
    }

    /// <summary>What a price is the price of: one name for one market, also where it counts for two symbols.</summary>
    public string PricedAs(string symbol, Market market) => _both.Contains(symbol) ? $"{symbol} {market}" : symbol;

    /// <summary>What the prices of a fill's symbol are told under.</summary>
    public static string PriceSymbolOf(string symbol)
    {
        string plain = SymbolName.WithoutPosition(symbol);
        return plain.EndsWith(Suffix, StringComparison.Ordinal) ? plain[..^Suffix.Length] : plain;
    }

    /// <summary>The symbols that a price counts for: both, where its file does not say of which market it is.</summary>
    public string[] TargetsOf(string symbol, Market market)
    {
        if (!_both.Contains(symbol)) return [symbol];
        return market switch
        {
            Market.Spot => [symbol],
            Market.Linear => [symbol + Suffix],
            _ => [symbol, symbol + Suffix],
        };
    }
}
