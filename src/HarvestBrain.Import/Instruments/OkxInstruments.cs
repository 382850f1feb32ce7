using System.Text.Json;

namespace HarvestBrain.Import.Instruments;

/// <summary>OKX's <c>instruments</c>: spot, margin, swaps and futures. Quantities of contracts are contracts.</summary>
internal static class OkxInstruments
{
    public static InstrumentList Read(JsonElement data)
    {
        var read = new List<Instrument>();
        int idle = 0, options = 0;
        foreach (JsonElement item in data.EnumerateArray())
        {
            string state = item.Text("state");
            if (item.Text("instType") == "OPTION") options++;
            else if (state.Length > 0 && state != "live") idle++;
            else if (item.Text("instId").Length > 0) read.Add(Of(item));
        }
        List<string> notes = [];
        if (idle > 0) notes.Add($"{idle} are not traded");
        if (options > 0) notes.Add($"{options} are options");
        return new InstrumentList("OKX instruments", read, notes);
    }

    private static Instrument Of(JsonElement item)
    {
        string id = item.Text("instId"), traded = item.Text("baseCcy"), quote = item.Text("quoteCcy");
        string[] parts = id.Split('-');
        if (traded.Length == 0 && parts.Length > 1) (traded, quote) = (parts[0], parts[1]); // of contracts
        return new Instrument(id)
        {
            PlainSymbol = traded + quote + (parts.Length > 2 && parts[2] != "SWAP" ? parts[2] : ""),
            BaseAsset = traded,
            QuoteAsset = quote,
            QuantityStep = item.Positive("lotSz"),
            PriceTick = item.Positive("tickSz"),
            ContractSize = (item.Positive("ctVal") ?? 1) * (item.Positive("ctMult") ?? 1),
            IsInverse = item.Text("ctType") == "inverse",
        };
    }
}
