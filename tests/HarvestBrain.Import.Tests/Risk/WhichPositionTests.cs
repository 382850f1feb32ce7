using System.Globalization;
using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Risk;

/// <summary>Which position a stop belongs to where several are opened about its time.</summary>
public sealed class WhichPositionTests
{
    private const long Start = 1_767_607_200_000; // 2026-01-05 10:00 UTC
    private const string Header = "symbol,side,qty,price,time\n";
    private const string First = "ABCUSDT,BUY,1,100,2026-01-05T10:00:00Z\nABCUSDT,SELL,1,100,2026-01-05T10:00:20Z\n";
    private const string Second = "ABCUSDT,BUY,1,100,2026-01-05T10:00:30Z\nABCUSDT,SELL,1,103,2026-01-05T10:20:00Z\n";

    private static readonly ImportInput Two = Imports.Input("two.csv", Header + First + Second);

    [Theory]
    [InlineData("ABCUSDT,2026-01-05T10:00:30Z,95\n", ",95")]
    [InlineData("ABCUSDT,2026-01-05T10:00:30Z,95\nABCUSDT,2026-01-05T10:00:00Z,90\n", "90,95")]
    [InlineData("ABCUSDT,2026-01-05T10:00:26Z,95\n", ",95")] // the nearest of two
    [InlineData("ABCUSDT,2026-01-05T10:00:28Z,95\nABCUSDT,2026-01-05T10:00:29Z,96\n", "95,96")]
    public void Note_BelongsToTheNearestPosition(string notes, string expected)
    {
        ImportInput stops = Imports.Input("stops.csv", "symbol,opened_at,stop\n" + notes) with { OnlyStops = true };

        Assert.Equal(expected, Stops(Imports.Lines(new ImportOptions(), Two, stops)));
    }

    [Fact]
    public void StopOrder_AcceptedWhenThePositionWasClosed_IsOfTheNextOne() =>
        Assert.Equal(",95", Stops(Imports.Lines(new ImportOptions(), Two, Order(31_000, 95))));

    private static string Stops(string[] lines) =>
        string.Join(',', lines.Where(line => Member(line, "side") == "BUY").Select(line => Member(line, "stop_loss")));

    private static ImportInput Order(long after, decimal trigger) => Imports.Input("orders.json", string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"e":"ORDER_TRADE_UPDATE","T":{{{Start + after}}},"o":{"s":"ABCUSDT","S":"SELL","o":"STOP_MARKET","ot":"STOP_MARKET","x":"NEW",
        "X":"NEW","i":1,"l":"0","L":"0","T":{{{Start + after}}},"t":0,"ps":"BOTH","sp":"{{{trigger}}}","R":true}}
        """).Replace("\n", "", StringComparison.Ordinal)) with { OnlyStops = true };
}
