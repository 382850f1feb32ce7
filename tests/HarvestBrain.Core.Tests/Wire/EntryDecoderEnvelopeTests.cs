using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>Which level of an entry carries the event: envelope, payload, data, signal.</summary>
public sealed class EntryDecoderEnvelopeTests
{
    private static (string Name, string Json)[] Envelope =>
    [
        ("event_type", "\"execution.result\""), ("trace_id", "\"trace-1\""), ("correlation_id", "\"bus-77\""),
        ("timestamp", "\"2030-01-01T00:00:00Z\""), ("source", "\"execution_service\""),
    ];

    [Theory]
    [InlineData("payload")]
    [InlineData("data")]
    public void Envelope_BesideThePayload_DoesNotTouchTheEvent(string wrapper)
    {
        var body = (wrapper, Text(Object(PlainFill)));

        Assert.Equal(FillEvent, Entry([.. Envelope, body]).Event);
        Assert.Equal(FillEvent, Entry([body, .. Envelope]).Event);
    }

    [Theory]
    [InlineData("payload")]
    [InlineData("data")]
    public void Fields_BesideThePayload_AreNotTheEvents(string wrapper)
    {
        (string, string)[] outside = [("symbol", "\"BTCUSDT\""), ("price", "1"), ("status", "\"REJECTED\""), ("stop_loss", "2")];

        Assert.Equal(FillEvent, Entry([.. outside, (wrapper, Text(Object(PlainFill)))]).Event);
        Assert.Equal(
            FillEvent, Line(Object([("id", "\"1768693537416-7\""), .. outside, (wrapper, Object(PlainFill))])).Event);
    }

    [Fact]
    public void Payload_BesideData_Wins()
    {
        var other = ("data", Text(Object(PlainFill.With("symbol", "\"BTCUSDT\""))));
        Assert.Equal(FillEvent, Entry(other, ("payload", Text(Object(PlainFill)))).Event);
        Assert.Equal(FillEvent, Entry(("payload", Text(Object(PlainFill))), other).Event);
    }

    [Fact]
    public void Payload_ThatIsEmpty_LeavesTheWordToDataAndToTheFlatFields()
    {
        Assert.Equal(FillEvent, Entry(("payload", "\"\""), ("data", Text(Object(PlainFill)))).Event);
        Assert.Equal(FillEvent, Entry([("payload", "\"\""), ("data", "\" \""), .. PlainFill]).Event);
        Assert.Equal(FillEvent, Line(Object([("id", "\"1768693537416-7\""), ("payload", "null"), .. PlainFill])).Event);
    }

    [Fact]
    public void Payload_InsideAPayload_IsNotOpened() => Assert.Equal(
        DecodeCode.SymbolMissing, Entry(("payload", Text(Object(("payload", Text(Object(PlainFill))))))).Error.Code);

    [Fact]
    public void Payload_WithBlanksAround_IsRead() => Assert.Equal(FillEvent, Entry(("payload", Text($" \n\t{Object(PlainFill)} \r\n"))).Event);

    [Fact]
    public void Payload_EscapedTwice_IsRead()
    {
        // JSON text in a JSON text: every quote of the symbol is escaped twice.
        var fill = PlainFill.With("symbol", "\"A\\\"B\\\\C\\u00e9\"");
        Assert.Equal(FillEvent with { Symbol = "A\"B\\Cé" }, Decode(Shape.PayloadTextLine, fill).Event);
        Assert.Equal(FillEvent with { Symbol = "A\"B\\Cé" }, Decode(Shape.SignalTextInDataEntry, fill).Event);
    }

    [Fact]
    public void EscapedNames_AreRead() => Assert.Equal(
        FillEvent, Line("""{"id":"1768693537416-7","\u0073ymbol":"ETHUSDT","s\u0069de":"BUY","qty":1.5,"price":3300.25,"status":"FILLED"}""").Event);

    [Fact]
    public void ManyEscapedValues_DoNotOverwriteOneAnother()
    {
        // More escaped text than the decoder's first buffer holds: values read before must stay what they were.
        string filler = new('é', 400);
        Assert.All(AllShapes, shape =>
        {
            Decoded decoded = Decode(
                shape,
                [
                    ("symbol", "\"\\u0045THUSDT\""), ("status", "\"\\u0046ILLED\""), ("correlation_id", Text(filler)), ("order_id", Text(filler)),
                    ("exec_id", Text(filler)), ("trade_id", Text("\u00e9-1")), ("side", "\"\\u0042UY\""), ("qty", "\"\\u0031.5\""),
                    ("price", "\"\\u0033300.25\""),
                ]);
            Assert.Equal(FillEvent.Traded("é-1"u8, System.Text.Encoding.UTF8.GetBytes(filler)), decoded.Event);
        });
    }

    [Fact]
    public void Signal_HoldsWhatTheTopDoesNot()
    {
        string signal = Object(
            ("symbol", "\"ETHUSDT\""), ("action", "\"SELL\""), ("qty", "2"), ("entry_price", "3000"), ("stop_loss", "3200"), ("atr", "5"));
        HarvestEvent expected = FillEvent with { Side = OrderSide.Sell, StopLoss = 3200, Atr = 5 };

        // Quantity and price at the top win, also under a later name.
        foreach ((string Name, string Json)[] top in new[]
        {
            new[] { ("status", "\"FILLED\""), ("signal", signal), ("qty", "1.5"), ("price", "3300.25") },
            [("filled_qty", "1.5"), ("entry_price", "3300.25"), ("status", "\"FILLED\""), ("signal", Text(signal))],
        })
        {
            Assert.Equal(expected, Entry(("payload", Text(Object(top)))).Event);
            Assert.Equal(expected, Entry(top).Event);
            Assert.Equal(expected, Line(Object([("id", "\"1768693537416-7\""), .. top])).Event);
        }
    }

    [Fact]
    public void Signal_WithQuantityAndPrice_IsEnough()
    {
        var nested = PlainFill.Without("status").With("timestamp", "1768693505");
        Assert.Equal(
            FillEvent with { TimeUnixMs = 1768693505000, TimeSlackMs = 999 }, Entry(("data", Text(Object(("status", "\"FILLED\""), ("signal", Object(nested)))))).Event);
    }

    [Fact]
    public void Signal_WithStatus_TheTopOneWins() => Assert.Equal(
        HarvestEvent.Outcome(Id, IdMs, "ETHUSDT", null),
        Entry(("status", "\"REJECTED\""), ("signal", Text(Object(PlainFill)))).Event);

    [Theory]
    [InlineData("\"BUY\"")]
    [InlineData("\"strong buy [1]\"")]
    [InlineData("\"[]\"")]
    [InlineData("\"42\"")]
    public void Signal_ThatIsAWord_SaysNothing(string signal)
    {
        Assert.Equal(FillEvent, Entry([.. PlainFill, ("signal", signal)]).Event);
        Assert.Equal(FillEvent, Decode(Shape.PayloadEntry, [.. PlainFill, ("signal", signal)]).Event);
    }

    [Theory]
    [InlineData("42")]
    [InlineData("[1,{\"symbol\":\"BTCUSDT\"}]")]
    [InlineData("true")]
    [InlineData("null")]
    public void Signal_ThatIsNoObject_SaysNothing(string signal) =>
        Assert.Equal(FillEvent, Decode(Shape.DataObjectLine, [.. PlainFill, ("signal", signal)]).Event);

    [Theory]
    [InlineData("{\"symbol\":\"ETHUSDT\",\"side\":\"BUY\"")]
    [InlineData("  {\"symbol\":")]
    public void Signal_ThatIsABrokenObject_IsRefused(string signal)
    {
        Decoded decoded = Entry([.. PlainFill, ("signal", Text(signal))]);
        Assert.False(decoded.Understood);
        Assert.Equal($"JsonBroken(field: signal, found: '{signal}')", decoded.Error.ToString());
        Assert.Equal("ETHUSDT", decoded.Error.Symbol);
        Assert.True(decoded.Error.MayBeFill);
    }

    [Fact]
    public void RepeatedName_LastOneWins()
    {
        Assert.Equal(FillEvent, Line("""{"id":"1768693537416-7","symbol":"X","symbol":"ETHUSDT","side":"BUY","qty":9,"qty":1.5,"price":3300.25,"status":"FILLED"}""").Event);
        Assert.Equal(FillEvent, Entry([("symbol", "\"X\""), ("qty", "9"), .. PlainFill]).Event);
    }

    [Fact]
    public void Decoder_UsedAgain_RemembersNothingOfTheEntryBefore()
    {
        var decoder = new EntryDecoder();
        (string, string)[] full =
        [
            .. PlainFill, ("stop_loss", "1"), ("fee", "2"), ("atr", "3"), ("trade_id", "\"t\""), ("position_side", "\"LONG\""),
            ("timestamp", "1768693505"), ("signal", Object(("fee_usd", "9"))), ("reduce_only", "true"),
        ];
        Assert.True(decoder.TryDecodeLine(1, Utf8(Object([("id", "\"1-1\""), ("payload", Text(Object(full)))])), out _, out _));

        Assert.True(decoder.TryDecodeLine(2, Utf8(Object([("id", "\"1768693537416-7\""), .. PlainFill])), out HarvestEvent e, out _));
        Assert.Equal(FillEvent, e);
        Assert.True(decoder.TryDecodeLine(3, Utf8(Object([("id", "\"1768693537416-7\""), ("data", Object(PlainFill))])), out e, out _));
        Assert.Equal(FillEvent, e);
        EntryField[] fields = [.. PlainFill.Select(pair => Field(pair.Name, pair.Json.Trim('"')))];
        Assert.True(decoder.TryDecode(Id, fields, out e, out _));
        Assert.Equal(FillEvent, e);
        Assert.False(decoder.TryDecode(Id, fields.AsSpan(1), out _, out DecodeError error));
        Assert.Equal(new DecodeError(DecodeCode.SymbolMissing, "symbol", null, null, MayBeFill: true), error);
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
