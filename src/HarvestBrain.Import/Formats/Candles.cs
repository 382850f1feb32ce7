using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>What all formats of bars have in common.</summary>
internal abstract class CandleFormat(string name, string title, Shape shapes, params string[] required)
    : Format(name, title, shapes, required)
{
    public override Gives Gives => Gives.Prices;

    /// <summary>Adds a bar. One that contradicts itself refuses the row.</summary>
    protected static void Add(Row row, Sink sink, SymbolName symbol, long from, long to, string open, string high, string low, string close)
    {
        decimal o = row.Positive(open), h = row.Positive(high), l = row.Positive(low), c = row.Positive(close);
        if (row.Problem is not null || row.Waits) return;
        if (h < Math.Max(o, c) || l > Math.Min(o, c) || (to != 0 && to < from))
            row.Fail(new Problem("BarImpossible", $"open {o}, high {h}, low {l}, close {c}"));
        sink.Add(new Bar { Symbol = symbol.Name, Market = symbol.Market, TimeMs = from, ToMs = to, Open = o, High = h, Low = l,
            Close = c });
    }

    protected static void AddPoint(Row row, Sink sink, SymbolName symbol, long time, decimal price) => sink.Add(new Bar
    {
        Symbol = symbol.Name, Market = symbol.Market, TimeMs = time, ToMs = time, IsPoint = true, Open = price, High = price, Low = price,
            Close = price,
    });

    protected static bool IsTime(Row row, string name) =>
        decimal.TryParse(row.Cell(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
            out decimal number) && number > 1e9m;

    protected static bool IsNumber(Row row, string name) =>
        Numbers.TryRead(row.Cell(name), commaIsDecimal: false, out _) && !row.IsEmpty(name);
}

/// <summary>Binance klines without header: twelve columns; milliseconds, microseconds of spot from 2025 on.</summary>
internal sealed class BinanceKlines()
    : CandleFormat("binance-klines", "Binance klines", Shape.Csv, "0", "1", "2", "3", "4", "5", "6", "7", "8")
{
    public override bool HasNoHeader => true;

    public override bool Accepts(Row row) => IsTime(row, "0") && IsTime(row, "6") && IsNumber(row, "1") && IsNumber(row, "4");

    public override void Read(Row row, Sink sink) => Add(row, sink, row.Symbol(""), row.Time("0"), row.Time("6"), "1", "2", "3", "4");
}

/// <summary>Binance klines with the header that those of futures have since 2022.</summary>
internal sealed class BinanceKlinesWithHeader() : CandleFormat(
    "binance-klines-header", "Binance klines with header", Shape.Csv, "open_time", "open", "high", "low", "close", "volume", "close_time")
{
    public override void Read(Row row, Sink sink) =>
        Add(row, sink, row.Symbol("symbol"), row.Time("open_time"), row.Time("close_time"), "open", "high", "low", "close");
}

/// <summary>Binance aggTrades without header: the best prices there are.</summary>
internal sealed class BinanceAggTrades()
    : CandleFormat("binance-aggtrades", "Binance aggTrades", Shape.Csv, "0", "1", "2", "3", "4", "5", "6")
{
    public override bool HasNoHeader => true;

    public override bool Accepts(Row row) => IsTime(row, "5") && row.Cell("6") is "True" or "true" or "False" or "false";

    public override void Read(Row row, Sink sink) => AddPoint(row, sink, row.Symbol(""), row.Time("5"), row.Positive("1"));
}

/// <summary>Binance trades without header.</summary>
internal sealed class BinanceTradePrices()
    : CandleFormat("binance-trades", "Binance trades (prices)", Shape.Csv, "0", "1", "2", "3", "4", "5")
{
    public override bool HasNoHeader => true;

    public override bool Accepts(Row row) => IsTime(row, "4") && row.Cell("5") is "True" or "true" or "False" or "false";

    public override void Read(Row row, Sink sink) => AddPoint(row, sink, row.Symbol(""), row.Time("4"), row.Positive("1"));
}

/// <summary>Binance aggTrades and trades with header.</summary>
internal sealed class BinanceTradePricesWithHeader() : CandleFormat(
    "binance-trades-header", "Binance aggTrades and trades with header", Shape.Csv, "agg_trade_id|id", "price", "quantity|qty",
    "transact_time|time", "is_buyer_maker")
{
    public override void Read(Row row, Sink sink) =>
        AddPoint(row, sink, row.Symbol("symbol"), row.Time("transact_time|time"), row.Positive("price"));
}

/// <summary>Candles as arrays, in JSON: freqtrade's data, ccxt's fetchOHLCV, klines of Binance, Bybit and OKX.</summary>
internal sealed class CandleArrays()
    : CandleFormat("ohlcv-json", "candles as JSON arrays (freqtrade, ccxt, REST klines)", Shape.Json, "0", "1", "2", "3", "4")
{
    public override bool Accepts(Row row) => ((JsonRow)row).Element.ValueKind == System.Text.Json.JsonValueKind.Array && IsTime(row, "0");

    public override void Read(Row row, Sink sink)
    {
        string outer = ((JsonRow)row).Outer("symbol");
        SymbolName symbol = outer.Length > 0 ? row.File.Symbols.Of(outer) : row.Symbol("");
        Add(row, sink, symbol, row.Time("0"), 0, "1", "2", "3", "4");
    }
}

/// <summary>Any table of bars with these columns: exports of TradingView, Yahoo, CryptoDataDownload and many more. A day without a time is
/// the exchange's day.</summary>
internal sealed class GenericBars() : CandleFormat(
    "ohlc-csv", "a table of bars (time, open, high, low, close)", Shape.Csv, "unix|timestamp|time|datetime|date|open_time", "open", "high",
    "low", "close")
{
    public override void Read(Row row, Sink sink)
    {
        const string Time = "unix|timestamp|time|datetime|date|open_time";
        SymbolName symbol = row.Symbol("symbol|ticker");
        bool isDay = row.Cell(Time).Length is > 0 and <= 10 && row.Cell(Time).IndexOfAny('-', '/', '.') > 0;
        if (isDay) DailyBars.Add(row, sink, symbol, Time, "open", "high", "low", "close", Add);
        else Add(row, sink, symbol, row.Time(Time), 0, "open", "high", "low", "close");
    }
}

/// <summary>stooq's bulk files; the ticker has its market behind a point, which fills have not.</summary>
internal sealed class StooqBars() : CandleFormat(
    "stooq", "stooq", Shape.Csv, "<TICKER>", "<PER>", "<DATE>", "<TIME>", "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>")
{
    public override void Read(Row row, Sink sink)
    {
        string ticker = row.Text("<TICKER>");
        int point = ticker.LastIndexOf('.');
        SymbolName symbol = row.File.Symbols.Of(point > 0 ? ticker.AsSpan(0, point) : ticker);
        if (row.Is("<PER>", "D"))
        {
            DailyBars.Add(row, sink, symbol, "<DATE>", "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>", Add);
            return;
        }
        string text = $"{row.Cell("<DATE>")} {row.Cell("<TIME>")}";
        TimeOutcome outcome = row.File.ClockOf("<DATE>").Read(text, out long from);
        if (outcome == TimeOutcome.NeedsZone) row.Ask(Question.Zone(row.File));
        else if (outcome != TimeOutcome.Read) row.Fail(Row.TimeProblem(outcome, "<DATE>", text));
        decimal minutes = row.Positive("<PER>");
        Add(row, sink, symbol, from, from + (long)(Math.Min(minutes, 100_000) * 60_000) - 1, "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>");
    }
}

/// <summary>A table of single prices.</summary>
internal sealed class GenericPrices()
    : CandleFormat("prices-csv", "a table of prices (time, price)", Shape.Csv, "timestamp|time|datetime|date", "price")
{
    public override bool Accepts(Row row) => !row.Has("side") && !row.Has("Type") && !row.Has("type");

    public override void Read(Row row, Sink sink) =>
        AddPoint(row, sink, row.Symbol("symbol|ticker"), row.Time("timestamp|time|datetime|date"), row.Positive("price"));
}

/// <summary>Bars of a day, which have a date and no time: from midnight to midnight of the exchange's zone.</summary>
internal static class DailyBars
{
    internal delegate void AddBar(Row row, Sink sink, SymbolName symbol, long from, long to, string open, string high, string low,
        string close);

    public static void Add(Row row, Sink sink, SymbolName symbol, string date, string open, string high, string low, string close,
        AddBar add)
    {
        Clock clock = row.File.ClockOf(date);
        string text = row.Text(date);
        TimeOutcome outcome = clock.Midnight(text, out long from);
        if (outcome == TimeOutcome.Read) outcome = clock.NextMidnight(text, out long next) is TimeOutcome.Read ? Bar(next)
            : TimeOutcome.Invalid;
        if (outcome == TimeOutcome.NeedsZone) row.Ask(Question.Zone(row.File));
        else if (outcome != TimeOutcome.Read) row.Fail(Row.TimeProblem(outcome, date, text));

        TimeOutcome Bar(long next)
        {
            add(row, sink, symbol, from, next - 1, open, high, low, close);
            return TimeOutcome.Read;
        }
    }
}
