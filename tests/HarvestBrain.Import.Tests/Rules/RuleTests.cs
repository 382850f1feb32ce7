using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Rules;

/// <summary>What goes silently wrong without a rule comes out right with it.</summary>
public sealed class RuleTests
{
    private static readonly ImportOptions Utc = new() { Zone = "UTC" };

    [Fact]
    public void Fee_InTheBaseAsset_IsLessBoughtAndCountsAtItsPrice()
    {
        string[] lines = Imports.Lines(Utc, Spot(
            "2026-01-05 10:00:00,BTCUSDT,BUY,60000,0.5BTC,30000USDT,0.0005BTC", "2026-01-05 12:00:00,BTCUSDT,SELL,61000,0.4995BTC,30469.5USDT,30.4695USDT"));

        Assert.Equal(["BUY 0.4995 at 60000 fee 30", "SELL 0.4995 at 61000 fee 30.4695"], Fills(lines));
    }

    [Fact]
    public void Fee_InTheBaseAssetOfASale_WasGivenToo()
    {
        string[] lines = Imports.Lines(new ImportOptions(), Imports.Input("t.json", """
            [{"timestamp":1700000000000,"symbol":"ETH/USDT","id":"1","side":"buy","price":2000,"amount":2,"cost":4000,"fee":{"cost":0,"currency":"USDT"}},
             {"timestamp":1700000001000,"symbol":"ETH/USDT","id":"2","side":"sell","price":2000,"amount":1,"cost":2000,"fee":{"cost":0.001,"currency":"ETH"}}]
            """));

        Assert.Equal(["BUY 2 at 2000 fee 0", "SELL 1.001 at 2000 fee 2"], Fills(lines));
    }

    [Fact]
    public void Fee_InTheBaseAssetOfADerivative_LeavesThePositionAlone()
    {
        string[] lines = Imports.Lines(Utc, Futures("26-01-05 10:00:00,BNBUSDT,BUY,600,2,1200,0.001BNB,0,true,false,1,1"));

        Assert.Equal(["BUY 2 at 600 fee 0.6"], Fills(lines));
    }

    [Fact]
    public void Fee_InAThirdAsset_CountsAtItsPriceOfThatTime()
    {
        string[] lines = Imports.Lines(
            Utc with { NoPrices = true }, Futures("26-01-05 10:01:30,BTCUSDT,BUY,60000,1,60000,0.01BNB,0,true,false,1,1"),
            Imports.Input("BNBUSDT-1m-2026-01.csv", Klines(1_767_607_200_000, 60_000, 600, 610, 700)));

        Assert.Equal(["BUY 1 at 60000 fee 6.1"], Fills(lines)); // the open of 10:01, not the close, which nobody knew yet
    }

    [Fact]
    public void Fee_InAThirdAssetWithoutPrice_IsSaidAndNotCounted()
    {
        ImportResult result = Imports.Read([Futures("26-01-05 10:01:30,BTCUSDT,BUY,60000,1,60000,0.01BNB,0,true,false,1,1")], Utc);
        string[] lines = System.Text.Encoding.UTF8.GetString(Imports.Bytes(result)).Split('\n');

        // As it was told: the engine counts it no more, and marks the net figures of the epoch.
        Assert.Contains("\"fee\":\"0.01\",\"fee_asset\":\"BNB\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("fees of 0.01 BNB are in no net figure", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_ThatCloseWhatWasOpenBefore_AreLeftOutAndListed()
    {
        ImportResult result = Imports.Read(
            [Futures("26-01-05 10:00:00,BTCUSDT,BUY,100,1,100,0 USDT,12.3,true,false,1,1", "26-01-05 11:00:00,BTCUSDT,BUY,100,2,200,0 USDT,0,true,false,2,2")], Utc);

        Assert.Equal(["BUY 2 at 100 fee 0"], Fills(result));
        Assert.Contains("note: BTCUSDT: short 1 was open before the first row", Imports.Table(result), StringComparison.Ordinal);
        Assert.Contains("1 x belongs to a position that was carried in, first in line 2", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Sale_BeyondWhatWasBoughtOnASpotMarket_WasThereBefore()
    {
        string[] lines = Imports.Lines(Utc, Spot(
            "2026-01-05 10:00:00,ETHUSDT,BUY,100,10ETH,1000USDT,0USDT", "2026-01-05 11:00:00,ETHUSDT,SELL,110,15ETH,1650USDT,3USDT"));

        Assert.Equal(["BUY 10 at 100 fee 0", "SELL 10 at 110 fee 2"], Fills(lines));
    }

    [Fact]
    public void Dust_ThatAFeeLeaves_IsClosedAtTheLastPrice()
    {
        string[] rows =
        [
            "2026-01-05 10:00:00,ETHUSDT,BUY,100,1ETH,100USDT,0.001ETH", "2026-01-05 11:00:00,ETHUSDT,SELL,110,0.998ETH,109.78USDT,0USDT",
            "2026-01-06 10:00:00,ETHUSDT,BUY,100,1ETH,100USDT,0USDT",
        ];

        Assert.Equal(
            ["BUY 0.999 at 100 fee 0.1", "SELL 0.998 at 110 fee 0", "SELL 0.001 at 110 fee 0", "BUY 1 at 100 fee 0"], Fills(Imports.Lines(Utc, Spot(rows))));
        Assert.Equal(3, Imports.Lines(Utc with { DustPercent = 0 }, Spot(rows)).Length);
    }

    [Fact]
    public void HedgeAccount_WithoutSides_IsToldApartByWhatRealises()
    {
        // A long and a short at once: no start quantity makes both closing rows reductions of one position.
        string[] lines = Imports.Lines(Utc, Futures(
            "26-01-05 10:00:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1", "26-01-05 10:01:00,ETHUSDT,SELL,100,2,200,0 USDT,0,true,false,2,2",
            "26-01-05 10:02:00,ETHUSDT,SELL,110,1,110,0 USDT,10,true,false,3,3", "26-01-05 10:03:00,ETHUSDT,BUY,90,2,180,0 USDT,20,true,false,4,4",
            "26-01-05 10:04:00,ETHUSDT,BUY,90,1,90,0 USDT,0,true,false,5,5", "26-01-05 10:05:00,ETHUSDT,SELL,90,1,90,0 USDT,0,true,false,6,6",
            "26-01-05 10:06:00,ETHUSDT,BUY,80,1,80,0 USDT,10,true,false,7,7", "26-01-05 10:07:00,ETHUSDT,SELL,95,1,95,0 USDT,5,true,false,8,8"));

        Assert.Equal(["LONG", "SHORT", "LONG", "SHORT", "LONG", "SHORT", "SHORT", "LONG"], lines.Select(line => Member(line, "position_side")));
    }

    [Fact]
    public void Symbol_OfSpotAndSwapInOneImport_KeepsThemApart()
    {
        string[] lines = Imports.Lines(
            Utc, Spot("2026-01-05 10:00:00,ETHUSDT,BUY,100,1ETH,100USDT,0USDT"), Futures("26-01-05 10:00:01,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1"),
            Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(1_767_607_260_000, 60_000, 100, 101)));

        Assert.Equal(["ETHUSDT", "ETHUSDT.P", "ETHUSDT", "ETHUSDT.P", "ETHUSDT", "ETHUSDT.P"], lines.Select(line => Member(line, "symbol")));
    }

    [Theory]
    [InlineData("ETH/USDT:USDT", "ETHUSDT")]
    [InlineData("ETH-USDT-SWAP", "ETHUSDT")]
    [InlineData("ETHUSDT-PERP", "ETHUSDT")]
    [InlineData("XETHZUSD", "ETHUSD")]
    [InlineData("XXBTZEUR", "BTCEUR")]
    [InlineData("XBT/USDT", "BTCUSDT")]
    [InlineData("btc_usdt", "BTCUSDT")]
    [InlineData("BTCUSDT_240628", "BTCUSDT240628")]
    [InlineData("BTC/USDT:USDT-240628", "BTCUSDT240628")]
    [InlineData("AAPL", "AAPL")]
    public void Symbol_OfAnySpelling_IsOne(string raw, string expected) => Assert.Equal(expected, HarvestBrain.Import.Rules.SymbolName.Parse(raw).Name);

    [Fact]
    public void Positions_OfAHedgingAccount_GetThePricesWhileTheyAreOpen()
    {
        string[] lines = Imports.Lines(
            Utc with { ContractSizes = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["EURUSD"] = 100_000 } },
            Imports.Input("deals.csv", "Time,Deal,Symbol,Type,Direction,Volume,Price,Order,Commission,Swap,Profit,Position\n"
                + "2026.01.05 10:00:30,1,EURUSD,buy,in,1.00,1.1,1,-3.5,0,0,77\n2026.01.05 10:02:30,2,EURUSD,sell,out,1.00,1.2,2,-3.5,-1.2,10000,77\n"),
            Imports.Input("EURUSD-1m-2026.csv", Klines(1_767_607_200_000, 60_000, 1.1m, 1.1m, 1.2m, 1.2m)));

        Assert.Equal(["EURUSD#77 BAR", "EURUSD#77 FILLED", "EURUSD#77 BAR", "EURUSD#77 BAR", "EURUSD#77 FUNDING", "EURUSD#77 FILLED"],
            lines.Select(line => $"{Member(line, "symbol")} {Member(line, "status")}"));
    }

    [Fact]
    public void Position_ShorterThanABar_GetsTheBar()
    {
        string[] lines = Imports.Lines(
            Utc with { ContractSizes = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["EURUSD"] = 100_000 } },
            Imports.Input("deals.csv", "Time,Deal,Symbol,Type,Direction,Volume,Price,Order,Commission,Swap,Profit,Position\n"
                + "2026.01.05 10:01:10,1,EURUSD,buy,in,1.00,1.1,1,0,0,0,77\n2026.01.05 10:01:20,2,EURUSD,buy,in,1.00,1.1,2,0,0,0,78\n"
                + "2026.01.05 10:01:30,3,EURUSD,sell,out,1.00,1.1,3,0,0,0,77\n2026.01.05 10:02:30,4,EURUSD,sell,out,1.00,1.1,4,0,0,0,78\n"),
            Imports.Input("EURUSD-1m-2026.csv", Klines(1_767_607_200_000, 60_000, 1.1m, 1.1m, 1.2m, 1.2m)));

        Assert.Equal(
            ["EURUSD#77 BAR", "EURUSD#78 BAR", "EURUSD#77 FILLED", "EURUSD#78 FILLED", "EURUSD#77 FILLED", "EURUSD#78 BAR", "EURUSD#78 FILLED"],
            lines.Select(line => $"{Member(line, "symbol")} {Member(line, "status")}"));
    }

    [Fact]
    public void Bust_TakesAnExecutionBack_AndACorrectionReplacesIt()
    {
        const string Report = "8=FIX.4.4|35=8|37=O1|17={0}|150={1}|19={2}|32={3}|31=10|55=AAPL|54=1|60=20260102-10:15:32.100|10=0|";
        string text = string.Join('\n', string.Format(null, Report, "E1", "F", "", 100), string.Format(null, Report, "E2", "F", "", 50),
            string.Format(null, Report, "E3", "H", "E1", 100), string.Format(null, Report, "E4", "G", "E2", 60));

        Assert.Equal(["BUY 60 at 10 fee 0"], Fills(Imports.Lines(new ImportOptions(), Imports.Input("fix.log", text))));
    }

    [Fact]
    public void Swap_IsACost_AndFundingIsNoFill()
    {
        string[] lines = Imports.Lines(new ImportOptions(), Imports.Input("e.json", """
            {"data":[{"category":"linear","symbol":"BTCUSDT","side":"Buy","execQty":"1","execPrice":"100","execFee":"0.5","execId":"a","execType":"Trade","execTime":"1700000000000","closedSize":"0"},
            {"category":"linear","symbol":"BTCUSDT","side":"Sell","execQty":"1","execPrice":"100","execFee":"-0.75","execId":"b","execType":"Funding","execTime":"1700000001000","closedSize":"0"}]}
            """));

        Assert.Equal(["FILLED", "FUNDING"], lines.Select(line => Member(line, "status")));
        Assert.Contains("\"fee\":\"-0.75\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void OrderAndItsExecutions_CountOnce()
    {
        string[] lines = Imports.Lines(new ImportOptions(), Imports.Input("stream.ndjson", """
            {"topic":"order","data":[{"symbol":"BTCUSDT","orderId":"o1","side":"Buy","orderStatus":"Filled","cumExecQty":"1","avgPrice":"100","cumExecFee":"0.5","updatedTime":"1700000000100","createdTime":"1699999999000","stopLoss":"90","category":"linear"}]}
            {"topic":"execution","data":[{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderId":"o1","execQty":"1","execPrice":"100","execFee":"0.5","execId":"a","execType":"Trade","execTime":"1700000000000","closedSize":"0"}]}
            """));

        string line = Assert.Single(lines);
        Assert.Contains("\"stop_loss\":\"90\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_OfTheExchange_IsWrittenAsOne()
    {
        string[] lines = Imports.Lines(new ImportOptions(), Imports.Input("u.json",
            """{"e":"ACCOUNT_UPDATE","T":1672515782136,"a":{"P":[{"s":"BTCUSDT","pa":"-1.5","ep":"16800.0","ps":"SHORT"}],"m":"ORDER"}}"""));

        Assert.Equal(
            """{"event_type":"position.snapshot","symbol":"BTCUSDT","positionAmt":"-1.5","entryPrice":"16800","position_side":"SHORT","timestamp":1672515782136}""",
            Assert.Single(lines));
    }
}
