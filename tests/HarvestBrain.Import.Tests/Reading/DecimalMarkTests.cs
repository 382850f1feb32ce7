using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Reading;

/// <summary>Which sign is the decimal's is a property of a column: all its rows decide.</summary>
public sealed class DecimalMarkTests
{
    private static readonly ImportOptions Utc = new() { Zone = "UTC", NoPrices = true };

    [Theory]
    [InlineData(";", "3.100", "3000,5", "3100", "3000.5")]
    [InlineData(";", "3000,5", "3.100", "3000.5", "3100")]
    [InlineData(",", "3.100", "\"3000,5\"", "3100", "3000.5")]
    [InlineData(";", "3,100", "3000.5", "3100", "3000.5")]
    [InlineData(",", "3.100", "3000.5", "3.1", "3000.5")]
    [InlineData(";", "3,100", "0,5", "3.1", "0.5")]
    [InlineData(";", "3 100", "0,5", "3100", "0.5")]
    [InlineData(";", "1.234.567", "3.100", "1234567", "3100")]
    public void Mark_OfAColumn_IsDecidedByAllItsRows(string separator, string first, string second, string expectedFirst, string expectedSecond) =>
        Assert.Equal([expectedFirst, expectedSecond], Prices(Table(separator, "1", first, second)));

    [Fact]
    public void Mark_OfAColumnThatDoesNotTell_IsThatOfTheFile() =>
        Assert.Equal(["3100", "4200"], Prices(Table(";", "0,5", "3.100", "4.200")));

    [Fact]
    public void BothMarks_InOneColumn_AreRefused_AndTheLinesNamed()
    {
        ImportResult result = Imports.Read([Table(";", "1", "3000,5", "3000.5")], Utc);

        Assert.Equal(ImportStatus.Refused, result.Status);
        Assert.Contains("DecimalMarkMixed(price: '3000,5' in line 2 has a decimal comma, '3000.5' in line 3 a decimal point", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void ANumber_ThatMayBeEither_IsRefused_WhereTheFileHasBoth()
    {
        ImportInput table = Imports.Input(
            "t.csv", "time;symbol;side;qty;price;fee\n2026-01-05T10:00:00Z;ETHUSDT;BUY;0,5;3.100;0.25\n2026-01-05T11:00:00Z;ETHUSDT;SELL;0,5;3.200;0.25\n");

        ImportResult result = Imports.Read([table], Utc);

        Assert.Equal(ImportStatus.Refused, result.Status);
        Assert.Contains("t.csv:2: DecimalMarkUnknown(price: '3.100'", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void AmountWithItsAsset_TellsTheMarkToo() => Assert.Equal(
        ["BUY 3100 at 2 fee 0.5", "SELL 3000.5 at 2 fee 0"],
        Fills(Imports.Lines(Utc with { DustPercent = 0 }, Imports.Input(
            "spot.csv",
            "Date(UTC),Pair,Side,Price,Executed,Amount,Fee\n2026-01-05 10:00:00,ABCUSDT,BUY,2,3.100ABC,1,\"0,5USDT\"\n2026-01-05 10:01:00,ABCUSDT,SELL,2,\"3000,5ABC\",1,0USDT\n"))));

    private static ImportInput Table(string separator, string quantity, params string[] prices) => Imports.Input(
        "t.csv",
        string.Join(separator, "time", "symbol", "side", "qty", "price") + "\n" + string.Concat(prices.Select((price, i) =>
            string.Join(separator, $"2026-01-05T10:0{i}:00Z", "ETHUSDT", "BUY", quantity, price) + "\n")));

    private static IEnumerable<string?> Prices(ImportInput table) => Imports.Lines(Utc, table).Select(line => Member(line, "price"));
}
