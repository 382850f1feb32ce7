using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>nautilus_trader's fills report: one row a fill; the commission has its currency in the cell. The venue behind the point is
/// dropped.</summary>
internal sealed class NautilusFills() : Format(
    "nautilus-fills", "nautilus_trader fills report", Shape.Csv | Shape.Json, "instrument_id", "trade_id", "order_side", "last_qty",
    "last_px", "ts_event")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = Nautilus.Symbol(row);
        Execution fill = sink.Fill(row, symbol, row.IsBuy("order_side"), row.Positive("last_qty"), row.Positive("last_px"),
            row.Time("ts_event"));
        decimal fee = row.Amount("commission", out string asset);
        Sink.Fee(fill, symbol, fee, asset);
        fill.SetId(row.Cell("trade_id"));
        fill.OrderKey = Keys.Of(row.Cell("client_order_id"));
        if (row.Has("position_id") && !row.IsEmpty("position_id")) fill.Position = row.Text("position_id");
    }
}

/// <summary>nautilus_trader's orders report: triggers of stop orders; what filled counts where no fill tells it.</summary>
internal sealed class NautilusOrders() : Format(
    "nautilus-orders", "nautilus_trader orders report", Shape.Csv | Shape.Json, "instrument_id", "client_order_id", "side", "filled_qty",
    "avg_px", "ts_init")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = Nautilus.Symbol(row);
        long time = row.IsEmpty("ts_last") ? row.Time("ts_init") : row.Time("ts_last");
        bool isBuy = row.IsBuy("side"), reduces = row.IsTrue("is_reduce_only|reduce_only");
        if (row.NumberOrZero("filled_qty") > 0)
        {
            Execution fill = sink.Fill(row, symbol, isBuy, row.Positive("filled_qty"), row.Positive("avg_px"), time);
            fill.Grain = Grain.OrderSoFar;
            fill.OrderKey = Keys.Of(row.Cell("client_order_id"));
            fill.ReduceOnly = reduces;
        }
        if (reduces && row.NumberOrZero("trigger_price") > 0)
        {
            sink.Add(new StopOrder
            {
                Symbol = symbol.Name, Market = symbol.Market, IsBuy = isBuy, Trigger = row.Positive("trigger_price"),
                    TimeMs = row.Time("ts_init"),
            });
        }
        if (sink.Records.Count == 0) sink.LeaveOut("order without a fill or a stop");
    }
}

/// <summary>What nautilus_trader's formats have in common.</summary>
internal static class Nautilus
{
    public static SymbolName Symbol(Row row)
    {
        ReadOnlySpan<char> id = row.Cell("instrument_id");
        int point = id.LastIndexOf('.');
        return row.File.Symbols.Of(point > 0 ? id[..point] : id);
    }
}
