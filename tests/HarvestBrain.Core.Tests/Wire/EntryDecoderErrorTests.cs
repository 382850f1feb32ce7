using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>Every coded refusal with its exact text, as dead letters and logs show it.</summary>
public sealed class EntryDecoderErrorTests
{
    [Fact]
    public void EntryWithoutFields_IsEmpty()
    {
        Decoded decoded = Entry();
        Assert.False(decoded.Understood);
        Assert.Equal(new DecodeError(DecodeCode.EntryEmpty, null, null, null, MayBeFill: false), decoded.Error);
        Assert.Equal("EntryEmpty", decoded.Error.ToString());
    }

    [Fact]
    public void LineTooLong_IsItsCode() =>
        Assert.Equal("LineTooLong", new DecodeError(DecodeCode.LineTooLong, null, null, null, MayBeFill: true).ToString());

    [Fact]
    public void Error_WithoutField_SaysWhatWasFound() =>
        Assert.Equal("JsonBroken(found: 'x')", new DecodeError(DecodeCode.JsonBroken, null, "x", null, MayBeFill: true).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{")]
    [InlineData("{\"symbol\":\"ETHUSDT\"")]
    [InlineData("{\"symbol\":\"ETHUSDT\",}")]
    [InlineData("{\"symbol\":\"ETHUSDT\"}}")]
    [InlineData("{\"symbol\":\"ETHUSDT\"} {}")]
    [InlineData("{'symbol':'ETHUSDT'}")]
    [InlineData("{\"symbol\":\"ETHUSDT\",\"qty\":01}")]
    [InlineData("{\"symbol\":\"ETHUSDT\",\"qty\":nan}")]
    [InlineData("{\"symbol\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("[1")]
    [InlineData("1 2")]
    public void Line_OfBrokenJson_IsRefused(string line)
    {
        Decoded decoded = Line(line);
        Assert.False(decoded.Understood);
        Assert.Equal("JsonBroken", decoded.Error.ToString());
        Assert.Equal(default, decoded.Event);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"symbol\":\"ETHUSDT\"}]")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData(" true ")]
    public void Line_ThatIsNoObject_IsRefused(string line)
    {
        Decoded decoded = Line(line);
        Assert.False(decoded.Understood);
        Assert.Equal("JsonNotObject", decoded.Error.ToString());
    }

    [Theory]
    [InlineData("payload", "not json", "JsonBroken(field: payload, found: 'not json')")]
    [InlineData("data", "{\"symbol\":", "JsonBroken(field: data, found: '{\"symbol\":')")]
    [InlineData("payload", "[1]", "JsonNotObject(field: payload, found: '[1]')")]
    [InlineData("data", "42", "JsonNotObject(field: data, found: '42')")]
    [InlineData("payload", "null", "JsonNotObject(field: payload, found: 'null')")]
    [InlineData("data", "[1", "JsonBroken(field: data, found: '[1')")]
    public void Payload_OfAnEntry_MustBeAnObject(string name, string text, string expected)
    {
        Assert.Equal(expected, Entry((name, Text(text))).Error.ToString());
        Assert.Equal(expected, Line(Object((name, Text(text)))).Error.ToString());
    }

    [Theory]
    [InlineData("42", "JsonNotObject(field: payload, found: '42')")]
    [InlineData("true", "JsonNotObject(field: payload, found: 'true')")]
    [InlineData("[{\"symbol\":\"X\"}]", "JsonNotObject(field: payload, found: '[{\"symbol\":\"X\"}]')")]
    public void Payload_OfALine_MustBeAnObject(string json, string expected) =>
        Assert.Equal(expected, Line(Object(("payload", json))).Error.ToString());

    [Theory]
    [InlineData("\"abc\"", "EntryIdInvalid(field: id, found: 'abc')")]
    [InlineData("\"1-\"", "EntryIdInvalid(field: id, found: '1-')")]
    [InlineData("\"-5\"", "EntryIdInvalid(field: id, found: '-5')")]
    [InlineData("\" 1-1\"", "EntryIdInvalid(field: id, found: ' 1-1')")]
    [InlineData("1.5", "EntryIdInvalid(field: id, found: '1.5')")]
    [InlineData("true", "EntryIdInvalid(field: id, found: 'true')")]
    [InlineData("[1]", "EntryIdInvalid(field: id, found: '[1]')")]
    public void Id_OfALine_MustBeAnEntryId(string json, string expected)
    {
        Decoded decoded = Line(Object([("id", json), .. PlainFill]));
        Assert.False(decoded.Understood);
        Assert.Equal(expected, decoded.Error.ToString());
        Assert.Equal("ETHUSDT", decoded.Error.Symbol);
        Assert.True(decoded.Error.MayBeFill);
    }

    [Fact]
    public void Fields_ThatMustBeThere_AreNamed()
    {
        Refused("SymbolMissing(field: symbol)", null, PlainFill.Without("symbol"));
        Refused("SymbolMissing(field: symbol)", null, PlainFill.With("symbol", "\"\""));
        Refused("SymbolMissing(field: symbol)", null, PlainFill.With("symbol", "\" \\t\\n \""));
        Refused("StatusMissing(field: status)", "ETHUSDT", PlainFill.Without("status"));
        Refused("StatusMissing(field: status)", "ETHUSDT", PlainFill.With("status", "\" \""));
        Refused("SideMissing(field: side)", "ETHUSDT", PlainFill.Without("side"));
        Refused("QuantityMissing(field: qty)", "ETHUSDT", PlainFill.Without("qty"));
        Refused("QuantityMissing(field: entry_price)", "ETHUSDT", PlainFill.Rename("qty", "position_size_usd"));
        Refused("PriceMissing(field: price)", "ETHUSDT", PlainFill.Without("price"));
    }

    [Fact]
    public void Price_WithoutPrice_IsRefused()
    {
        // A fill's names for its price are no names of a mark price.
        foreach (var fields in new[] { PlainPrice.Without("price"), PlainPrice.Rename("price", "avg_price"), PlainPrice.Rename("price", "entry_price") })
            RefusedNoFill("PriceMissing(field: price)", fields);
    }

    [Theory]
    [InlineData("current_price")]
    [InlineData("mark_price")]
    public void Fill_WithTheNameOfAMarkPrice_HasNoPrice(string name) =>
        Refused("PriceMissing(field: price)", "ETHUSDT", PlainFill.Rename("price", name));

    [Theory]
    [InlineData("status", "DONE", "StatusUnknown(field: status, found: 'DONE')")]
    [InlineData("status", "FILLED!", "StatusUnknown(field: status, found: 'FILLED!')")]
    [InlineData("side", "HOLD", "SideUnknown(field: side, found: 'HOLD')")]
    [InlineData("side", "B", "SideUnknown(field: side, found: 'B')")]
    [InlineData("position_side", "NET", "PositionSideUnknown(field: position_side, found: 'NET')")]
    public void Words_ThatAreNotKnown_AreRefused(string name, string word, string expected) =>
        Refused(expected, "ETHUSDT", PlainFill.With(name, Text(word)));

    // The error names the field that the entry has, not the first of the accepted names.
    [Theory]
    [InlineData("action", "HOLD", "SideUnknown(field: action, found: 'HOLD')")]
    [InlineData("positionSide", "NET", "PositionSideUnknown(field: positionSide, found: 'NET')")]
    public void Words_UnderALaterName_AreRefusedByThatName(string name, string word, string expected) =>
        Refused(expected, "ETHUSDT", (name == "action" ? PlainFill.Without("side") : PlainFill).With(name, Text(word)));

    [Theory]
    [InlineData("qty")]
    [InlineData("quantity")]
    [InlineData("filled_qty")]
    [InlineData("price")]
    [InlineData("avg_price")]
    [InlineData("entry_price")]
    [InlineData("position_size_usd")]
    public void Numbers_OfAFill_MustBeFiniteAndInRange(string name)
    {
        (string, string)[] fields = name switch
        {
            "quantity" or "filled_qty" => PlainFill.Without("qty"),
            "avg_price" or "entry_price" => PlainFill.Without("price"),
            "position_size_usd" => [.. PlainFill.Without("qty"), ("entry_price", "3300.25")],
            _ => PlainFill,
        };
        void Is(string code, string value) => Refused($"{code}(field: {name}, found: '{value}')", "ETHUSDT", fields.With(name, Text(value)));

        foreach (string value in (string[])["NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "+INF"]) Is("NumberNotFinite", value);
        foreach (string value in (string[])["abc", "1,5", "1.5.0", "0x10", "1_000", "$5", "--1", "1e", "true", "½"]) Is("NumberInvalid", value);
        foreach (string value in (string[])["1e400", "1e29", "1e19", "99999999999999999999"]) Is("NumberOutOfRange", value);
        foreach (string value in (string[])["0", "-0", "0.000", "-1", "-1e-5"]) Is("NumberNotPositive", value);
        Is("NumberOutOfRange", "0.0000000000009");
        if (name.EndsWith("price", StringComparison.Ordinal)) Is("NumberOutOfRange", "1000000000000.5");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"value\":1}")]
    public void Numbers_OfAnotherJsonKind_AreRefused(string json)
    {
        Decoded decoded = Decode(Shape.PayloadObjectLine, PlainFill.With("price", json));
        Assert.Equal($"NumberInvalid(field: price, found: '{json}')", decoded.Error.ToString());
    }

    [Fact]
    public void Numbers_OfAPrice_MustBeFiniteAndInRange()
    {
        RefusedNoFill("NumberNotFinite(field: price, found: 'Infinity')", PlainPrice.With("price", "\"Infinity\""));
        RefusedNoFill("NumberOutOfRange(field: price, found: '1e13')", PlainPrice.With("price", "1e13"));
        RefusedNoFill("NumberNotPositive(field: price, found: '-1')", PlainPrice.With("price", "-1"));
        RefusedNoFill("TimestampInvalid(field: ts, found: 'soon')", PlainPrice.With("ts", "\"soon\""));
    }

    [Fact]
    public void QuantityTimesPrice_BeyondAnyMarket_IsRefused()
    {
        Refused("NumberOutOfRange(field: quantity)", "ETHUSDT", PlainFill.With("qty", "1e15").With("price", "1000.01"));
        Refused("NumberOutOfRange(field: qty, found: '1000000000000000.1')", "ETHUSDT", PlainFill.With("qty", "1000000000000000.1"));
    }

    [Fact]
    public void SizeInQuote_ThatMakesNoQuantity_IsRefused()
    {
        var fill = PlainFill.Without("qty");
        Refused(
            "NumberOutOfRange(field: position_size_usd)", "ETHUSDT", [.. fill, ("position_size_usd", "1e17"), ("entry_price", "0.01")]);
        Refused(
            "NumberOutOfRange(field: position_size_usd)", "ETHUSDT", [.. fill, ("position_size_usd", "1e-12"), ("entry_price", "1e12")]);
        Refused("NumberNotPositive(field: entry_price, found: '0')", "ETHUSDT", [.. fill, ("position_size_usd", "5"), ("entry_price", "0")]);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void PythonsBareNumbers_AreRefusedByField(string bare)
    {
        // json.dumps of Python writes them bare, which is no JSON.
        string expected = $"NumberNotFinite(field: price, found: '{bare}')";
        foreach (Shape shape in AllShapes)
            Assert.Equal(new DecodeError(DecodeCode.NumberNotFinite, "price", bare, "ETHUSDT", true), Decode(shape, PlainFill.With("price", bare)).Error);
        Assert.Equal(expected, Decode(Shape.PayloadEntry, PlainFill.With("price", bare)).Error.ToString());
    }

    [Fact]
    public void PythonsBareNumbers_InFieldsThatMeanNothing_AreNoHarm()
    {
        (string, string)[] fill =
        [
            ("model_score", "NaN"), .. PlainFill, ("notes", "\"NaN, \\\"Infinity\\\" \\\\\""), ("scores", "[NaN,-Infinity,{\"a\":Infinity}]"),
        ];
        Assert.All(AllShapes, shape => Assert.Equal(FillEvent, Decode(shape, fill).Event));
    }

    [Fact]
    public void BareNumbers_InsideAText_StayAsTheyAre() => Assert.Equal(
        FillEvent with { Symbol = "a\"NaN" }, Decode(Shape.PayloadEntry, [.. PlainFill.With("symbol", "\"a\\\"NaN\""), ("x", "NaN")]).Event);

    [Theory]
    [InlineData("42")]
    [InlineData("{\"name\":\"ETHUSDT\"}")]
    [InlineData("true")]
    public void Symbol_ThatIsNoText_IsRefused(string json)
    {
        Decoded decoded = Decode(Shape.DataObjectLine, PlainFill.With("symbol", json));
        Assert.Equal(new DecodeError(DecodeCode.SymbolInvalid, "symbol", json, null, MayBeFill: true), decoded.Error);
    }

    [Fact]
    public void Symbol_ThatIsTooLong_IsRefused()
    {
        string symbol = new('X', Limits.MaxSymbolLength + 1), wide = new('币', Limits.MaxSymbolLength + 1);
        AssertRefusedInEveryShape(
            new DecodeError(DecodeCode.SymbolInvalid, "symbol", symbol[..60] + "...", null, MayBeFill: true), PlainFill.With("symbol", Text(symbol)));
        AssertRefusedInEveryShape(
            new DecodeError(DecodeCode.SymbolInvalid, "symbol", wide[..20] + "...", null, MayBeFill: true), PlainFill.With("symbol", Text(wide)));
    }

    [Fact]
    public void Symbol_ThatIsNoUtf8_IsRefused()
    {
        EntryField[] fields = [new("symbol"u8.ToArray(), new byte[] { (byte)'E', 0xC3, 0x28 }), Field("status", "FILLED")];
        Assert.False(new EntryDecoder().TryDecode(Id, fields, out _, out DecodeError error));
        Assert.Equal(DecodeCode.SymbolInvalid, error.Code);
        Assert.Null(error.Symbol);
        Assert.True(error.MayBeFill);
    }

    [Fact]
    public void Found_IsShortenedAndCleaned()
    {
        string value = "a\nb\u0000c\u001b[31m" + new string('x', 100);
        Decoded decoded = Entry(PlainFill.With("side", Text(value)));
        Assert.Equal("a?b?c?[31m" + new string('x', 50) + "...", decoded.Error.Found);
        Assert.Equal(new string('y', 60), Entry(PlainFill.With("side", Text(new string('y', 60)))).Error.Found);
    }

    // The first field that fails is told: symbol, status, side, quantity, price.
    [Fact]
    public void FirstFailure_IsTheOneTold()
    {
        var bad = PlainFill.With("side", "\"x\"").With("qty", "\"x\"").With("price", "\"x\"").With("status", "\"x\"");
        Assert.Equal(DecodeCode.StatusUnknown, Entry(bad).Error.Code);
        bad = bad.With("status", "\"FILLED\"");
        Assert.Equal(DecodeCode.SideUnknown, Entry(bad).Error.Code);
        bad = bad.With("side", "\"BUY\"");
        Assert.Equal("qty", Entry(bad).Error.Field);
        Assert.Equal("price", Entry(bad.With("qty", "1")).Error.Field);
        Assert.Equal("price", Line(Object(bad.With("qty", "1"))).Error.Field); // and that there is no time, last of all
        Assert.Equal(DecodeCode.TimestampMissing, Line(Object(bad.With("qty", "1").With("price", "1"))).Error.Code);
    }

    /// <summary>A refusal of what may have been a fill, in every shape.</summary>
    private static void Refused(string expected, string? symbol, (string Name, string Json)[] fields) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(shape, fields);
        Assert.False(decoded.Understood);
        Assert.Equal(expected, decoded.Error.ToString());
        Assert.Equal(symbol, decoded.Error.Symbol);
        Assert.True(decoded.Error.MayBeFill);
    });

    /// <summary>A refusal of what was no fill, in every shape.</summary>
    private static void RefusedNoFill(string expected, (string Name, string Json)[] fields) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(shape, fields);
        Assert.False(decoded.Understood);
        Assert.Equal(expected, decoded.Error.ToString());
        Assert.Equal("ETHUSDT", decoded.Error.Symbol);
        Assert.False(decoded.Error.MayBeFill);
    });
}
