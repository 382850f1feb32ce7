using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Binance futures user data stream, <c>ORDER_TRADE_UPDATE</c>: <c>l</c> at <c>L</c> is the fill; <c>z</c> is the sum, <c>q</c> the order.
/// A stop-market order that was accepted is a stop of its position.
/// </summary>
internal sealed class BinanceOrderUpdate() : Format(
    "binance-order-update", "Binance futures user data stream: orders", Shape.Json, "e", "o.s", "o.S", "o.x", "o.l", "o.L", "o.T")
{
    public override bool Accepts(Row row) => row.Is("e", "ORDER_TRADE_UPDATE");

    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("o.s");
        if (row.Is("o.x", "TRADE") || (row.Is("o.x", "CALCULATED") && row.NumberOrZero("o.l") > 0))
        {
            Execution fill = sink.Fill(
                row, symbol, row.IsBuy("o.S"), row.Positive("o.l"), row.Positive("o.L"), row.Time("o.T"), Market.Linear);
            Sink.Fee(fill, symbol, row.NumberOrZero("o.n"), row.Text("o.N"));
            fill.SetId(row.Cell("o.t"));
            fill.OrderKey = Keys.Of(row.Cell("o.i"));
            fill.PositionSide = row.PositionSide("o.ps");
            fill.ReduceOnly = row.IsTrue("o.R");
            fill.Realized = row.NumberOrNull("o.rp");
            fill.TellsReductions = true;
            return;
        }
        bool isStop = row.Is("o.x", "NEW") && (row.Is("o.ot", "STOP_MARKET") || row.Is("o.ot", "STOP")) && row.NumberOrZero("o.sp") > 0;
        if (!isStop)
        {
            sink.LeaveOut("order event without a fill");
            return;
        }
        sink.Add(new StopOrder
        {
            Symbol = symbol.Name, Market = Market.Linear, IsBuy = row.IsBuy("o.S"), Trigger = row.Positive("o.sp"),
            PositionSide = row.PositionSide("o.ps"), TimeMs = row.Time("o.T"),
        });
    }
}
