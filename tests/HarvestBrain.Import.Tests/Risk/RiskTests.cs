using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Risk;

/// <summary>Where 1R comes from.</summary>
public sealed class RiskTests
{
    private const long Start = 1_767_607_200_000; // 2026-01-05 10:00 UTC

    private static readonly ImportOptions Utc = new() { Zone = "UTC", NoPrices = true };

    [Fact]
    public void Percent_IsAShareOfTheEntry_OfLongAndShort()
    {
        string[] lines = Imports.Lines(
            Utc with { Risk = ["pct=1.5"] }, Row("10:00:00", "BUY", 100, 1, 0), Row("10:01:00", "SELL", 110, 1, 10), Row("10:02:00", "SELL", 200, 1, 0));

        Assert.Equal(["98.5", null, "203"], lines.Select(line => Member(line, "stop_loss")));
        Assert.Equal(["pct", null, "pct"], lines.Select(line => Member(line, "risk_source")));
    }

    [Fact]
    public void Money_IsSpreadOverTheLargestQuantityOfTheFirstHour()
    {
        string[] lines = Imports.Lines(
            Utc with { Risk = ["money=10"] }, Row("10:00:00", "BUY", 100, 1, 0), Row("10:30:00", "BUY", 104, 1, 0), Row("12:00:00", "BUY", 120, 8, 0));

        Assert.Equal(["97", null, null], lines.Select(line => Member(line, "stop_loss"))); // 102 less 10 / 2
    }

    [Fact]
    public void Range_IsOfBarsThatClosedBeforeTheEntry()
    {
        // True ranges of the three hours before: 10, 20, 30; the hour of the entry would have 1000.
        ImportInput bars = Imports.Input("ETHUSDT-1h-2026.csv", string.Join('\n',
            Bar(0, 100, 100, 100, 100), Bar(1, 100, 105, 95, 100), Bar(2, 100, 110, 90, 100), Bar(3, 100, 115, 85, 100), Bar(4, 100, 1000, 1, 100)));

        string[] lines = Imports.Lines(Utc with { Risk = ["atr=3@1h*2"] }, Row("14:30:00", "BUY", 100, 1, 0), bars);

        Assert.Equal("60", Member(lines.Single(line => Member(line, "side") == "BUY"), "stop_loss")); // 100 - 2 x 20
    }

    [Fact]
    public void Range_OfTooFewBars_IsNoRisk()
    {
        ImportInput bars = Imports.Input("ETHUSDT-1h-2026.csv", string.Join('\n', Bar(0, 100, 100, 100, 100), Bar(1, 100, 105, 95, 100)));

        ImportResult result = Imports.Read([Row("14:30:00", "BUY", 100, 1, 0), bars], Utc with { Risk = ["atr=3@1h*2"] });
        Imports.Bytes(result);

        Assert.Contains("1R from: none 1.", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Excursion_IsWhatWinnersWentAgainst()
    {
        // Bought at 100 with the open of a bar that falls to 94: six percent, and won.
        ImportInput bars = Imports.Input("ETHUSDT-1h-2026.csv", string.Join('\n', Bar(0, 100, 101, 94, 100), Bar(1, 100, 121, 100, 120)));

        string[] lines = Imports.Lines(Utc with { Risk = ["mae=90"] }, Row("09:59:59", "BUY", 100, 1, 0), Row("12:00:01", "SELL", 120, 1, 20), bars);

        Assert.Equal("94", Member(lines[0], "stop_loss"));
        Assert.Equal("mae", Member(lines[0], "risk_source"));
    }

    [Fact]
    public void Stops_OfOnesOwnList_AreJoinedByTime_AndUnmatchedOnesRefused()
    {
        ImportInput fills = Row("10:00:30", "BUY", 100, 1, 0);
        ImportInput good = Imports.Input("stops.csv", "symbol,opened_at,stop\nETHUSDT,2026-01-05 10:00:00,91\n") with { OnlyStops = true };
        ImportInput late = Imports.Input("stops.csv", "symbol,opened_at,stop\nETHUSDT,2026-01-05 10:02:00,91\n") with { OnlyStops = true };

        string line = Assert.Single(Imports.Lines(Utc, fills, good));
        ImportResult refused = Imports.Read([fills, late], Utc);

        Assert.Equal(("91", "stops"), (Member(line, "stop_loss"), Member(line, "risk_source")));
        Assert.Equal(ImportStatus.Refused, refused.Status);
        Assert.Contains("stops.csv:2: StopUnmatched", Imports.Table(refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-4_000, "SELL", "90", "90")]
    [InlineData(-6_000, "SELL", "90", null)]
    [InlineData(599_000, "SELL", "90", "90")]
    [InlineData(601_000, "SELL", "90", null)]
    [InlineData(1_000, "BUY", "90", null)]
    [InlineData(1_000, "SELL", "110", null)]
    public void StopOrder_OfTheOtherSideAboutTheEntry_IsTheStop(long after, string side, string trigger, string? expected)
    {
        long time = Start + after;
        ImportInput order = Imports.Input("orders.ndjson",
            $$"""{"e":"ORDER_TRADE_UPDATE","T":{{time}},"o":{"s":"ETHUSDT","S":"{{side}}","x":"NEW","X":"NEW","ot":"STOP_MARKET","sp":"{{trigger}}","l":"0","L":"0","T":{{time}},"ps":"BOTH"} }""") with { OnlyStops = true };

        Assert.Equal(expected, Member(Assert.Single(Imports.Lines(Utc, Row("10:00:00", "BUY", 100, 1, 0), order)), "stop_loss"));
    }

    [Theory]
    [InlineData("1.1", "file", "1.1")]
    [InlineData("0.013", "default", null)]
    public void InitialStop_OfFreqtrade_CountsUnlessItIsItsDefault(string stop, string source, string? expected)
    {
        ImportResult result = Imports.Read([Imports.Input("r.json",
            $$"""{"pair":"X/USDT","open_rate":1.286,"close_rate":1.3,"amount":10,"fee_open":0.001,"fee_close":0.001,"initial_stop_loss_abs":{{stop}},"open_timestamp":1515568500000,"close_timestamp":1515568800000}""")], new ImportOptions());
        string line = System.Text.Encoding.UTF8.GetString(Imports.Bytes(result)).Split('\n')[0];

        Assert.Equal(expected, Member(line, "stop_loss"));
        Assert.Contains($"1R from: {source} 1.", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void SecondSource_CountsWhereTheFirstKnowsNothing()
    {
        string[] lines = Imports.Lines(Utc with { Risk = ["file", "pct=2"] }, Row("10:00:00", "BUY", 100, 1, 0));

        Assert.Equal("98", Member(Assert.Single(lines), "stop_loss"));
    }

    [Theory]
    [InlineData("98", "pct", "atr=14@1h*2", "pct=2")]
    [InlineData("90", "money", "atr=14@1h*2", "money=10", "pct=2")]
    [InlineData("94", "mae", "atr=14@1h*2", "mae=90", "pct=2")]
    [InlineData("94", "mae", "mae=90", "atr=1@1h*2")]
    [InlineData("98", "pct", "pct=2", "mae=90")]
    public void Sources_AreAskedInTheirOrder_ThePricesToo(string stop, string source, params string[] risk)
    {
        ImportInput bars = Imports.Input("ETHUSDT-1h-2026.csv", string.Join('\n',
            Bar(-3, 100, 101, 99, 100), Bar(-2, 100, 101, 99, 100), Bar(0, 100, 101, 94, 100), Bar(1, 100, 121, 100, 120)));

        string[] lines = Imports.Lines(Utc with { Risk = risk }, Row("09:59:59", "BUY", 100, 1, 0), Row("12:00:01", "SELL", 120, 1, 20), bars);
        string entry = lines.Single(line => Member(line, "side") == "BUY");

        Assert.Equal((stop, source), (Member(entry, "stop_loss"), Member(entry, "risk_source")));
    }

    private static ImportInput Row(string time, string side, int price, int quantity, int realized) => Futures(
        $"26-01-05 {time},ETHUSDT,{side},{price},{quantity},1,0 USDT,{realized},true,false,{time.Replace(":", "", StringComparison.Ordinal)},1");

    private static string Bar(int hour, int open, int high, int low, int close)
    {
        long from = Start + (hour * 3_600_000L);
        return $"{from},{open},{high},{low},{close},1,{from + 3_599_999},1,1,1,1,0";
    }
}
