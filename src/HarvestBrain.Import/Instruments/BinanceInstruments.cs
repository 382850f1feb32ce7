using System.Text.Json;

namespace HarvestBrain.Import.Instruments;

/// <summary>Binance's <c>exchangeInfo</c>: spot, USD-M and COIN-M futures.</summary>
internal static class BinanceInstruments
{
    public static InstrumentList Read(JsonElement symbols)
    {
        var read = new List<Instrument>();
        int idle = 0;
        foreach (JsonElement item in symbols.EnumerateArray())
        {
            string status = item.Text("status");
            if (status.Length == 0) status = item.Text("contractStatus"); // of COIN-M
            if (status.Length > 0 && status != "TRADING") idle++;
            else if (item.Text("symbol").Length > 0) read.Add(Of(item));
        }
        return new InstrumentList("Binance exchangeInfo", read, idle > 0 ? [$"{idle} are not traded"] : []);
    }

    private static Instrument Of(JsonElement item)
    {
        string traded = item.Text("baseAsset"), margin = item.Text("marginAsset");
        decimal? step = null, tick = null, notional = null;
        foreach (JsonElement filter in Filters(item))
        {
            switch (filter.Text("filterType"))
            {
                case "PRICE_FILTER":
                    tick = filter.Positive("tickSize");
                    break;
                case "LOT_SIZE" or "MARKET_LOT_SIZE":
                    // What both allow: the coarser one is a multiple of the other.
                    if (filter.Positive("stepSize") is { } allowed) step = Math.Max(step ?? 0, allowed);
                    break;
                case "MIN_NOTIONAL" or "NOTIONAL":
                    notional = filter.Positive("minNotional") ?? filter.Positive("notional") ?? notional;
                    break;
            }
        }
        return new Instrument(item.Text("symbol"))
        {
            PlainSymbol = item.Text("symbol").Split('_')[0],
            BaseAsset = traded,
            QuoteAsset = item.Text("quoteAsset"),
            QuantityStep = step,
            PriceTick = tick,
            MinNotionalQuote = notional,
            IsInverse = margin.Length > 0 && margin == traded,
        };
    }

    private static JsonElement.ArrayEnumerator Filters(JsonElement item) =>
        InstrumentList.Member(item, "filters") is { ValueKind: JsonValueKind.Array } filters ? filters.EnumerateArray() : default;
}
