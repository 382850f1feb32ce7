using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Paper.Venue;

/// <summary>One entry that the paper venue adds to the stream of executions: a fill, or what became of an order.</summary>
internal sealed record PaperAnswer
{
    /// <summary>What every entry of the paper venue names as its source.</summary>
    public const string Source = "harvest_brain_paper";

    public required string Status { get; init; }

    public required PaperOrder Order { get; init; }

    /// <summary>Of a fill: the side that closes.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Of a fill: base units; 0 = it is none.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Of a fill: quote currency.</summary>
    public decimal Price { get; init; }

    /// <summary>Of a fill: quote currency; a rebate is negative.</summary>
    public decimal Fee { get; init; }

    /// <summary>Of a fill: the time of the mark that it was filled at, Unix milliseconds.</summary>
    public long TimeUnixMs { get; init; }

    /// <summary>Why it was not done.</summary>
    public string? Reason { get; init; }

    /// <summary>Names and values, as docs/contracts.md has them.</summary>
    public List<string> Fields()
    {
        PaperOrder order = Order;
        List<string> fields = ["symbol", order.Symbol, "position_side", Words.Of(order.PositionSide), "status", Status];
        if (Quantity > 0)
        {
            fields.AddRange(
            [
                "side", Words.Of(Side), "qty", PlainDecimal.Format(Quantity), "price", PlainDecimal.Format(Price),
                "fee", PlainDecimal.Format(Fee), "reduce_only", "true", "timestamp", IntentEncoder.Iso8601(TimeUnixMs),
                "trade_id", $"{order.OrderId}:{PlainDecimal.Format(order.Filled)}", // what was filled before: each execution another
            ]);
        }
        fields.AddRange(["order_id", order.OrderId, "order_role", order.Role]);
        if (order.IntentId is { } id) fields.AddRange(["intent_id", id]);
        if (order.Attempt > 1) fields.AddRange(["attempt", $"{order.Attempt}"]);
        if (Reason is not null) fields.AddRange(["reason", Reason]);
        fields.AddRange(["source", Source]);
        return fields;
    }

    /// <summary>As a person reads it.</summary>
    public override string ToString()
    {
        string what = Quantity > 0
            ? $" {Words.Of(Side)} {PlainDecimal.Format(Quantity)} at {PlainDecimal.Format(Price)}"
            : Order.IsClose ? "" : $" stop {PlainDecimal.Format(Order.StopPrice)}";
        string attempt = Order.Attempt > 1 ? $" (attempt {Order.Attempt})" : "";
        return $"{Status} {Order.Key}{what}{attempt}{(Reason is null ? "" : $": {Reason}")} {Order.IntentId ?? "stop of its fill"}";
    }
}
