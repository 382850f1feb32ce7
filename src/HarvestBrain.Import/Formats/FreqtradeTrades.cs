using System.Globalization;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// freqtrade's trades, of a backtest result or of its database: each order where the trade lists them, else entry and exit. The fee is a
/// rate. The initial stop is <c>initial_stop_loss_abs</c>; its ratio is leveraged. More than half of the price away it is freqtrade's
/// default and no risk.
/// </summary>
internal sealed class FreqtradeTrades() : Format(
    "freqtrade", "freqtrade trades and backtest results", Shape.Json, "pair", "open_rate", "fee_open", "open_timestamp|open_date",
    "amount|orders")
{
    private const decimal NoRisk = 0.5m;

    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("pair");
        bool isShort = row.IsTrue("is_short");
        decimal stop = row.NumberOrZero("initial_stop_loss_abs"), open = row.Positive("open_rate");
        bool isDefault = stop > 0 && open > 0 && Math.Abs(open - stop) > open * NoRisk;
        int count = ((JsonRow)row).Elements("orders").Count(order => order.ValueKind == System.Text.Json.JsonValueKind.Object);
        if (count > 0) ReadOrders(row, sink, symbol, count);
        else ReadTrade(row, sink, symbol, isShort);
        bool first = true;
        foreach (Execution fill in sink.Records.OfType<Execution>())
        {
            fill.Market = symbol.Market == Market.Unknown ? Market.Spot : symbol.Market;
            fill.TellsReductions = true;
            if (fill.ReduceOnly || !first) continue;
            first = false;
            fill.Stop = isDefault ? 0 : stop;
            fill.RiskSource = isDefault ? "default" : stop > 0 ? "file" : null;
        }
        if (sink.Records.Count == 0) sink.LeaveOut("trade without a filled order");
        else AddFunding(row, sink, symbol);
    }

    // Positive = received. The sum of all funding of the trade, which is told once: it belongs to what its last exit closes.
    private static void AddFunding(Row row, Sink sink, SymbolName symbol)
    {
        decimal received = row.NumberOrZero("funding_fees");
        if (received == 0 || row.Problem is not null) return;
        Execution last = sink.Records.OfType<Execution>().MaxBy(fill => fill.TimeMs)!;
        string trade = row.Text(row.IsEmpty("trade_id") ? "open_timestamp|open_date" : "trade_id");
        sink.Add(new Funding
        {
            Symbol = symbol.Name, Market = last.Market, TimeMs = last.ReduceOnly ? last.TimeMs : last.TimeMs + 1, Fee = -received,
            Id = $"{trade}:funding",
        });
    }

    private static void ReadTrade(Row row, Sink sink, SymbolName symbol, bool isShort)
    {
        decimal quantity = row.Positive("amount");
        Add(row, sink, symbol, !isShort, quantity, row.Number("open_rate"), Time(row, "open"), Fee(row, "open"), reduces: false, 0);
        if (row.IsTrue("is_open") || row.IsEmpty("close_rate")) return;
        Add(row, sink, symbol, isShort, quantity, row.Positive("close_rate"), Time(row, "close"), Fee(row, "close"), reduces: true, 1);
    }

    private static void ReadOrders(Row row, Sink sink, SymbolName symbol, int count)
    {
        for (int i = 0; i < count; i++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"orders.{i}.");
            if (row.IsEmpty(at + "order_filled_timestamp")) continue; // never filled
            bool isEntry = row.IsTrue(at + "ft_is_entry");
            Add(
                row, sink, symbol, row.IsBuy(at + "ft_order_side"), row.Positive($"{at}filled|{at}amount"),
                row.Positive($"{at}safe_price|{at}average"),
                row.Time(at + "order_filled_timestamp"), row.NumberOrZero(isEntry ? "fee_open" : "fee_close"), reduces: !isEntry, i);
        }
    }

    private static void Add(
        Row row, Sink sink, SymbolName symbol, bool isBuy, decimal quantity, decimal price, long time, decimal rate, bool reduces,
        int index)
    {
        Execution fill = sink.Fill(row, symbol, isBuy, quantity, price, time);
        if (row.Problem is not null) return;
        fill.Fee = rate * quantity * price;
        fill.ReduceOnly = reduces;
        if (!row.IsEmpty("trade_id")) fill.TextId = string.Create(CultureInfo.InvariantCulture, $"{row.Cell("trade_id")}:{index}");
    }

    private static decimal Fee(Row row, string which) => row.NumberOrZero("fee_" + which);

    private static long Time(Row row, string which) => row.Time(row.IsEmpty(which + "_timestamp") ? which + "_date" : which + "_timestamp");
}
