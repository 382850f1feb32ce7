using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>What can still be said of an entry that could not be understood: its symbol, and whether it may have been a fill.</summary>
public sealed class EntryDecoderSuspectTests
{
    [Theory]
    [InlineData("FILLED", true)]
    [InlineData("partial_fill", true)]
    [InlineData("SOMETHING_NEW", true)]
    [InlineData("PRICE_UPDATE", false)]
    public void MayBeFill_UnlessTheStatusSaysOtherwise(string status, bool mayBeFill) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(shape, PlainFill.With("status", Text(status)).With("price", "\"x\""));
        Assert.False(decoded.Understood);
        Assert.Equal("ETHUSDT", decoded.Error.Symbol);
        Assert.Equal(mayBeFill, decoded.Error.MayBeFill);
    });

    /// <summary>An order that ended may have filled a part of it: only when that is known to be nothing it was no fill.</summary>
    [Theory]
    [InlineData("rejected", "1", true)]
    [InlineData("CANCELED", "?", true)]
    [InlineData("EXPIRED", "NaN", true)]
    [InlineData("cancelled", "-1", true)]
    public void MayBeFill_WhenAnotherStatusTellsOfAPart(string status, string filled, bool mayBeFill) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(shape, PlainFill.With("status", Text(status)).With("price", "\"x\"").With("cum_qty", Text(filled)));
        Assert.False(decoded.Understood);
        Assert.Equal((mayBeFill, "ETHUSDT"), (decoded.Error.MayBeFill, decoded.Error.Symbol));
    });

    [Theory]
    [InlineData("rejected")]
    [InlineData("CANCELED")]
    [InlineData("NEW")]
    public void OtherStatus_WithNothingFilled_IsUnderstoodWhateverElseItTells(string status) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(shape, PlainFill.With("status", Text(status)).With("price", "\"x\"").With("executedQty", "0.000").With("ts", "\"x\""));
        Assert.True(decoded.Understood, $"{decoded.Error}");
        Assert.NotEqual(Core.Events.EventKind.Fill, decoded.Event.Kind);
    });

    // Redis trims nothing, but producers are killed in the middle of a write.
    [Theory]
    [InlineData("""{"symbol":"ETHUSDT","side":"BUY","qty":1.5,"price":33""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"ETHUSDT","side":"BU""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"ETHUSDT",""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"ETHUSDT" """, "ETHUSDT", true)]
    [InlineData("""{"symbol":"ETHUS""", null, true)]
    [InlineData("""{"status":"PRICE_UPDATE","symbol":"ETHUSDT","pri""", "ETHUSDT", false)]
    [InlineData("""{"status":"FILLED","symbol":"ETHUSDT","pri""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"ETHUSDT","status":"REJECTED","reason":"margi""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"\u0045THUSDT","side":""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"ETHUSDT","model":{"a":[1,""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"ETHUSDT","price":NaN,"qty":""", "ETHUSDT", true)]
    [InlineData("""{"symbol":"","side":""", null, true)]
    [InlineData("""{"symbol":42,"side":""", null, true)]
    [InlineData("""{"signal":{"symbol":"ETHUSDT","side":"BUY"},"status":"FILLED","qt""", "ETHUSDT", true)]
    [InlineData("""{"status":"FILLED","signal":{"symbol":"ETHUSDT","side":"BU""", "ETHUSDT", true)]
    [InlineData("""{"status":"REJECTED","signal":{"symbol":"ETHUSDT","side":"BU""", "ETHUSDT", true)]
    [InlineData("""{"signal":{"side":"BUY"},"status":"FILLED","qt""", null, true)]
    public void TruncatedJson_KeepsWhatCouldBeRead(string json, string? symbol, bool mayBeFill)
    {
        foreach (Decoded decoded in new[]
        {
            Entry(("payload", Text(json))), Entry(("event_type", "\"x\""), ("data", Text(json))), Line(json),
            Line(Object(("payload", Text(json)))), Line($"{{\"payload\":{json}"), Line($"{{\"id\":\"1-1\",\"data\":{json}"),
        })
        {
            Assert.False(decoded.Understood);
            Assert.Equal(DecodeCode.JsonBroken, decoded.Error.Code);
            Assert.Equal(symbol, decoded.Error.Symbol);
            Assert.Equal(mayBeFill, decoded.Error.MayBeFill);
        }
    }

    [Fact]
    public void BrokenPayload_WithSymbolOutside_NamesThatSymbol()
    {
        Decoded decoded = Entry(("payload", "\"{\""), ("symbol", "\" ETHUSDT \""));
        Assert.Equal(new DecodeError(DecodeCode.JsonBroken, "payload", "{", "ETHUSDT", MayBeFill: true), decoded.Error);
    }

    [Fact]
    public void StatusOutsideThePayload_RulesNoFillOut()
    {
        var outside = ("status", "\"NEW\"");
        Assert.True(Entry(outside, ("payload", "\"{\"")).Error.MayBeFill);
        Assert.True(Entry(outside, ("data", Text(Object(PlainFill.With("side", "\"x\""))))).Error.MayBeFill);
        Assert.True(Line("""{"status":"NEW","payload":{"symbol":"ETHUSDT","status":"FIL""").Error.MayBeFill);
    }

    [Fact]
    public void StatusOfTheSignal_RulesNoFillOut_WhenTheTopHasOne()
    {
        string signal = Object(PlainFill.With("status", "\"NEW\""));
        Assert.True(Entry(("status", "\"FILLED\""), ("side", "\"x\""), ("signal", signal)).Error.MayBeFill);
        Assert.True(Entry(("status", "\"UNHEARD_OF\""), ("signal", signal)).Error.MayBeFill);
        Assert.False(Entry(("timestamp", "\"x\""), ("signal", Object(PlainFill.With("status", "\"PRICE_UPDATE\"")))).Error.MayBeFill);
    }

    [Fact]
    public void InvalidId_StillNamesTheSymbolInside()
    {
        foreach (string line in new[]
        {
            Object(("id", "\"x\""), ("payload", Object(PlainFill))), Object(("id", "\"x\""), ("data", Text(Object(PlainFill)))),
            Object(("id", "\"x\""), ("status", "\"FILLED\""), ("signal", Object(PlainFill))),
            Object(("id", "\"x\""), ("payload", Object(("status", "\"FILLED\""), ("signal", Object(PlainFill))))),
        })
        {
            Assert.Equal(new DecodeError(DecodeCode.EntryIdInvalid, "id", "x", "ETHUSDT", MayBeFill: true), Line(line).Error);
        }
    }

    [Fact]
    public void PayloadsOwnSymbol_WinsOverTheEnvelopes()
    {
        var outside = ("symbol", "\"BTCUSDT\"");
        Assert.Equal("ETHUSDT", Entry(outside, ("payload", "\"{\\\"symbol\\\":\\\"ETHUSDT\\\",\"")).Error.Symbol);
        Assert.Equal("ETHUSDT", Entry(outside, ("payload", Text(Object(PlainFill.With("side", "\"x\""))))).Error.Symbol);
    }

    [Fact]
    public void SymbolThatIsInvalid_IsNotNamed()
    {
        Assert.Null(Entry(PlainFill.With("symbol", Text(new string('X', 65)))).Error.Symbol);
        // The one that can be read is.
        Assert.Equal(
            "ETHUSDT",
            Entry(("payload", Text(Object(PlainFill.With("symbol", "42")))), ("symbol", "\"ETHUSDT\"")).Error.Symbol);
    }

    [Fact]
    public void NothingReadable_MayBeAFillOfNobody()
    {
        foreach (string line in (string[])["", "garbage", "[]", "{}"])
        {
            DecodeError error = Line(line).Error;
            Assert.Null(error.Symbol);
            Assert.True(error.MayBeFill);
        }
    }
}
