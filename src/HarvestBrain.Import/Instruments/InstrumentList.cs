using System.Text.Json;

namespace HarvestBrain.Import.Instruments;

/// <summary>
/// The markets in an exchange's own list: Binance's exchangeInfo, Bybit's instruments-info, OKX's instruments, and the markets of ccxt.
/// </summary>
/// <param name="Format">Whose list it is.</param>
/// <param name="Instruments">The markets that are traded, in the order of the list. Options are none.</param>
/// <param name="Notes">What of the list was not taken, and why.</param>
public sealed record InstrumentList(string Format, IReadOnlyList<Instrument> Instruments, IReadOnlyList<string> Notes)
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    /// <summary>Reads a list.</summary>
    /// <param name="json">The whole answer of the exchange, or what ccxt wrote.</param>
    /// <param name="list">The markets, when it is such a list.</param>
    /// <param name="problem">Why it is none.</param>
    public static bool TryRead(Stream json, out InstrumentList? list, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(json);
        (list, problem) = (null, null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Lenient);
            list = Read(document.RootElement);
        }
        catch (JsonException e)
        {
            problem = $"is no JSON: {e.Message}";
            return false;
        }
        if (list is null)
            problem = "is none of Binance's exchangeInfo, Bybit's instruments-info, OKX's instruments and the markets of ccxt";
        return list is not null;
    }

    private static InstrumentList? Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (Member(root, "symbols") is { ValueKind: JsonValueKind.Array } symbols && Holds(symbols, "baseAsset"))
                return BinanceInstruments.Read(symbols);
            if (Member(root, "result") is { } result && Member(result, "list") is { } list && Holds(list, "symbol"))
                return BybitInstruments.Read(list, Member(result, "category")?.GetString());
            if (Member(root, "data") is { } data && Holds(data, "instId")) return OkxInstruments.Read(data);
        }
        return CcxtInstruments.Read(root);
    }

    /// <summary>A member of an object; <see langword="null"/> = it has none of that name.</summary>
    internal static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;

    private static bool Holds(JsonElement array, string name)
    {
        if (array.ValueKind != JsonValueKind.Array) return false;
        foreach (JsonElement item in array.EnumerateArray()) return Member(item, name) is not null;
        return false;
    }
}
