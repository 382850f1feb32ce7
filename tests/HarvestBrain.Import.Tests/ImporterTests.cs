using System.Text;
using System.Text.Json;
using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests;

/// <summary>The library as its users see it.</summary>
public sealed class ImporterTests
{
    [Fact]
    public void Json_SaysWhatTheTableSays()
    {
        ImportInput file = Futures("26-01-05 10:00:00,BTCUSDT,BUY,100,1,100,0 USDT,12.3,true,false,1,1", "26-01-05 11:00:00,BTCUSDT,BUY,100,2,200,0.1 BNB,0,true,false,2,2");
        ImportResult result = Imports.Read([file], new ImportOptions { Zone = "UTC" });
        Imports.Bytes(result);
        using var stream = new MemoryStream();

        result.WriteJson(stream);

        using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        JsonElement root = json.RootElement, of = root.GetProperty("files")[0], written = root.GetProperty("written");
        Assert.Equal(("written", "binance-futures-trades", 2), (root.GetProperty("status").GetString(), of.GetProperty("format").GetString(), of.GetProperty("rows").GetInt32()));
        Assert.Equal("UTC (--tz)", of.GetProperty("time_zone").GetString());
        Assert.Equal((1, 2), (of.GetProperty("left_out")[0].GetProperty("count").GetInt32(), of.GetProperty("left_out")[0].GetProperty("first_line").GetInt32()));
        Assert.Equal((1, 1), (written.GetProperty("fills").GetInt32(), written.GetProperty("positions").GetInt32()));
        Assert.Equal(0.1m, written.GetProperty("fees_uncounted").GetProperty("BNB").GetDecimal());
        Assert.False(written.GetProperty("net_complete").GetBoolean());
        Assert.Equal("BTCUSDT long 2", written.GetProperty("left_open")[0].GetString());
    }

    [Theory]
    [InlineData("""{"symbol":"ETHUSDT","side":"BUY","qty":1,"price":3300,"status":"FILLED","timestamp":1768693537416,"trade_id":"t1"}""", false)]
    [InlineData("""{"payload":{"symbol":"ETHUSDT","side":"BUY","qty":1,"price":3300,"status":"FILLED"}}""", false)]
    [InlineData("""{"data":{"symbol":"ETHUSDT","price":3300,"status":"PRICE_UPDATE"}}""", false)]
    [InlineData("""{"status":"BAR","symbol":"ETHUSDT","open":1,"high":1,"low":1,"close":1,"from":1,"to":2}""", false)]
    [InlineData("{ broken", false)]
    [InlineData("", false)]
    [InlineData("[]\n{}\n", false)]
    [InlineData("garbage", false)]
    [InlineData("a,b,c\n1,2,3\n", true)]
    [InlineData("""[[1735689600000, 1, 3, 0.5, 2, 9]]""", true)]
    [InlineData("""{"e":"ORDER_TRADE_UPDATE","T":1,"o":{"s":"X","S":"BUY","x":"TRADE","l":"1","L":"1","T":1}}""", true)]
    [InlineData("PK\u0003\u0004", true)]
    public void Recording_IsToldFromWhatIsToBeImported(string text, bool isForeign) => Assert.Equal(isForeign, Importer.Recognizes(Imports.Input("file", text)));

    [Fact]
    public void Formats_HaveNamesOfTheirOwn()
    {
        Assert.Equal(Importer.Formats.Count, Importer.Formats.Select(format => format.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Importer.Formats, format => Assert.Matches("^[a-z0-9-]+$", format.Name));
    }

    [Fact]
    public void Entries_OfTheProject_AreUnderstoodByItsDecoder()
    {
        string[] lines = Imports.Lines(
            new ImportOptions { Zone = "UTC", Risk = ["pct=1"] }, Futures("26-01-05 10:00:30,ETHUSDT,BUY,100,1,100,0.1 USDT,0,true,false,1,1"),
            Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(1_767_607_200_000, 60_000, 100, 101, 102)));
        var decoder = new Core.Wire.EntryDecoder();

        for (int i = 0; i < lines.Length; i++)
        {
            byte[] line = Encoding.UTF8.GetBytes(lines[i]);
            bool understood = Core.Replay.PriceBar.MayBe(line)
                ? Core.Replay.PriceBar.TryRead(i, line, out _, out _)
                : decoder.TryDecodeLine(i, line, out _, out _);
            Assert.True(understood, lines[i]);
        }
        Assert.Equal(4, lines.Length);
    }
}
