using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>What cannot be read and is not needed is left out and told, and the rest of the entry counts.</summary>
public sealed class LeftOutTests
{
    private static readonly string[] NoNumbers = ["NaN", "-Infinity", "+INF", "abc", "1,5", "true", "1e400", "1e29"];

    [Theory]
    [InlineData("stop_loss")]
    [InlineData("sl")]
    [InlineData("atr")]
    [InlineData("atr_value")]
    [InlineData("fee")]
    [InlineData("fee_usd")]
    [InlineData("commission")]
    public void Number_ThatIsNone_IsLeftOutOfAFill(string name)
    {
        foreach (string value in NoNumbers)
        {
            Decoded decoded = Decode(Shape.PayloadEntry, PlainFill.With(name, Text(value)));
            Assert.True(decoded.Understood, $"{value}: {decoded.Error}");
            Assert.EndsWith($"(field: {name}, found: '{value}')", decoded.Event.LeftOut, StringComparison.Ordinal);
            bool isFee = name.Contains("fee", StringComparison.Ordinal) || name == "commission";
            Assert.Equal(FillEvent with { LeftOut = decoded.Event.LeftOut, IsFeeIncomplete = isFee }, decoded.Event);
        }
    }

    [Theory]
    [InlineData("stop_loss", "-1", "NumberNegative(field: stop_loss, found: '-1')")]
    [InlineData("atr", "1000000000001", "NumberOutOfRange(field: atr, found: '1000000000001')")]
    [InlineData("atr_value", "nan", "NumberNotFinite(field: atr_value, found: 'nan')")]
    [InlineData("reduce_only", "maybe", "FlagInvalid(field: reduce_only, found: 'maybe')")]
    [InlineData("reduceOnly", "2", "FlagInvalid(field: reduceOnly, found: '2')")]
    [InlineData("timestamp", "soon", "TimestampInvalid(field: timestamp, found: 'soon')")]
    [InlineData("ts", "-1", "TimestampInvalid(field: ts, found: '-1')")]
    [InlineData("avg_price", "n/a", "NumberInvalid(field: avg_price, found: 'n/a')")]
    [InlineData("filled_qty", "-2", "NumberNotPositive(field: filled_qty, found: '-2')")]
    [InlineData("fee", "-1000000000000000001", "NumberOutOfRange(field: fee, found: '-1000000000000000001')")]
    public void Field_LeftOut_IsTold(string name, string value, string told) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(shape, PlainFill.With(name, Text(value)));
        Assert.True(decoded.Understood, $"{decoded.Error}");
        Assert.Equal(told, decoded.Event.LeftOut);
        HarvestEvent rest = decoded.Event with { LeftOut = null, IsFeeIncomplete = false, IsReduceOnlyUnknown = false };
        Assert.Equal(FillEvent, rest);
    });

    [Fact]
    public void FirstFieldLeftOut_IsTheOneTold() => Assert.Equal(
        "TimestampInvalid(field: ts, found: 'x')", Entry(PlainFill.With("ts", "\"x\"").With("atr", "\"y\"")).Event.LeftOut);

    [Fact]
    public void AnotherName_StandsForOneThatCannotBeRead()
    {
        Assert.Equal(3200, Entry(PlainFill.With("stop_loss", "\"x\"").With("sl", "3200")).Event.StopLoss);
        Assert.Equal(2, Entry(PlainFill.With("fee", "\"x\"").With("commission", "2")).Event.FeeQuote);
        Assert.False(Entry(PlainFill.With("fee", "\"x\"").With("commission", "2")).Event.IsFeeIncomplete);
        Assert.Equal(1.5m, Entry(PlainFill.With("qty", "\"x\"").With("quantity", "1.5")).Event.Quantity);
    }

    /// <summary>What the signal wanted is no answer to what was done and cannot be read.</summary>
    [Fact]
    public void Signal_DoesNotStandForWhatCannotBeRead()
    {
        string signal = Object(("symbol", "\"ETHUSDT\""), ("side", "\"BUY\""), ("price", "3300"), ("qty", "1"));
        Assert.Equal("price", Entry(("status", "\"FILLED\""), ("qty", "1"), ("price", "NaN"), ("signal", signal)).Error.Field);
        Assert.Equal("qty", Entry(("status", "\"FILLED\""), ("qty", "?"), ("price", "3300"), ("signal", signal)).Error.Field);
        Assert.Equal(3300, Entry(("status", "\"FILLED\""), ("qty", "1"), ("price", "0"), ("signal", signal)).Event.Price);
    }

    [Theory]
    [InlineData("stop_loss")]
    [InlineData("atr")]
    public void Number_ThatIsNone_IsLeftOutOfPricesAndSnapshots(string name)
    {
        Assert.Equal(PriceEvent, Entry(PlainPrice.With(name, "\"x\"")).Event with { LeftOut = null });
        Decoded snapshot = Entry(EntrySource.PositionSnapshot, Id, PlainSnapshot.With(name, "\"x\"").With("mark_price", "NaN"));
        Assert.Equal(SnapshotEvent, snapshot.Event with { LeftOut = null });
        Assert.Equal("NumberNotFinite(field: mark_price, found: 'NaN')", snapshot.Event.LeftOut);
    }

    [Fact]
    public void TimeOfALineWithoutId_IsNeeded() =>
        Assert.Equal("TimestampInvalid(field: ts, found: 'soon')", $"{Line(Object(PlainFill.With("ts", "\"soon\""))).Error}");

    [Theory]
    [InlineData("""{"currency":"USDT","cost":1.3}""", 1.3, "USDT")]
    [InlineData("""{"cost":"1.3","currency":"BNB","rate":0.001}""", 1.3, "BNB")]
    [InlineData("""{"cost":-0.2}""", -0.2, null)]
    [InlineData("""{}""", 0, null)]
    [InlineData("""{"cost":null,"currency":null}""", 0, null)]
    public void Fee_AsAnObject_IsRead(string json, double amount, string? asset)
    {
        foreach (string value in new[] { json, Text(json) })
        {
            foreach (Shape shape in AllShapes)
                Assert.Equal(FillEvent with { FeeQuote = (decimal)amount, FeeAsset = asset }, Decode(shape, PlainFill.With("fee", value)).Event);
        }
    }

    [Theory]
    [InlineData("""{"USDT":1.3}""")]
    [InlineData("""{"currency":"USDT","amount":1.3}""")]
    [InlineData("""{"cost":"x"}""")]
    [InlineData("""[{"cost":1}]""")]
    [InlineData("""{"cost":1""")]
    public void Fee_AsSomethingElse_IsLeftOut(string json)
    {
        HarvestEvent e = Entry(PlainFill.With("fee", Text(json))).Event;
        Assert.Equal((0m, true), (e.FeeQuote, e.IsFeeIncomplete));
        Assert.Contains("(field: fee, found: '", e.LeftOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fee_asset")]
    [InlineData("fee_currency")]
    [InlineData("feeCurrency")]
    [InlineData("commissionAsset")]
    [InlineData("commission_asset")]
    public void FeeAsset_UnderEveryName(string name)
    {
        AssertInEveryShape(FillEvent with { FeeQuote = 0.1m, FeeAsset = "BNB" }, PlainFill.With("fee", "0.1").With(name, "\" BNB \""));
        AssertInEveryShape(FillEvent with { FeeQuote = 0.1m }, PlainFill.With("fee_usd", "0.1").With(name, "\"BNB\"")); // its name says it
        AssertInEveryShape(FillEvent, PlainFill.With(name, "\"BNB\"")); // no fee
        string tooLong = new('X', Limits.MaxSymbolLength + 1);
        AssertInEveryShape(FillEvent with { FeeQuote = 0.1m, FeeAsset = "?" }, PlainFill.With("fee", "0.1").With(name, Text(tooLong)));
    }
}
