using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// OKX fills (REST) and the orders channel: quantities of swaps are in contracts, a fee that was paid is negative. An order tells its fee
/// as a sum, so it is read as what it has come to so far.
/// </summary>
internal sealed class OkxFills() : Format(
    "okx-fills", "OKX fills and orders", Shape.Json | Shape.Csv, "instId", "side", "fillSz", "fillPx", "fee", "feeCcy", "tradeId|billId")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("instId");
        bool isOrder = row.Has("accFillSz"), isBuy = row.IsBuy("side");
        ulong order = Keys.Of(row.Cell("ordId"));
        if (row.NumberOrZero("fillSz") > 0)
        {
            Market market = row.Is("instType", "SPOT") || row.Is("instType", "MARGIN") || symbol.Market == Market.Unknown
                ? Market.Spot
                : Market.Linear;
            Execution fill = sink.Fill(
                row, symbol, isBuy, row.Positive(isOrder ? "accFillSz" : "fillSz"), row.Positive(isOrder ? "avgPx|fillPx" : "fillPx"),
                row.Time("fillTime|ts"), market);
            Sink.Fee(fill, symbol, -row.NumberOrZero("fee"), row.Text("feeCcy"));
            fill.Grain = isOrder ? Grain.OrderSoFar : Grain.Execution;
            fill.SetId(isOrder || row.IsEmpty("billId") ? row.Cell("tradeId") : row.Cell("billId"));
            fill.OrderKey = order;
            fill.InContracts = market == Market.Linear;
            fill.PositionSide = row.PositionSide("posSide");
            fill.ReduceOnly = row.IsTrue("reduceOnly") && fill.PositionSide == PositionSide.Both;
            fill.Realized = row.NumberOrNull("fillPnl");
            fill.TellsReductions = market == Market.Linear && (fill.Realized is not null || fill.PositionSide != PositionSide.Both);
        }
        decimal stop = row.NumberOrNull("slTriggerPx") ?? row.NumberOrZero("attachAlgoOrds.0.slTriggerPx");
        if (stop > 0)
        {
            sink.Add(new StopOrder
            {
                Symbol = symbol.Name, Market = symbol.Market, IsBuy = !isBuy, Trigger = stop, OrderKey = order,
                PositionSide = row.PositionSide("posSide"), TimeMs = row.Time("cTime|fillTime|ts"),
            });
        }
        if (sink.Records.Count == 0) sink.LeaveOut("order without a fill or a stop");
    }
}
