using System.Globalization;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Benchmarks;

/// <summary>
/// The reference of the comparison: every dialect by way of <see cref="JsonDocument"/>, strings and a dictionary. Reads what it is
/// given, without the refusals and codes of the real decoder. Shares no code with it; <see cref="NaiveCheck"/> holds that both
/// read a session alike.
/// </summary>
internal static class NaiveDecoder
{
    public static NaiveEvent DecodeFields(string id, EntryField[] fields)
    {
        var values = new Dictionary<string, string>();
        foreach (EntryField field in fields) values[Encoding.UTF8.GetString(field.Name.Span)] = Encoding.UTF8.GetString(field.Value.Span);
        return Unwrap(id, values);
    }

    public static NaiveEvent DecodeLine(ReadOnlyMemory<byte> line)
    {
        Dictionary<string, string> values = ReadJson(Encoding.UTF8.GetString(line.Span));
        return Unwrap(values.GetValueOrDefault("id", ""), values);
    }

    private static NaiveEvent Unwrap(string id, Dictionary<string, string> values)
    {
        if (First(values, "payload", "data") is { } json) values = ReadJson(json);
        if (values.TryGetValue("signal", out string? signal))
        {
            foreach ((string name, string value) in ReadJson(signal)) values.TryAdd(name, value);
        }
        return Read(id, values);
    }

    private static Dictionary<string, string> ReadJson(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString());
    }

    private static NaiveEvent Read(string id, Dictionary<string, string> values)
    {
        string status = values["status"].ToUpperInvariant();
        string kind = status switch
        {
            "FILLED" or "PARTIAL" or "PARTIALLY_FILLED" or "PARTIAL_FILL" => "fill",
            "PRICE_UPDATE" => "price",
            _ => "other",
        };
        if (kind == "other") return new NaiveEvent { Kind = kind, Id = id, Symbol = values["symbol"] };
        if (kind == "price")
        {
            return new NaiveEvent
            {
                Kind = kind,
                Id = id,
                Symbol = values["symbol"],
                Price = Number(First(values, "price", "current_price", "mark_price")),
                StopLoss = Number(First(values, "stop_loss", "sl")),
            };
        }

        decimal price = Number(First(values, "price", "avg_price", "entry_price"));
        string? quantity = First(values, "qty", "quantity", "filled_qty");
        string? order = First(values, "order_id");
        return new NaiveEvent
        {
            Kind = kind,
            Id = id,
            Symbol = values["symbol"],
            PositionSide = (First(values, "position_side", "positionSide") ?? "BOTH").ToUpperInvariant(),
            IsBuy = First(values, "side", "action")!.ToUpperInvariant() is "BUY" or "LONG",
            Quantity = quantity is null ? Number(values["position_size_usd"]) / Number(values["entry_price"]) : Number(quantity),
            Price = price,
            StopLoss = Number(First(values, "stop_loss", "sl")),
            Fee = Number(First(values, "fee", "fee_usd", "commission")),
            ReduceOnly = (First(values, "reduce_only", "reduceOnly") ?? "false").ToUpperInvariant() is "TRUE" or "1",
            ExecutionId = First(values, "trade_id", "exec_id")
                ?? (order is null ? null : $"{order}|{status}|{quantity}|{price}|{First(values, "timestamp", "ts")}"),
        };
    }

    private static string? First(Dictionary<string, string> values, params string[] names) =>
        names.Select(values.GetValueOrDefault).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static decimal Number(string? text) =>
        text is null ? 0 : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
