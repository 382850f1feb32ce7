using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Bybit v5 orders: what each has filled so far, counted where no execution tells it, and above all the stops, which executions don't have.
/// </summary>
internal sealed class BybitOrders() : Format(
    "bybit-orders", "Bybit v5 orders", Shape.Json | Shape.Csv,
    "symbol", "orderId", "side", "orderStatus", "cumExecQty", "avgPrice", "updatedTime")
{
    public override void Read(Row row, Sink sink)
    {
        string category = row.Text("category");
        if (category.Length == 0 && row is JsonRow json) category = json.Outer("category");
        SymbolName symbol = Bybit.Symbol(row, category);
        if (symbol.IsInverse) row.Fail(Problem.Inverse(symbol.Name));
        bool isBuy = row.IsBuy("side");
        ulong order = Keys.Of(row.Cell("orderId"));
        long time = row.Time("updatedTime");
        bool reduces = row.IsTrue("reduceOnly") || row.IsTrue("closeOnTrigger");
        if (row.NumberOrZero("cumExecQty") > 0)
        {
            Execution fill = sink.Fill(row, symbol, isBuy, row.Positive("cumExecQty"), row.Positive("avgPrice"), time,
                Bybit.Market(category));
            Sink.Fee(fill, symbol, row.NumberOrZero("cumExecFee"), row.Text("feeCurrency"));
            fill.Grain = Grain.OrderSoFar;
            fill.OrderKey = order;
            fill.ReduceOnly = reduces;
        }
        if (row.NumberOrZero("stopLoss") > 0 && !reduces)
        {
            sink.Add(new StopOrder
            {
                Symbol = symbol.Name, Market = Bybit.Market(category), IsBuy = !isBuy, Trigger = row.Positive("stopLoss"), OrderKey = order,
                TimeMs = row.IsEmpty("createdTime") ? time : row.Time("createdTime"),
            });
        }
        bool isStop = row.Is("stopOrderType", "StopLoss") || row.Is("stopOrderType", "PartialStopLoss")
            || (row.Is("stopOrderType", "Stop") && reduces);
        if (isStop && row.NumberOrZero("triggerPrice") > 0)
        {
            sink.Add(new StopOrder
            {
                Symbol = symbol.Name, Market = Bybit.Market(category), IsBuy = isBuy, Trigger = row.Positive("triggerPrice"),
                TimeMs = row.IsEmpty("createdTime") ? time : row.Time("createdTime"),
            });
        }
        if (sink.Records.Count == 0) sink.LeaveOut("order without a fill or a stop");
    }
}
