using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Risk;

/// <summary>A stop on the wrong side of its entry is no risk: it is named and counted.</summary>
public sealed class StopOnWrongSideTests
{
    private static readonly ImportOptions Utc = new() { Zone = "UTC", NoPrices = true };

    [Theory]
    [InlineData("BUY", "110", "long")]
    [InlineData("SELL", "90", "short")]
    [InlineData("BUY", "100", "long")]
    public void Stop_OfTheFile_IsNamedWithItsTrade(string side, string stop, string direction)
    {
        string other = side == "BUY" ? "SELL" : "BUY";
        ImportInput table = Imports.Input(
            "mine.csv", $"time,symbol,side,qty,price,stop\n2026-01-05T10:00:00Z,ETHUSDT,{side},1,100,{stop}\n2026-01-05T11:00:00Z,ETHUSDT,{other},1,105,\n");

        string table2 = Said(table);

        Assert.Contains(
            $"note: mine.csv:2: the stop {stop} of the ETHUSDT {direction} opened at 2026-01-05 10:00:00 UTC for 100 is on the wrong side of the entry and counts for nothing",
            table2, StringComparison.Ordinal);
        Assert.Contains("1R from: none 1.", table2, StringComparison.Ordinal);
        Assert.Contains("1 stop on the wrong side of its entry", table2, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_OfOnesOwnList_IsNamedWithTheLineOfTheList()
    {
        ImportInput stops = Imports.Input("stops.csv", "symbol,opened_at,stop\nETHUSDT,2026-01-05 10:00:00,91\nETHUSDT,2026-01-05 12:00:00,130\n") with { OnlyStops = true };
        ImportInput fills = Futures(
            "26-01-05 10:00:00,ETHUSDT,BUY,100,1,1,0 USDT,0,true,false,1,1", "26-01-05 11:00:00,ETHUSDT,SELL,101,1,1,0 USDT,1,true,false,2,1",
            "26-01-05 12:00:00,ETHUSDT,BUY,120,1,1,0 USDT,0,true,false,3,1");

        string table = Said(fills, stops);

        Assert.Contains("note: stops.csv:3: the stop 130 of the ETHUSDT long opened at 2026-01-05 12:00:00 UTC for 120 ", table, StringComparison.Ordinal);
        Assert.Contains("1R from: none 1, stops 1.", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_OfTheEntrysOwnOrder_IsNamed()
    {
        ImportInput order = Imports.Input(
            "orders.json",
            """[{"id":"9","timestamp":1767607200000,"lastTradeTimestamp":1767607200000,"symbol":"ETH/USDT","side":"buy","price":100,"average":100,"amount":1,"filled":1,"cost":100,"status":"closed","stopLossPrice":130}]""");

        Assert.Contains("the stop 130 of the ETHUSDT long", Said(order), StringComparison.Ordinal);
    }

    [Fact]
    public void ManyStops_AreCounted_AndTheFirstNamed()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"2026-01-05T{i / 2:00}:{i % 2 * 30:00}:00Z,ETHUSDT,BUY,1,100,110\n2026-01-05T{i / 2:00}:{(i % 2 * 30) + 10:00}:00Z,ETHUSDT,SELL,1,105,\n"));

        string table = Said(Imports.Input("mine.csv", "time,symbol,side,qty,price,stop\n" + rows));

        Assert.Contains("30 stops on the wrong side of their entry", table, StringComparison.Ordinal);
    }

    private static string Said(params ImportInput[] inputs)
    {
        ImportResult result = Imports.Read(inputs, Utc);
        Assert.Equal(ImportStatus.Ready, result.Status);
        Imports.Bytes(result);
        return Imports.Table(result);
    }
}
