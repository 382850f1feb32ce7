using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Reads a snapshot of the orders that stand at the venue. One that cannot be read makes the snapshot unreadable: left out, it would look
/// like one that does not stand.
/// </summary>
internal static class OpenOrdersReader
{
    private const int MaxOrders = 1000; // of one symbol; the largest venues allow 200

    public static bool TryRead(ref FieldReader reader, EntryId id, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryTime(id, out long timeUnixMs, out int slackMs, out _)) return false;
        if (!reader.TryPositionSide(out PositionSide side)) return false;
        if (!reader.TryText(Field.Orders, out RawValue orders)) return reader.Fail(DecodeCode.OrdersMissing, Field.Orders);
        if (orders.Kind is not (RawKind.Other or RawKind.Text) || Orders(orders.Utf8) is not { } read)
            return reader.Fail(DecodeCode.OrdersInvalid, Field.Orders, orders);
        entry = HarvestEvent.OrdersAtVenue(id, timeUnixMs, symbol, read) with { TimeSlackMs = slackMs, PositionSide = side };
        return true;
    }

    /// <returns><see langword="null"/> when one of them cannot be read.</returns>
    private static OpenOrder[]? Orders(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8);
            if (json.RootElement.ValueKind != JsonValueKind.Array || json.RootElement.GetArrayLength() > MaxOrders) return null;
            var orders = new OpenOrder[json.RootElement.GetArrayLength()];
            int count = 0;
            foreach (JsonElement element in json.RootElement.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Object || Order(element) is not { } order) return null;
                orders[count++] = order;
            }
            return orders;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped string that is no valid UTF-16
        }
    }

    private static OpenOrder? Order(JsonElement order)
    {
        if (Text(order, "side") is not { } word || SideWords.FindOrderSide(Encoding.UTF8.GetBytes(word)) is not { } side) return null;
        bool isRead = TryNumber(order, "qty", Limits.MaxQuantity, out decimal quantity)
            & TryNumber(order, "stop_price", Limits.MaxPrice, out decimal stop) & TryFlag(order, "reduce_only", out bool reduceOnly)
            & TryFlag(order, "close_position", out bool closesAll);
        if (!isRead || (quantity == 0 && !closesAll)) return null;
        string? intent = Text(order, "intent_id"), id = Text(order, "order_id");
        return new OpenOrder
        {
            OrderId = id is null ? null : OneLine.Of(id, Limits.MaxSymbolLength),
            Role = SideWords.FindRole(Encoding.UTF8.GetBytes(Text(order, "role") ?? "")),
            Side = side,
            Quantity = quantity,
            StopPrice = stop,
            ReduceOnly = reduceOnly,
            ClosePosition = closesAll,
            IntentId = intent?.StartsWith("harvest:", StringComparison.Ordinal) == true ? intent : null,
        };
    }

    private static string? Text(JsonElement order, string name) =>
        order.TryGetProperty(name, out JsonElement value) ? value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) => text,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(), // ids are often numbers
            _ => null,
        }
        : null;

    /// <summary>A number that may be missing (0), not negative.</summary>
    private static bool TryNumber(JsonElement order, string name, decimal most, out decimal number)
    {
        number = 0;
        if (Text(order, name) is not { } text) return true;
        return WireNumber.Read(Encoding.UTF8.GetBytes(text), out number) is null && number >= 0 && number <= most;
    }

    private static bool TryFlag(JsonElement order, string name, out bool flag)
    {
        flag = false;
        if (Text(order, name) is not { } text) return true;
        if (SideWords.FindFlag(Encoding.UTF8.GetBytes(text)) is not { } found) return false;
        flag = found;
        return true;
    }
}
