using HarvestBrain.Import.Tests.Story;
using static System.FormattableString;

namespace HarvestBrain.Import.Tests.Formats;

internal sealed class IbFlexCsv : Dialect
{
    public override string Format => "ib-flex";

    public override StoryRules Rules { get; } = new() { TickMs = 1000, MayShareTime = false };

    public override ImportOptions Options { get; } = new() { Zone = "America/New_York" };

    public override bool TellsReductions => true;

    // January: New York is five hours behind.
    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "\"ClientAccountID\",\"CurrencyPrimary\",\"AssetClass\",\"Symbol\",\"DateTime\",\"Quantity\",\"TradePrice\",\"Taxes\",\"Buy/Sell\",\"IBCommission\",\"IBCommissionCurrency\",\"IBExecID\",\"LevelOfDetail\",\"Open/CloseIndicator\",\"Multiplier\"",
        fills.Select(fill => Invariant(
            $"\"U0\",\"USDT\",\"STK\",\"{fill.Pair.Name}\",\"{Time(fill.TimeMs - 18_000_000, "yyyyMMdd;HHmmss")}\",\"{(fill.IsBuy ? fill.Traded : -fill.Traded)}\",\"{fill.Price}\",\"0\",\"{Side(fill)}\",\"{-fill.QuoteFee}\",\"USDT\",\"0000e0c2.{fill.Id}.01.01\",\"EXECUTION\",\"{(fill.Reduces ? "C" : "O")}\",\"1\"")));
}

internal sealed class IbFlexXml : Dialect
{
    public override string Format => "ib-flex";

    public override string FileName => "flex.xml";

    public override StoryRules Rules { get; } = new() { TickMs = 1000, MayShareTime = false };

    public override ImportOptions Options { get; } = new() { Zone = "UTC" };

    public override bool TellsReductions => true;

    public override string Write(IReadOnlyList<StoryFill> fills) => "<FlexQueryResponse queryName=\"q\"><FlexStatements count=\"1\"><FlexStatement accountId=\"U0\"><Trades>\n"
        + string.Concat(fills.Select(fill => Invariant(
            $"<Trade accountId=\"U0\" symbol=\"{fill.Pair.Name}\" currency=\"USDT\" assetCategory=\"STK\" multiplier=\"1\" dateTime=\"{Time(fill.TimeMs, "yyyy-MM-dd;HH:mm:ss")}\" quantity=\"{(fill.IsBuy ? fill.Traded : -fill.Traded)}\" tradePrice=\"{fill.Price}\" taxes=\"0\" ibCommission=\"{-fill.QuoteFee}\" ibCommissionCurrency=\"USDT\" openCloseIndicator=\"{(fill.Reduces ? "C" : "O")}\" buySell=\"{Side(fill)}\" ibExecID=\"e.{fill.Id}.01\" levelOfDetail=\"EXECUTION\"/>\n")))
        + "</Trades></FlexStatement></FlexStatements></FlexQueryResponse>";
}

internal sealed class IbActivity : Dialect
{
    public override string Format => "ib-activity";

    public override StoryRules Rules { get; } = new() { TickMs = 1000, MayShareTime = false };

    public override ImportOptions Options { get; } = new() { Zone = "UTC" };

    public override bool TellsReductions => true;

    // Every order stands before its trades: whoever takes both has twice as much.
    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "Statement,Header,Field Name,Field Value\nStatement,Data,Title,Activity Statement\nTrades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,Comm/Fee,Basis,Realized P/L,MTM P/L,Code",
        fills.SelectMany(fill => new[] { Row("Order", fill), Row("Trade", fill) }).Append("Trades,SubTotal,,Stocks,USD,X,,100,,,-5000,-1,5001,0,0,"));

    private static string Row(string grain, StoryFill fill) => Invariant(
        $"Trades,Data,{grain},Stocks,USDT,{fill.Pair.Name},\"{Time(fill.TimeMs, "yyyy-MM-dd, HH:mm:ss")}\",{(fill.IsBuy ? fill.Traded : -fill.Traded)},\"{fill.Price:#,0.00}\",50,-1,{-fill.QuoteFee},1,0,0,{(fill.Reduces ? "C;P" : "O")}");
}

internal sealed class Mt5 : Dialect
{
    public override string Format => "mt5-deals";

    public override StoryRules Rules { get; } = new() { TickMs = 1000 };

    public override ImportOptions Options { get; } = new()
    {
        Zone = "Europe/Athens",
        ContractSizes = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["BTCUSDT"] = 10, ["ETHUSDT"] = 100 },
    };

    public override bool TellsReductions => true;

    public override string Symbol(StoryFill fill) => $"{fill.Pair.Name}#{fill.Trade}";

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "Time,Deal,Symbol,Type,Direction,Volume,Price,Order,Commission,Fee,Swap,Profit,Position",
        fills.Select(fill => Invariant(
            $"{Time(fill.TimeMs + 7_200_000, "yyyy.MM.dd HH:mm:ss")},{fill.Id},{fill.Pair.Name},{(fill.IsBuy ? "buy" : "sell")},{(fill.Reduces ? "out" : "in")},{fill.Traded / (fill.Pair.Base == "BTC" ? 10 : 100)},{Price(fill)},{fill.Order},{-fill.QuoteFee / 2},{-(fill.QuoteFee - (fill.QuoteFee / 2))},0.00,0,{fill.Trade}")));

    private static string Price(StoryFill fill) => Invariant($"{fill.Price:#,0.00}").Replace(",", " ", StringComparison.Ordinal);
}

internal sealed class TradingView : Dialect
{
    public override string Format => "tradingview-trades";

    public override StoryRules Rules { get; } = new() { TickMs = 60_000, IsSimple = true, HasFees = false, MayShareTime = false, Pairs = 1 };

    public override ImportOptions Options { get; } = new() { Zone = "UTC", Symbols = ["BTCUSDT"] };

    public override bool IsARowAFill => false;

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "Trade #,Type,Date and time,Signal,Price USDT,Size (qty),Size (value),Net P&L USDT,Cumulative P&L USDT",
        fills.GroupBy(fill => fill.Trade).SelectMany(trade => trade.OrderByDescending(fill => fill.Id).Select(fill => Invariant(
            $"{fill.Trade},{(fill.Reduces ? "Exit" : "Entry")} {(fill.IsBuy != fill.Reduces ? "long" : "short")},{Time(fill.TimeMs, "yyyy-MM-dd HH:mm")},s,{fill.Price},{fill.Traded},1,0,0"))));
}

internal sealed class AlpacaUpdates : Dialect
{
    public override string Format => "alpaca-trade-updates";

    public override string FileName => "updates.ndjson";

    public override StoryRules Rules { get; } = new() { HasFees = false, MayShareTime = false };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(null, fills.Select(fill => Invariant(
        $$"""{"stream":"trade_updates","data":{"event":"fill","execution_id":"exec-{{fill.Id}}","price":"{{fill.Price}}","qty":"{{fill.Traded}}","position_qty":"1","timestamp":"{{Time(fill.TimeMs, "yyyy-MM-ddTHH:mm:ss.fff")}}000000Z","order":{"id":"{{fill.Order}}","symbol":"{{fill.Pair.Name}}","side":"{{(fill.IsBuy ? "buy" : "sell")}}","qty":"99","filled_qty":"98","filled_avg_price":"1"} } }""")));
}

internal sealed class Fix : Dialect
{
    public override string Format => "fix";

    public override string FileName => "messages.log";

    public override StoryRules Rules { get; } = new() { MayShareTime = false };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(null, fills.Select(fill => Invariant(
        $"8=FIX.4.4\u00019=1\u000135=8\u000137=O{fill.Order}\u000117=E{fill.Id}\u0001150=F\u000139=2\u000138=999\u000114=998\u000131={fill.Price}\u000132={fill.Traded}\u000155={fill.Pair.Name}\u000154={(fill.IsBuy ? 1 : 2)}\u000115=USDT\u000160={Time(fill.TimeMs, "yyyyMMdd-HH:mm:ss.fff")}\u000112={fill.QuoteFee}\u000113=3\u000110=0\u0001")));
}

internal sealed class Mapped : Dialect
{
    public override string Format => "csv";

    public override StoryRules Rules { get; } = new() { TickMs = 1000 };

    public override ImportOptions Options { get; } = new()
    {
        Zone = "UTC",
        Map = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["symbol"] = "Markt", ["side"] = "Richtung", ["qty"] = "Menge", ["price"] = "Kurs", ["time"] = "Zeit", ["fee"] = "Gebühr", ["id"] = "Nr",
        },
    };

    // Semicolons and decimal commas, as a spreadsheet of most of Europe writes them.
    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "Zeit;Markt;Richtung;Menge;Kurs;Gebühr;Nr",
        fills.Select(fill => string.Join(';', Time(fill.TimeMs, "yyyy-MM-dd HH:mm:ss"), fill.Pair.Name, Side(fill), Comma(fill.Traded), Comma(fill.Price), Comma(fill.QuoteFee), Invariant($"{fill.Id}"))));

    private static string Comma(decimal value) => Invariant($"{value}").Replace('.', ',');
}
