using System.Globalization;
using System.Text;

namespace HarvestBrain.SessionGeneration;

/// <summary>
/// The fills of a session's first symbol as three producers export them, and its prices as bars of a minute: what <c>harvestbrain import</c>
/// reads. All three tell the same trades; only freqtrade tells the stops.
/// </summary>
public static class SessionExport
{
    private const long MinuteMilliseconds = 60_000;
    private const decimal FeeRate = 0.0004m;

    /// <summary>The files, by name.</summary>
    /// <param name="options">What session; only its first symbol is exported.</param>
    public static IReadOnlyDictionary<string, string> Files(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<(SessionEvent Event, long Time)> events = Happened(options with { Symbols = 1 });
        List<Execution> fills = Executions(events);
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["binance-trades_UTC.csv"] = Binance(fills),
            ["ccxt-trades.json"] = Ccxt(fills),
            ["freqtrade-trades.json"] = Freqtrade(fills),
            ["ETHUSDT-1m.csv"] = Klines(events),
        };
    }

    private static List<(SessionEvent Event, long Time)> Happened(SessionOptions options)
    {
        var root = new Prng(options.Seed);
        var clock = new SessionClock(root.Fork(), options.Symbols);
        var lane = new SymbolLane(SymbolProfile.At(0), root.Fork(), new SessionIds());
        var happened = new Queue<SessionEvent>();
        List<(SessionEvent Event, long Time)> events = [];
        while (events.Count < options.Entries)
        {
            if (happened.Count == 0) lane.Advance(happened);
            events.Add((happened.Dequeue(), clock.UnixMilliseconds));
            clock.Advance(soon: happened.Count > 0);
        }
        return events;
    }

    /// <summary>Fills with what each realised. One that flips is two: freqtrade's trades end flat.</summary>
    private static List<Execution> Executions(List<(SessionEvent Event, long Time)> events)
    {
        List<Execution> fills = [];
        (decimal held, decimal entry, int trade) = (0, 0, 0);
        foreach ((SessionEvent e, long time) in events.Where(happened => happened.Event.IsFill))
        {
            decimal left = e.Quantity;
            if (held != 0 && held > 0 != e.IsBuy)
            {
                decimal closed = Math.Min(left, Math.Abs(held));
                Add(closed, closed * (e.Price - entry) * Math.Sign(held));
                held -= Math.Sign(held) * closed;
                left -= closed;
            }
            if (left == 0) continue;
            if (held == 0) trade++;
            entry = ((entry * Math.Abs(held)) + (e.Price * left)) / (Math.Abs(held) + left);
            held += e.IsBuy ? left : -left;
            Add(left, 0);

            void Add(decimal quantity, decimal realized) => fills.Add(new Execution(
                e.Symbol.Name, e.IsBuy, quantity, e.Price, decimal.Round(quantity * e.Price * FeeRate, 8), decimal.Round(realized, 8), time, fills.Count + 1,
                trade, realized != 0 || (held != 0 && held > 0 != e.IsBuy), e.StopLoss));
        }
        return fills;
    }

    // Newest first, to the second: as it is downloaded.
    private static string Binance(List<Execution> fills) => Lines(
        "Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID",
        Enumerable.Reverse(fills).Select(fill => Text(
            $"{Utc(fill.Time):yy-MM-dd HH:mm:ss},{fill.Symbol},{Side(fill)},{fill.Price},{fill.Quantity},{fill.Quantity * fill.Price},{fill.Fee} USDT,{fill.Realized},{(fill.IsBuy ? "true" : "false")},false,{fill.Id},{fill.Trade}")));

    private static string Ccxt(List<Execution> fills) => "[\n" + string.Join(",\n", fills.Select(fill => Text(
        $$"""{"id":"{{fill.Id}}","timestamp":{{fill.Time}},"symbol":"ETH/USDT:USDT","order":"{{fill.Trade}}","takerOrMaker":"taker","side":"{{(fill.IsBuy ? "buy" : "sell")}}","price":{{fill.Price}},"amount":{{fill.Quantity * 100}},"cost":{{fill.Quantity * fill.Price}},"fee":{"cost":{{fill.Fee}},"currency":"USDT"} }"""))) + "\n]\n";

    private static string Freqtrade(List<Execution> fills)
    {
        IEnumerable<string> trades = fills.GroupBy(fill => fill.Trade).Select(trade =>
        {
            Execution first = trade.First();
            string stop = trade.Select(fill => fill.Stop).FirstOrDefault(stop => stop is not null) is { } known ? Text($"{known}") : "null";
            string orders = string.Join(",", trade.Select(fill => Text(
                $$"""{"amount":{{fill.Quantity}},"safe_price":{{fill.Price}},"ft_order_side":"{{(fill.IsBuy ? "buy" : "sell")}}","order_filled_timestamp":{{fill.Time}},"ft_is_entry":{{(fill.Reduces ? "false" : "true")}} }""")));
            return Text(
                $$"""{"trade_id":{{first.Trade}},"pair":"ETH/USDT:USDT","is_short":{{(first.IsBuy ? "false" : "true")}},"open_rate":{{first.Price}},"amount":{{first.Quantity}},"fee_open":{{FeeRate}},"fee_close":{{FeeRate}},"initial_stop_loss_abs":{{stop}},"open_timestamp":{{first.Time}},"orders":[{{orders}}]}""");
        });
        return "[\n" + string.Join(",\n", trades) + "\n]\n";
    }

    private static string Klines(List<(SessionEvent Event, long Time)> events) => Lines(null, events
        .Where(happened => happened.Event.Status == EventStatus.PriceUpdate)
        .GroupBy(happened => happened.Time / MinuteMilliseconds)
        .Select(minute => Text(
            $"{minute.Key * MinuteMilliseconds},{minute.First().Event.Price},{minute.Max(e => e.Event.Price)},{minute.Min(e => e.Event.Price)},{minute.Last().Event.Price},0,{((minute.Key + 1) * MinuteMilliseconds) - 1},0,0,0,0,0")));

    private static DateTime Utc(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime;

    private static string Side(Execution fill) => fill.IsBuy ? "BUY" : "SELL";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Lines(string? header, IEnumerable<string> rows)
    {
        var text = new StringBuilder();
        if (header is not null) text.Append(header).Append('\n');
        foreach (string row in rows) text.Append(row).Append('\n');
        return text.ToString();
    }

    private sealed record Execution(
        string Symbol, bool IsBuy, decimal Quantity, decimal Price, decimal Fee, decimal Realized, long Time, int Id, int Trade, bool Reduces, decimal? Stop);
}
