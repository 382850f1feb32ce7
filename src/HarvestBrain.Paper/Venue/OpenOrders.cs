using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Paper.Venue;

/// <summary>Snapshots of the orders that stand at the venue, one a position, whenever one is another than it was.</summary>
internal sealed class OpenOrders
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<PositionKey, string> _told = []; // the orders, without the time

    /// <summary>The snapshots to be told.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="nowUnixMs">The time, Unix milliseconds.</param>
    public List<(PositionKey Key, string Orders, string Payload)> Changed(PaperVenue venue, long nowUnixMs)
    {
        var changed = new List<(PositionKey, string, string)>();
        foreach (Position position in venue.Positions)
        {
            string orders = OrdersOf(venue, position);
            // The first time of this life also that nothing stands: what the last one told may stand there still.
            if (_told.GetValueOrDefault(position.Key) == orders) continue;
            changed.Add((position.Key, orders, Payload(position.Key, orders, nowUnixMs)));
        }
        return changed;
    }

    /// <summary>They are written.</summary>
    public void Accept(List<(PositionKey Key, string Orders, string Payload)> snapshots)
    {
        foreach ((PositionKey key, string orders, _) in snapshots) _told[key] = orders;
    }

    private static string OrdersOf(PaperVenue venue, Position position)
    {
        var orders = venue.Orders.Values.Where(order => order.Key == position.Key && order is { IsClose: true, Filled: > 0 }).ToList();
        if (venue.StopOf(position) is { } stop) orders.Insert(0, stop);
        return Json(writer =>
        {
            writer.WriteStartArray();
            foreach (PaperOrder order in orders) Write(writer, order, position);
            writer.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter writer, PaperOrder order, Position position)
    {
        writer.WriteStartObject();
        writer.WriteString("order_id", order.OrderId);
        writer.WriteString("role", order.Role);
        writer.WriteString("side", Words.Of(order.IsClose ? order.Side : position.ClosingSide));
        writer.WriteNumber("qty", order.Quantity is { } quantity ? quantity - order.Filled : position.Quantity);
        if (order.IsClose) writer.WriteNull("stop_price");
        else writer.WriteNumber("stop_price", order.StopPrice);
        writer.WriteNull("price");
        writer.WriteBoolean("reduce_only", true);
        writer.WriteBoolean("close_position", order.Quantity is null);
        writer.WriteString("intent_id", order.IntentId);
        writer.WriteEndObject();
    }

    private static string Payload(PositionKey key, string orders, long nowUnixMs) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("symbol", key.Symbol);
        writer.WriteString("position_side", Words.Of(key.Side));
        writer.WritePropertyName("orders");
        writer.WriteRawValue(orders);
        writer.WriteString("timestamp", IntentEncoder.Iso8601(nowUnixMs));
        writer.WriteEndObject();
    });

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Relaxed)) write(writer);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
