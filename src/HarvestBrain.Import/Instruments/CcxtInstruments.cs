using System.Text.Json;

namespace HarvestBrain.Import.Instruments;

/// <summary>
/// The <c>markets</c> of ccxt, by symbol or as a list. Their precision is a step, or, of some exchanges, a number of decimals; the list
/// does not say which. A fraction among them is a step, and then all are; numbers such as 3 or 8 are decimals; 1 and 10 alone may be
/// either.
/// </summary>
internal static class CcxtInstruments
{
    private enum Precision
    {
        Unknown,
        Steps,
        Decimals,
    }

    /// <returns><see langword="null"/> = it is no such list.</returns>
    public static InstrumentList? Read(JsonElement root)
    {
        List<JsonElement> items = root.ValueKind switch
        {
            JsonValueKind.Array => [.. root.EnumerateArray()],
            JsonValueKind.Object => [.. root.EnumerateObject().Select(member => member.Value)],
            _ => [],
        };
        if (items.Count == 0 || !items.TrueForAll(IsMarket)) return null;
        Precision precision = PrecisionOf(items);
        var read = new List<Instrument>();
        int idle = 0, options = 0;
        foreach (JsonElement item in items)
        {
            if (item.Text("type") == "option" || item.IsTrue("option")) options++;
            else if (InstrumentList.Member(item, "active") is { ValueKind: JsonValueKind.False }) idle++;
            else read.Add(Of(item, precision));
        }
        List<string> notes = [];
        if (idle > 0) notes.Add($"{idle} are not traded");
        if (options > 0) notes.Add($"{options} are options");
        if (precision == Precision.Unknown) notes.Add("their precision may be steps or decimals: step and tick are not taken");
        return new InstrumentList("ccxt markets", read, notes);
    }

    private static bool IsMarket(JsonElement item) =>
        item.Text("symbol").Length > 0 && item.Text("base").Length > 0 && item.Text("quote").Length > 0;

    private static Precision PrecisionOf(List<JsonElement> items)
    {
        bool hasDecimals = false;
        foreach (JsonElement item in items)
        {
            foreach (string name in (string[])["amount", "price"])
            {
                if (item.Inside("precision").Positive(name) is not { } number) continue;
                if (number < 1) return Precision.Steps;
                hasDecimals |= !IsPowerOfTen(number);
            }
        }
        return hasDecimals ? Precision.Decimals : Precision.Unknown;
    }

    private static Instrument Of(JsonElement item, Precision precision)
    {
        JsonElement told = item.Inside("precision");
        string settle = item.Text("settle"), traded = item.Text("base"), quote = item.Text("quote"), symbol = item.Text("symbol");
        int expiry = symbol.IndexOf('-', StringComparison.Ordinal);
        return new Instrument(symbol)
        {
            PlainSymbol = traded + quote + (expiry < 0 ? "" : symbol[(expiry + 1)..]),
            BaseAsset = traded,
            QuoteAsset = quote,
            QuantityStep = Step(told.Positive("amount"), precision),
            PriceTick = Step(told.Positive("price"), precision),
            MinNotionalQuote = item.Inside("limits").Inside("cost").Positive("min"),
            ContractSize = item.IsTrue("contract") || settle.Length > 0 ? item.Positive("contractSize") ?? 1 : 1,
            IsInverse = item.IsTrue("inverse") || (settle.Length > 0 && settle == traded),
        };
    }

    private static decimal? Step(decimal? told, Precision precision) => (told, precision) switch
    {
        ({ } step, Precision.Steps) => step,
        ({ } decimals and <= 28, Precision.Decimals) => new decimal(1, 0, 0, isNegative: false, (byte)decimals),
        _ => null,
    };

    private static bool IsPowerOfTen(decimal number)
    {
        while (number >= 10) number /= 10;
        return number == 1;
    }
}
