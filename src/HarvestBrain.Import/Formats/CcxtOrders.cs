using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Orders as ccxt unifies them: what each has filled so far, also when it was cancelled afterwards, and the stops.</summary>
internal sealed class CcxtOrders() : Format(
    "ccxt-orders", "ccxt orders (fetchOrders)", Shape.Json | Shape.Csv, "symbol", "id", "side", "amount", "filled", "status", "timestamp")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("symbol");
        ulong order = Keys.Of(row.Cell("id"));
        bool isBuy = row.IsBuy("side"), reduces = row.IsTrue("reduceOnly");
        if (row.NumberOrZero("filled") > 0)
        {
            long time = row.IsEmpty("lastTradeTimestamp") ? row.Time("timestamp") : row.Time("lastTradeTimestamp");
            Execution fill = sink.Fill(row, symbol, isBuy, row.Positive("filled"),
                row.Positive(row.IsEmpty("average") ? "price" : "average"), time, Market.Spot);
            Ccxt.Fee(row, fill, symbol);
            Ccxt.Contracts(row, fill, symbol);
            fill.Grain = Grain.OrderSoFar;
            fill.OrderKey = order;
            fill.ReduceOnly = reduces;
        }
        decimal attached = row.NumberOrZero("stopLossPrice");
        decimal trigger = reduces ? row.NumberOrNull("triggerPrice") ?? row.NumberOrZero("stopPrice") : 0;
        if (attached > 0 || trigger > 0)
        {
            sink.Add(new StopOrder
            {
                Symbol = symbol.Name, Market = symbol.Market, IsBuy = reduces ? isBuy : !isBuy, Trigger = attached > 0 ? attached : trigger,
                OrderKey = reduces ? 0 : order, TimeMs = row.Time("timestamp"),
            });
        }
        if (sink.Records.Count == 0) sink.LeaveOut("order without a fill or a stop");
    }
}
