using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Alpaca's stream of trade updates: <c>qty</c> beside the event is the fill, within the order it is the order.</summary>
internal sealed class AlpacaTradeUpdates() : Format(
    "alpaca-trade-updates", "Alpaca trade updates", Shape.Json, "event", "order.symbol", "order.side", "order.id")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("order.symbol");
        bool isBuy = row.IsBuy("order.side");
        ulong order = Keys.Of(row.Cell("order.id"));
        if (!row.Is("event", "fill") && !row.Is("event", "partial_fill"))
        {
            sink.LeaveOut("order event without a fill");
            return;
        }
        Execution fill = sink.Fill(row, symbol, isBuy, row.Positive("qty"), row.Positive("price"), row.Time("timestamp"));
        fill.SetId(row.Cell("execution_id"));
        fill.OrderKey = order;
        int legs = ((JsonRow)row).Elements("order.legs").Count();
        for (int i = 0; i < legs; i++)
        {
            string stop = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"order.legs.{i}.stop_price");
            if (row.NumberOrZero(stop) <= 0) continue;
            sink.Add(new StopOrder { Symbol = symbol.Name, IsBuy = !isBuy, Trigger = row.Positive(stop), OrderKey = order,
                TimeMs = fill.TimeMs });
        }
    }
}

/// <summary>Alpaca's account activities of type FILL.</summary>
internal sealed class AlpacaActivities() : Format(
    "alpaca-activities", "Alpaca account activities", Shape.Json | Shape.Csv, "activity_type", "id", "symbol", "side", "qty", "price",
    "transaction_time")
{
    public override void Read(Row row, Sink sink)
    {
        if (!row.Is("activity_type", "FILL"))
        {
            sink.LeaveOut("activity that is no fill");
            return;
        }
        bool isBuy = !row.Cell("side").StartsWith("sell", StringComparison.OrdinalIgnoreCase);
        Execution fill = sink.Fill(row, row.Symbol("symbol"), isBuy, row.Positive("qty"), row.Positive("price"),
            row.Time("transaction_time"));
        fill.SetId(row.Cell("id"));
        fill.OrderKey = Keys.Of(row.Cell("order_id"));
    }
}

/// <summary>Alpaca's orders: what each has filled, also when it was cancelled afterwards.</summary>
internal sealed class AlpacaOrders() : Format(
    "alpaca-orders", "Alpaca orders", Shape.Json | Shape.Csv, "symbol", "id", "side", "qty", "filled_qty", "filled_avg_price",
    "filled_at", "status")
{
    public override void Read(Row row, Sink sink)
    {
        if (row.NumberOrZero("filled_qty") <= 0)
        {
            sink.LeaveOut("order without a fill or a stop");
            return;
        }
        string time = row.IsEmpty("filled_at") ? "updated_at" : "filled_at";
        Execution fill = sink.Fill(row, row.Symbol("symbol"), row.IsBuy("side"), row.Positive("filled_qty"),
            row.Positive("filled_avg_price"), row.Time(time));
        fill.Grain = Grain.OrderSoFar;
        fill.OrderKey = Keys.Of(row.Cell("id"));
    }
}
