using System.Text.Json;

namespace HarvestBrain.Import.Instruments;

/// <summary>Bybit's <c>instruments-info</c>: spot, linear and inverse.</summary>
internal static class BybitInstruments
{
    public static InstrumentList Read(JsonElement list, string? category)
    {
        var read = new List<Instrument>();
        int idle = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string status = item.Text("status");
            if (status.Length > 0 && status != "Trading") idle++;
            else if (item.Text("symbol").Length > 0) read.Add(Of(item, category));
        }
        return new InstrumentList("Bybit instruments-info", read, idle > 0 ? [$"{idle} are not traded"] : []);
    }

    private static Instrument Of(JsonElement item, string? category)
    {
        JsonElement lots = item.Inside("lotSizeFilter");
        return new Instrument(item.Text("symbol"))
        {
            PlainSymbol = item.Text("symbol"),
            BaseAsset = item.Text("baseCoin"),
            QuoteAsset = item.Text("quoteCoin"),
            QuantityStep = lots.Positive("qtyStep") ?? lots.Positive("basePrecision"),
            PriceTick = item.Inside("priceFilter").Positive("tickSize"),
            MinNotionalQuote = lots.Positive("minNotionalValue") ?? lots.Positive("minOrderAmt"),
            IsInverse = category == "inverse" || item.Text("contractType").StartsWith("Inverse", StringComparison.Ordinal),
        };
    }
}
