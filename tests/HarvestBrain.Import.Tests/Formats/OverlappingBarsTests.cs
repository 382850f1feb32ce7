using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>Bars of one symbol that overlap: the finest tell where they tell all, and two of one time have to agree.</summary>
public sealed class OverlappingBarsTests
{
    private const long Start = 1_767_607_200_000, Minute = 60_000, Hour = 3_600_000; // 2026-01-05 10:00 UTC

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FinestBars_WinWhereTheyOverlap(bool hoursFirst)
    {
        ImportInput hours = Hours(3, 100, 101, 102, 103), minutes = Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(Start + Hour, Minute, [.. Enumerable.Range(0, 60).Select(i => i < 30 ? 101m : 102)]));

        ImportResult result = Imports.Read(hoursFirst ? [hours, minutes] : [minutes, hours], new ImportOptions());
        string[] lines = Lines(result);

        Assert.Equal([Start, Start + (2 * Hour)], lines.Where(line => Length(line) == Hour).Select(From)); // the hour between is told by its minutes
        Assert.Equal(60, lines.Count(line => Length(line) == Minute));
        Assert.Contains("1 bar was left out: others tell its time better.", Imports.Table(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LongerBar_ThatTellsMoreThanTheFinerOnesWithinIt_CountsInTheirPlace(bool hoursFirst)
    {
        // One minute of the second hour, which fell to 80.
        ImportInput hours = Imports.Input(
            "ETHUSDT-1h-2026-01.csv", Kline(Start, 100, 101, 99, 100) + Kline(Start + Hour, 100, 101, 80, 100) + Kline(Start + (2 * Hour), 100, 101, 99, 100));
        ImportInput minutes = Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(Start + Hour + (10 * Minute), Minute, 100, 101));

        ImportResult result = Imports.Read(hoursFirst ? [hours, minutes] : [minutes, hours], new ImportOptions());

        Assert.Equal([Start, Start + Hour, Start + (2 * Hour)], Lines(result).Select(From));
        Assert.Contains("2 bars were left out: others tell their time better.", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Hour_IsNotToldByPricesThatAMinuteLeavesOut()
    {
        // The minute counts for the prices do not reach its low; 120 is among them alone, so only the hour tells it.
        ImportInput hour = Imports.Input("ETHUSDT-1h-2026-01.csv", Kline(Start, 100, 120, 90, 100));
        ImportInput minute = Imports.Input("ETHUSDT-1m-2026-01.csv", $"{Start},100,110,90,100,1,{Start + Minute - 1},1,1,1,1,0\n{Start + Minute},100,100,100,100,1,{Start + (2 * Minute) - 1},1,1,1,1,0\n");

        Assert.Equal([Start], Imports.Lines(new ImportOptions(), hour, minute, Prices((0, 100), (10_000, 120))).Select(From));
    }

    [Fact]
    public void Range_OfBarsOfTwoLengths_KnowsNothingOfTheFuture()
    {
        // A day of which the last hour falls to 1: at noon nobody knows it.
        ImportInput day = Imports.Input("ETHUSDT-1d-2026-01.csv", $"{Start},100,100,1,100,1,{Start + (24 * Hour) - 1},1,1,1,1,0\n{Start + (24 * Hour)},100,100,100,100,1,{Start + (48 * Hour) - 1},1,1,1,1,0\n");
        ImportInput minutes = Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(Start - (5 * Hour), Minute, [.. Enumerable.Range(0, 24 * 60).Select(i => i == 23 * 60 ? 1m : i % 2 == 0 ? 100m : 99)]));
        ImportInput fills = Futures("26-01-05 20:00:30,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1");

        string[] lines = Imports.Lines(new ImportOptions { Zone = "UTC", Risk = ["atr=3@1h*2"] }, day, minutes, fills);

        Assert.Equal("98", Member(lines.Single(line => Member(line, "side") == "BUY"), "stop_loss"));
    }

    [Fact]
    public void BarsOfOneTime_ThatDisagree_AreRefused_AndBothNamed()
    {
        ImportInput first = Imports.Input("ETHUSDT-1m-a.csv", Klines(Start, Minute, 100, 101, 102)), second = Imports.Input("ETHUSDT-1m-b.csv", Klines(Start + Minute, Minute, 101, 105, 106));

        ImportResult result = Imports.Read([first, second], new ImportOptions());

        Assert.Equal(ImportStatus.Refused, result.Status);
        Assert.Contains("ETHUSDT-1m-b.csv:1: BarsDisagree(ETHUSDT at 2026-01-05 10:01:00 UTC: open 101 high 105 low 101 close 105 here, open 101 high 102 low 101 close 102 in ETHUSDT-1m-a.csv:2", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void BarsOfOneTime_InOneFile_ThatDisagree_AreRefused()
    {
        ImportInput file = Imports.Input("ETHUSDT-1m-a.csv", Klines(Start, Minute, 100, 101) + Klines(Start + Minute, Minute, 90, 91));

        ImportResult result = Imports.Read([file], new ImportOptions());

        Assert.Contains("ETHUSDT-1m-a.csv:3: BarsDisagree(", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void BarsOfOneTime_ThatAreTheSame_CountOnce_AlsoBesideLongerOnes()
    {
        ImportInput first = Imports.Input("ETHUSDT-1m-a.csv", Klines(Start, Minute, 100, 101, 102)), second = Imports.Input("ETHUSDT-1m-b.csv", Klines(Start, Minute, 100, 101, 102));

        string[] lines = Imports.Lines(new ImportOptions(), first, Hours(1, 100, 102), second);

        Assert.Equal([Start, Start + Minute, Start + (2 * Minute)], lines.Select(From));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SinglePrices_ThatReachHighAndLowOfABar_CountInItsPlace(bool barsFirst)
    {
        // The second minute is cut off: its high is not among the prices.
        ImportInput bars = Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(Start, Minute, 100, 102, 104));
        ImportInput prices = Prices((0, 100), (20_000, 101), (50_000, 102), (70_000, 102));

        ImportResult result = Imports.Read(barsFirst ? [bars, prices] : [prices, bars], new ImportOptions());
        string[] lines = Lines(result);

        Assert.Equal(["100", "101", "102"], lines.Where(line => Member(line, "status") == "PRICE_UPDATE").Select(line => Member(line, "price")));
        Assert.Equal([Start + Minute, Start + (2 * Minute)], lines.Where(line => Member(line, "status") == "BAR").Select(From));
        Assert.Contains("1 bar was left out: others tell its time better.", Imports.Table(result), StringComparison.Ordinal);
        Assert.Contains("1 price was left out: a bar tells more of its time.", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void SinglePrices_BesideBarsOfTwoLengths_AreHeldAgainstTheFinest()
    {
        ImportInput minutes = Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(Start, Minute, 100, 102));

        string[] lines = Imports.Lines(new ImportOptions(), Hours(1, 100, 110), minutes, Prices((0, 100), (50_000, 102), (Hour - 1, 110)));

        Assert.Equal(["PRICE_UPDATE", "PRICE_UPDATE", "BAR", "PRICE_UPDATE"], lines.Select(line => Member(line, "status")));
    }

    [Fact]
    public void SinglePrices_BehindTheBars_AllCount()
    {
        ImportInput bars = Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(Start, Minute, 100, 102));

        string[] lines = Imports.Lines(new ImportOptions(), bars, Prices((2 * Minute, 103), (3 * Minute, 104)));

        Assert.Equal(4, lines.Length);
    }

    private static string Kline(long from, int open, int high, int low, int close) =>
        $"{from},{open},{high},{low},{close},1,{from + Hour - 1},1,1,1,1,0\n";

    private static ImportInput Prices(params (long After, decimal Price)[] prices) => Imports.Input(
        "ETHUSDT-aggTrades-2026-01.csv", string.Concat(prices.Select((price, i) => $"{i},{price.Price},1,{i},{i},{Start + price.After},false\n")));

    private static ImportInput Hours(int count, params decimal[] opens) =>
        Imports.Input("ETHUSDT-1h-2026-01.csv", string.Concat(Klines(Start, Hour, opens).Split('\n').Take(count).Select(line => line + "\n")));

    private static string[] Lines(ImportResult result) => System.Text.Encoding.UTF8.GetString(Imports.Bytes(result)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static long From(string line) => long.Parse(Member(line, "from")!, System.Globalization.CultureInfo.InvariantCulture);

    private static long Length(string line) => long.Parse(Member(line, "to")!, System.Globalization.CultureInfo.InvariantCulture) - From(line) + 1;
}
