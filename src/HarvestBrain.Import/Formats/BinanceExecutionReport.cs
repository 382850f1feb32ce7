using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Binance spot user data stream, <c>executionReport</c>; the fee is often in the base asset.</summary>
internal sealed class BinanceExecutionReport() : Format(
    "binance-execution-report", "Binance spot user data stream: orders", Shape.Json, "e", "s", "S", "x", "l", "L", "T", "t")
{
    public override bool Accepts(Row row) => row.Is("e", "executionReport");

    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("s");
        if (row.Is("x", "TRADE"))
        {
            Execution fill = sink.Fill(row, symbol, row.IsBuy("S"), row.Positive("l"), row.Positive("L"), row.Time("T"), Market.Spot);
            Sink.Fee(fill, symbol, row.NumberOrZero("n"), row.Text("N"));
            fill.SetId(row.Cell("t"));
            fill.OrderKey = Keys.Of(row.Cell("i"));
            return;
        }
        bool isStop = row.Is("x", "NEW") && row.Cell("o").StartsWith("STOP_LOSS") && row.NumberOrZero("P") > 0;
        if (!isStop)
        {
            sink.LeaveOut("order event without a fill");
            return;
        }
        sink.Add(new StopOrder
        {
            Symbol = symbol.Name, Market = Market.Spot, IsBuy = row.IsBuy("S"), Trigger = row.Positive("P"), TimeMs = row.Time("T"),
        });
    }
}
