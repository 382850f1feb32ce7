using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>Only when spot and derivative of one pair meet in one import, the derivative's name gets <c>.P</c>.</summary>
internal sealed class MarketNames
{
    private const string Suffix = ".P";

    private readonly HashSet<string> _both;

    public MarketNames(IEnumerable<Record> records)
    {
        HashSet<string> spot = new(StringComparer.Ordinal), other = new(StringComparer.Ordinal);
        foreach (Record record in records) (record.Market == Market.Spot ? spot : other).Add(record.Symbol);
        spot.IntersectWith(other);
        _both = spot;
    }

    public void Apply(IEnumerable<Record> records)
    {
        if (_both.Count == 0) return;
        foreach (Record record in records)
        {
            if (record.Market != Market.Spot && _both.Contains(record.Symbol)) record.Symbol += Suffix;
        }
    }

    /// <summary>What a price is the price of: one name for one market, also where it counts for two symbols.</summary>
    public string PricedAs(string symbol, Market market) => _both.Contains(symbol) ? $"{symbol} {market}" : symbol;

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
