using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Reading;

/// <summary>Cells that are nearly times, names that tell half-hour zones, and text that is none.</summary>
public sealed class CellTests
{
    [Theory]
    [InlineData("202601051000")]
    [InlineData("20260105100000")]
    [InlineData("20260105100000.000")]
    [InlineData("20260105100000123")]
    [InlineData("79228162514264337593543950335")]
    public void Time_ThatIsADateWithoutSeparators_OrNone_IsRefused(string time)
    {
        ImportResult result = Imports.Read([Imports.Input("a.csv", $"symbol,side,qty,price,time\nX,BUY,1,100,{time}\n")], new ImportOptions());

        Assert.Contains("a.csv:2: TimeInvalid", Imports.Table(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Trades(UTC+5_30).csv", "UTC+05:30")]
    [InlineData("Trades(UTC+5-30).csv", "UTC+05:30")]
    [InlineData("Trades(UTC+5.5).csv", "UTC+05:30")]
    [InlineData("Trades(UTC-3_30).csv", "UTC-03:30")]
    [InlineData("Trades_UTC+3_2026.csv", "UTC+03:00")]
    public void Zone_OfAName_KeepsItsMinutes(string name, string zone)
    {
        ImportResult result = Imports.Read([Futures("26-01-05 10:00:00,ETHUSDT,BUY,100,1,100,0 USDT,0,true,false,1,1") with { Name = name }], new ImportOptions());

        Assert.Contains(zone, Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfJson_WithALoneSurrogate_IsRefused()
    {
        ImportResult result = Imports.Read(
            [Imports.Input("a.json", """[{"symbol":"\ud800","side":"BUY","qty":1,"price":100,"time":1767607200000}]""")], new ImportOptions());

        Assert.Equal(ImportStatus.Refused, result.Status);
    }
}
