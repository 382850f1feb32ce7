using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Rules;

/// <summary>What is not told is asked for, what cannot be right is refused by name, and nothing is written.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void FeesOfOneTrade_InTwoAssets_AreRefused_AndOfOneAssetAdded()
    {
        const string Trade = """[{"timestamp":1700000000000,"symbol":"ETH/USDT","id":"1","side":"buy","price":2000,"amount":1,"cost":2000,"fees":[{"cost":0.5,"currency":"USDT"},{"cost":0.25,"currency":"ASSET"}]}]""";

        ImportResult refused = Imports.Read([Imports.Input("t.json", Trade.Replace("ASSET", "BNB", StringComparison.Ordinal))], new ImportOptions());

        Assert.Equal(ImportStatus.Refused, refused.Status);
        Assert.Contains("t.json:1: FeesOfTwoAssets(USDT and BNB)", Imports.Table(refused), StringComparison.Ordinal);
        Assert.Equal(["BUY 1 at 2000 fee 0.75"], Texts.Fills(Imports.Lines(new ImportOptions(), Imports.Input("t.json", Trade.Replace("ASSET", "USDT", StringComparison.Ordinal)))));
    }

    [Fact]
    public void Zone_ThatNothingTells_IsAskedFor() => Asks(
        "to be told: trades.csv: its times name no time zone", new ImportOptions(), Futures("26-01-05 10:00:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1"));

    [Theory]
    [InlineData("Trades(UTC+3).csv", 1_767_596_400_000)]
    [InlineData("Trades_UTC-5.csv", 1_767_625_200_000)]
    [InlineData("Trades (UTC).csv", 1_767_607_200_000)]
    public void Zone_OfTheFilesName_Counts(string name, long expected)
    {
        ImportInput file = Futures("26-01-05 10:00:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1") with { Name = name };

        string line = Assert.Single(Imports.Lines(new ImportOptions { Zone = "Asia/Tokyo" }, file));

        Assert.Equal(expected.ToString(System.Globalization.CultureInfo.InvariantCulture), Member(line, "timestamp"));
    }

    [Theory]
    [InlineData("26-10-25 03:30:00", "TimeAmbiguous")]
    [InlineData("26-03-29 03:30:00", "TimeImpossible")]
    [InlineData("05/01/2026 10:00", "TimeInvalid(Time|Date(UTC)|Time(UTC): '05/01/2026 10:00' may have the day or the month first")]
    [InlineData("20260105", "TimeInvalid")]
    [InlineData("45658.43", "TimeInvalid")]
    [InlineData("", "CellMissing")]
    public void Time_ThatIsNone_IsRefusedByLine(string time, string expected) => Refuses(
        $"refused: trades.csv:3: {expected}", new ImportOptions { Zone = "Europe/Athens" },
        Futures("26-01-05 10:00:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1", $"{time},ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,2,1"));

    [Fact]
    public void ContractSize_ThatNothingTells_IsAskedFor() => Asks(
        "to be told: BTCUSDT: quantities are in contracts", new ImportOptions(), Imports.Input("f.json",
            """{"side":"buy","fillSz":"12","fillPx":"1","fee":"-0.1","feeCcy":"USDT","instType":"SWAP","instId":"BTC-USDT-SWAP","tradeId":"1","ts":"1711299901843"}"""));

    [Theory]
    [InlineData("""{"side":"buy","fillSz":"12","fillPx":"1","fee":"-0.1","feeCcy":"BTC","instType":"SWAP","instId":"BTC-USD-SWAP","tradeId":"1","ts":"1711299901843"}""")]
    [InlineData("""{"category":"inverse","symbol":"BTCUSD","side":"Buy","execQty":"1","execPrice":"1","execFee":"0","execId":"a","execType":"Trade","execTime":"1700000000000"}""")]
    [InlineData("""{"timestamp":1711299901843,"symbol":"BTC/USD:BTC","id":"1","side":"buy","price":1,"amount":1,"cost":1,"fee":null}""")]
    [InlineData("""{"symbol":"BTCUSD_PERP","id":1,"orderId":1,"side":"BUY","price":"1","qty":"1","commission":"0","commissionAsset":"BTC","time":1711299901843}""")]
    public void InverseContract_IsRefusedByName(string row) => Refuses("InverseContract(BTCUSD", new ImportOptions(), Imports.Input("f.json", row));

    [Fact]
    public void ContractSizes_ThatDiffer_AreRefused() => Refuses("ContractSizeUnequal", new ImportOptions(), Imports.Input("t.json", """
        [{"timestamp":1711299901843,"symbol":"X/USDT:USDT","id":"1","side":"buy","price":2,"amount":1,"cost":200,"fee":null},
         {"timestamp":1711299901844,"symbol":"X/USDT:USDT","id":"2","side":"buy","price":2,"amount":1,"cost":20,"fee":null}]
        """));

    [Fact]
    public void Overlap_OfFilesWithoutIdsThatDisagree_IsRefused()
    {
        const string First = "2026-01-05 10:00:00,ETHUSDT,BUY,100,1ETH,100USDT,0USDT", Middle = "2026-01-05 11:00:00,ETHUSDT,BUY,101,1ETH,101USDT,0USDT";
        const string Last = "2026-01-05 12:00:00,ETHUSDT,BUY,102,1ETH,102USDT,0USDT";

        Refuses("OverlapUnequal(ETHUSDT", new ImportOptions(), Spot(First, Middle, Middle, Last), Spot(First, Middle, Last));
        Assert.Equal(4, Imports.Lines(new ImportOptions(), Spot(First, Middle, Middle, Last), Spot(First, Middle, Middle, Last)).Length);
        // One that ends there may have been cut.
        Assert.Equal(4, Imports.Lines(new ImportOptions(), Spot(First, Middle, Middle, Last), Spot(First, Middle)).Length);
    }

    [Fact]
    public void Execution_ToldTwiceWithOtherNumbers_IsRefused() => Refuses(
        "refused: trades.csv:3: ExecutionChanged(1 was 1 at 100 in trades.csv:2, is 1 at 101)", new ImportOptions { Zone = "UTC" }, Futures(
            "26-01-05 10:00:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1", "26-01-05 10:00:00,ETHUSDT,BUY,101,1,100,0 USDT,0,true,false,1,1"));

    [Fact]
    public void Prices_OfAnotherSymbol_AreNotEnough()
    {
        ImportInput fills = Futures("26-01-05 10:00:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1");
        ImportInput prices = Imports.Input("BTCUSDT-1m-2026-01.csv", Klines(1_767_607_200_000, 60_000, 600, 610));

        Refuses("refused: no prices of ETHUSDT among the files", new ImportOptions { Zone = "UTC" }, fills, prices);
        Assert.Single(Imports.Lines(new ImportOptions { Zone = "UTC", NoPrices = true }, fills, prices));
    }

    [Fact]
    public void Format_ThatIsUnknown_IsQuotedWithWhatItLacks()
    {
        string table = Refuses("refused: x.csv: no format that is known; it begins: When,Symbol,Side,Price,Quantity,Amount,Fee", new ImportOptions(),
            Imports.Input("x.csv", "When,Symbol,Side,Price,Quantity,Amount,Fee\n1,2,3,4,5,6,7\n"));

        Assert.Contains("near binance-futures-trades (Binance futures trade history): lacks Time|Date(UTC)|Time(UTC), Realized Profit", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Contracts,Closing Direction,Qty,Entry Price,Exit Price,Closed P&L,Exit Type\nA,Close Long,1,2,3,4,Trade\n", "Export the trade history")]
    [InlineData("\"txid\",\"refid\",\"time\",\"type\",\"subtype\",\"aclass\",\"asset\",\"amount\",\"fee\",\"balance\"\n", "Export the trades history")]
    [InlineData("{\"symbol\":\"X\",\"action\":\"buy\",\"price\":\"1\",\"quantity\":\"1\",\"position_size\":\"1\"}", "an intention, not a fill")]
    public void Format_ThatCannotBeImported_SaysWhatToExport(string text, string expected) => Refuses(expected, new ImportOptions(), Imports.Input("x", text));

    [Theory]
    [InlineData("--format nonsense", "no such format")]
    [InlineData("--tz Mars/Olympus", "no such time zone")]
    [InlineData("--risk luck=7", "expected file, pct=1.5")]
    [InlineData("--map colour=x", "expected one of symbol, side")]
    [InlineData("--interval 7y", "expected 1m")]
    public void Options_ThatMeanNothing_AreNamed(string option, string expected)
    {
        string value = option.Split(' ')[1];
        ImportOptions options = option.Split(' ')[0] switch
        {
            "--format" => new() { Format = value },
            "--tz" => new() { Zone = value },
            "--risk" => new() { Risk = [value] },
            "--interval" => new() { Interval = value },
            _ => new() { Map = new Dictionary<string, string>(StringComparer.Ordinal) { ["colour"] = "x" } },
        };

        Assert.Contains(expected, Assert.Single(Importer.Check(options)), StringComparison.Ordinal);
        Assert.Empty(Importer.Check(new ImportOptions { Format = "csv", Zone = "UTC+3", Risk = ["atr=14@1h*2", "money=250", "mae=90"], Interval = "5m" }));
    }

    private static void Asks(string expected, ImportOptions options, params ImportInput[] files) => NotReady(ImportStatus.NeedsAnswers, expected, options, files);

    private static string Refuses(string expected, ImportOptions options, params ImportInput[] files) => NotReady(ImportStatus.Refused, expected, options, files);

    private static string NotReady(ImportStatus status, string expected, ImportOptions options, ImportInput[] files)
    {
        ImportResult result = Imports.Read(files, options);
        string table = Imports.Table(result);
        Assert.Contains(expected, table, StringComparison.Ordinal);
        Assert.Equal(status, result.Status);
        Assert.Throws<InvalidOperationException>(() => result.Entries());
        return table;
    }
}
