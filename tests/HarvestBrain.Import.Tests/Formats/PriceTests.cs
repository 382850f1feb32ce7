using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>Prices and bars, in every format and order.</summary>
public sealed class PriceTests
{
    private static readonly ImportOptions Eth = new() { Symbols = ["ETHUSDT"], Zone = "America/New_York" };

    [Theory]
    [InlineData("1735689600000000,1,3,0.5,2,27,1735689659999999,8,1,0,0,0\n", 1735689600000, 1735689659999)]
    [InlineData("1735689600000,1,3,0.5,2,27,1735689659999,8,1,0,0,0\n", 1735689600000, 1735689659999)]
    [InlineData("open_time,open,high,low,close,volume,close_time\n1735689600000,1,3,0.5,2,27,1735689659999\n", 1735689600000, 1735689659999)]
    [InlineData("[[1735689600000, 1, 3, 0.5, 2, 9], [1735689660000, 2, 2, 2, 2, 9]]", 1735689600000, 1735689659999)]
    [InlineData("{\"result\":{\"list\":[[\"1735689660000\",\"2\",\"2\",\"2\",\"2\",\"9\"],[\"1735689600000\",\"1\",\"3\",\"0.5\",\"2\",\"9\"]]}}", 1735689600000, 1735689659999)]
    [InlineData("time,open,high,low,close\n2024-12-31T19:00:00,1,3,0.5,2\n2024-12-31T19:01:00,2,2,2,2\n", 1735689600000, 1735689659999)]
    [InlineData("Date,Open,High,Low,Close,Adj Close,Volume\n2025-01-02,1,3,0.5,2,2,9\n", 1735794000000, 1735880399999)]
    [InlineData("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nETHUSDT.US,D,20250102,000000,1,3,0.5,2,9,0\n", 1735794000000, 1735880399999)]
    [InlineData("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nETHUSDT.US,1,20241231,190000,1,3,0.5,2,9,0\n", 1735689600000, 1735689659999)]
    public void Bar_OfAnyFormat_IsOne(string text, long from, long to)
    {
        string[] lines = Imports.Lines(Eth, Imports.Input("prices", text));

        Assert.Equal($$"""{"status":"BAR","symbol":"ETHUSDT","open":1,"high":3,"low":0.5,"close":2,"from":{{from}},"to":{{to}}}""", lines[0]);
    }

    [Theory]
    [InlineData("0,0.2,50,0,0,1735689600010866,False,True\n")]
    [InlineData("agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n0,0.2,50,0,0,1735689600010,false\n")]
    [InlineData("1,0.2,50,10,1735689600010,true,true\n")]
    [InlineData("timestamp,price\n1735689600010,0.2\n")]
    public void Price_OfAnyFormat_IsOne(string text) => Assert.Equal(
        """{"symbol":"ETHUSDT","status":"PRICE_UPDATE","price":"0.2","timestamp":1735689600010}""", Assert.Single(Imports.Lines(Eth, Imports.Input("prices", text))));

    [Fact]
    public void Files_OfManyDays_AreMergedByTime_AndWhatTheyRepeatCountsOnce()
    {
        const long Start = 1_767_607_200_000, Step = 60_000;
        string first = string.Concat(Klines(Start, Step, 1, 2, 3, 4).Split('\n').Take(3).Select(line => line + "\n"));
        string second = Klines(Start + (2 * Step), Step, 3, 4, 4, 5);
        string backwards = string.Join('\n', second.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse());

        string[] merged = Imports.Lines(new ImportOptions(), Imports.Input("ETHUSDT-1m-b.csv", second), Imports.Input("ETHUSDT-1m-a.csv", first));
        string[] turned = Imports.Lines(new ImportOptions(), Imports.Input("ETHUSDT-1m-b.csv", backwards), Imports.Input("ETHUSDT-1m-a.csv", first));

        Assert.Equal(turned, merged);
        Assert.Equal(merged.OrderBy(line => Member(line, "from")), merged);
        Assert.Equal(6, merged.Length); // 3 and 4, of which one is the same
    }

    [Fact]
    public void Fills_BeforePrices_AtOneTime()
    {
        string[] lines = Imports.Lines(
            new ImportOptions { Zone = "UTC" }, Futures("26-01-05 10:01:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1"),
            Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(1_767_607_200_000, 60_000, 100, 101, 102)));

        Assert.Equal(["BAR", "FILLED", "BAR", "BAR"], lines.Select(line => Member(line, "status")));
    }

    [Fact]
    public void Bar_Alone_NeedsItsLength()
    {
        ImportInput one = Imports.Input("x.json", "[[1735689600000, 1, 3, 0.5, 2, 9]]");

        ImportResult asked = Imports.Read([one], Eth);

        Assert.Equal(ImportStatus.NeedsAnswers, asked.Status);
        Assert.Contains("--interval 1m", Imports.Table(asked), StringComparison.Ordinal);
        Assert.Contains("\"to\":1735689899999", Assert.Single(Imports.Lines(Eth with { Interval = "5m" }, one)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bar_ThatContradictsItself_IsRefused()
    {
        ImportResult result = Imports.Read([Imports.Input("x.csv", "time,open,high,low,close\n1735689600000,5,3,0.5,2\n")], Eth);

        Assert.Contains("BarImpossible", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_FarFromTheFills_AreSaid()
    {
        ImportResult result = Imports.Read(
            [Futures("26-01-05 10:01:30,ETHUSDT,BUY,1200,1,100,0 USDT,0,true,false,1,1"), Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(1_767_607_200_000, 60_000, 120, 120.89m, 121))],
            new ImportOptions { Zone = "UTC" });
        Imports.Bytes(result);

        Assert.Contains("warning: ETHUSDT was filled at 1200", Imports.Table(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BTCUSDT-1m-2025-01.csv", "BTCUSDT", 60_000)]
    [InlineData("BTCUSDT-aggTrades-2025-01.csv", "BTCUSDT", 0)]
    [InlineData("dir/ETH_USDT-30m.json", "ETH_USDT", 1_800_000)]
    [InlineData("ETH_USDT_USDT-1h-futures.feather", "ETH/USDT:USDT", 3_600_000)]
    [InlineData("prices.csv", null, 0)]
    public void Name_OfAPriceFile_TellsSymbolAndLength(string name, string? symbol, long interval)
    {
        Assert.Equal(symbol, HarvestBrain.Import.Reading.FileNames.Symbol(name));
        Assert.Equal(interval, HarvestBrain.Import.Reading.FileNames.Interval(name));
    }
}
