using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

public sealed class SnapshotDecodingTests
{
    private static readonly (string, string) SaysPosition = ("event_type", "\"position.snapshot\"");
    private static readonly (string, string) SaysPnl = ("stream", "\"quantum:stream:pnl.snapshot\"");

    [Fact]
    public void Position_EveryShape_Decodes() => AssertSnapshot(SnapshotEvent, PlainSnapshot);

    [Fact]
    public void Position_EveryField_Decodes() => AssertSnapshot(
        SnapshotEvent with { Price = 3350m, StopLoss = 3200m, Atr = 12.5m, TimeUnixMs = 1768693537000, TimeSlackMs = 999, PositionSide = PositionSide.Long },
        [
            .. PlainSnapshot, ("mark_price", "3350"), ("stop_loss", "3200"), ("atr", "12.5"), ("timestamp", "1768693537"),
            ("position_side", "\"LONG\""), ("unrealized_pnl", "\"NaN\""), ("leverage", "[1]"), ("status", "\"WHATEVER\""),
        ]);

    [Fact]
    public void Position_KeepsHowExactlyTheEntryIsWritten() =>
        Assert.Equal(0.001m, PlainDecimal.LastDigit(Decode(EntrySource.PositionSnapshot, Shape.PayloadEntry, PlainSnapshot).Event.EntryPrice));

    [Theory]
    [InlineData("quantity", "qty", "positionAmt")]
    [InlineData("entry_price", "entryPrice", "avg_price")]
    public void Position_OtherNames_MeanTheSame(params string[] names) => Assert.All(names, name =>
        AssertSnapshot(SnapshotEvent, PlainSnapshot.Rename(names[0], name)));

    [Theory]
    [InlineData("mark_price", "markPrice", "price", "current_price")]
    public void MarkPrice_NamesInOrder_TheFirstPresentWins(params string[] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            (string, string)[] marks = [.. names.Skip(i).Reverse().Select(name => (name, name == names[i] ? "3350" : "1"))];
            AssertSnapshot(SnapshotEvent with { Price = 3350m }, [.. PlainSnapshot, .. marks]);
            AssertIn(EntrySource.PnlSnapshot, PriceEvent with { Price = 3350m, IsSnapshotPrice = true }, [("symbol", "\"ETHUSDT\""), .. marks]);
        }
    }

    [Theory]
    [InlineData("stop_loss", "sl")]
    [InlineData("atr", "atr_value")]
    [InlineData("position_side", "positionSide")]
    public void SharedFields_OtherName_MeansTheSame(string name, string other)
    {
        string json = name == "position_side" ? "\"LONG\"" : "12.5";
        Decoded one = Decode(EntrySource.PositionSnapshot, Shape.FlatEntry, [.. PlainSnapshot, (name, json)]);
        Assert.NotEqual(SnapshotEvent, one.Event);
        AssertSnapshot(one.Event, [.. PlainSnapshot, (other, json)]);
    }

    [Theory]
    [InlineData("1.5", null, null, OrderSide.Buy)]
    [InlineData("-1.5", null, null, OrderSide.Sell)]
    [InlineData("1.5", "long", null, OrderSide.Buy)]
    [InlineData("1.5", "BUY", "BOTH", OrderSide.Buy)]
    [InlineData("1.5", "SHORT", null, OrderSide.Sell)]
    [InlineData("-1.5", "Short", null, OrderSide.Sell)]
    [InlineData("-1.5", "SELL", "SHORT", OrderSide.Sell)]
    [InlineData("1.5", null, "LONG", OrderSide.Buy)]
    [InlineData("-1.5", null, "SHORT", OrderSide.Sell)]
    [InlineData("1.5", null, "SHORT", OrderSide.Sell)] // a quantity without sign
    public void Side_ByWordOrSign(string quantity, string? side, string? positionSide, OrderSide expected)
    {
        (string, string)[] fields = PlainSnapshot.With("quantity", quantity);
        if (side is not null) fields = fields.With("side", Text(side));
        if (positionSide is not null) fields = fields.With("positionSide", Text(positionSide));
        PositionSide told = positionSide is null ? PositionSide.Both : Enum.Parse<PositionSide>(positionSide, ignoreCase: true);
        AssertSnapshot(SnapshotEvent with { Side = expected, PositionSide = told }, fields);
    }

    [Theory]
    [InlineData("-1.5", "LONG", null, "side", "LONG")]
    [InlineData("-1.5", "buy", null, "side", "buy")]
    [InlineData("-1.5", null, "LONG", "quantity", "-1.5")]
    [InlineData("1.5", "LONG", "SHORT", "side", "LONG")]
    [InlineData("1.5", "SHORT", "LONG", "side", "SHORT")]
    public void Side_Contradictions_AreRefused(string quantity, string? side, string? positionSide, string field, string found)
    {
        (string, string)[] fields = PlainSnapshot.With("quantity", quantity);
        if (side is not null) fields = fields.With("side", Text(side));
        if (positionSide is not null) fields = fields.With("position_side", Text(positionSide));
        AssertRefused(DecodeCode.SideContradicts, field, found, fields);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.000")]
    [InlineData("\"0\"")]
    public void Flat_NeedsNeitherSideNorEntry(string quantity) => AssertSnapshot(
        HarvestEvent.PositionSnapshot(Id, IdMs, "ETHUSDT", OrderSide.Buy, 0, 0) with { PositionSide = PositionSide.Short },
        ("symbol", "\"ETHUSDT\""), ("positionAmt", quantity), ("entryPrice", "\"0.0\""), ("side", "\"FLAT\""), ("positionSide", "\"SHORT\""));

    [Fact]
    public void MarkPrice_Zero_IsNone() => AssertSnapshot(SnapshotEvent, [.. PlainSnapshot, ("markPrice", "\"0.00000000\"")]);

    [Theory]
    [InlineData("symbol", null, DecodeCode.SymbolMissing, null)]
    [InlineData("quantity", null, DecodeCode.QuantityMissing, null)]
    [InlineData("quantity", "\"x\"", DecodeCode.NumberInvalid, "x")]
    [InlineData("quantity", "\"NaN\"", DecodeCode.NumberNotFinite, "NaN")]
    [InlineData("quantity", "1e16", DecodeCode.NumberOutOfRange, "1e16")]
    [InlineData("quantity", "-1e16", DecodeCode.NumberOutOfRange, "-1e16")]
    [InlineData("quantity", "1e-13", DecodeCode.NumberOutOfRange, "1e-13")]
    [InlineData("quantity", "1e15", DecodeCode.NumberOutOfRange, "1e15")] // times the entry price
    [InlineData("entry_price", null, DecodeCode.PriceMissing, null)]
    [InlineData("entry_price", "0", DecodeCode.NumberNotPositive, "0")]
    [InlineData("entry_price", "-1", DecodeCode.NumberNotPositive, "-1")]
    [InlineData("entry_price", "\"inf\"", DecodeCode.NumberNotFinite, "inf")]
    [InlineData("side", "\"UP\"", DecodeCode.SideUnknown, "UP")]
    [InlineData("position_side", "\"NONE\"", DecodeCode.PositionSideUnknown, "NONE")]
    public void Position_BadInput_IsRefusedAndMakesNothingSuspect(string field, string? json, DecodeCode code, string? found) =>
        AssertRefused(code, field, found, json is null ? PlainSnapshot.Without(field) : PlainSnapshot.With(field, json));

    [Fact]
    public void BrokenJson_MakesNothingSuspect() => Assert.All(
        new[]
        {
            Entry(EntrySource.PositionSnapshot, Id, ("payload", Text("""{"symbol":"ETHUSDT","quan"""))),
            Entry(EntrySource.PnlSnapshot, Id, ("data", Text("""{"symbol":"ETHUSDT","mark"""))),
            Line("""{"event_type":"position.snapshot","payload":"{\"symbol\":\"ETHUSDT\",\"quan"}"""),
            Line("""{"symbol":"ETHUSDT","positionAmt":"1.0","entr"""),
        },
        decoded => Assert.Equal((false, DecodeCode.JsonBroken, "ETHUSDT", false), (decoded.Understood, decoded.Error.Code, decoded.Error.Symbol, decoded.Error.MayBeFill)));

    [Fact]
    public void Pnl_IsAPriceAndNothingElse() => AssertIn(
        EntrySource.PnlSnapshot,
        PriceEvent with { Atr = 3m, IsSnapshotPrice = true, TimeUnixMs = 1768693537000, TimeSlackMs = 999 },
        ("symbol", "\"ETHUSDT\""), ("mark_price", "3300.25"), ("atr", "3"), ("timestamp", "1768693537"), ("unrealized_pnl", "\"x\""), ("quantity", "-4"),
        ("stop_loss", "1"), ("position_side", "\"SHORT\""));

    [Theory]
    [InlineData("mark_price", null, DecodeCode.PriceMissing, null)]
    public void Pnl_BadInput_IsRefused(string field, string? json, DecodeCode code, string? found)
    {
        (string Name, string Json)[] fields = [("symbol", "\"ETHUSDT\""), ("mark_price", "3300")];
        fields = json is null ? fields.Without(field) : fields.With(field, json);
        foreach (Shape shape in AllShapes)
        {
            Decoded decoded = Decode(EntrySource.PnlSnapshot, shape, WithWord(shape, SaysPnl, fields));
            Assert.Equal(new DecodeError(code, field, found, "ETHUSDT", MayBeFill: false), decoded.Error);
        }
    }

    [Theory]
    [InlineData("event_type", "position.snapshot", true)]
    [InlineData("event_type", "Position.Snapshot", true)]
    [InlineData("stream", "quantum:stream:position.snapshot", true)]
    [InlineData("stream", "{q}:position.snapshot", true)]
    [InlineData("stream", "my_position.snapshot", false)]
    [InlineData("event_type", "position.snapshots", false)]
    [InlineData("event_type", "execution.result", false)]
    public void Line_SaysWhichStreamItIsFrom(string name, string value, bool isSnapshot)
    {
        foreach (string line in new[]
        {
            Object([("id", "\"1768693537416-7\""), (name, Text(value)), .. PlainSnapshot]),
            Object([("id", "\"1768693537416-7\""), (name, Text(value)), ("payload", Text(Object(PlainSnapshot)))]),
            Object([("id", "\"1768693537416-7\""), ("data", Object([(name, Text(value)), .. PlainSnapshot]))]),
        })
        {
            Decoded decoded = Line(line);
            Assert.Equal(isSnapshot, decoded.Understood);
            if (isSnapshot) Assert.Equal(SnapshotEvent, decoded.Event);
            else Assert.Equal(DecodeCode.StatusMissing, decoded.Error.Code);
        }
    }

    [Fact]
    public void Line_OfBinanceWithoutAnyWord_IsASnapshot()
    {
        const string Body = """{"symbol":"ETHUSDT","positionAmt":"-1.500","entryPrice":"3300.250","markPrice":"3350.1","unRealizedProfit":"1","positionSide":"BOTH","transact_time":1768693537416}""";
        HarvestEvent expected = SnapshotEvent with { Side = OrderSide.Sell, Price = 3350.1m, Id = new EntryId(IdMs, 12) };
        Assert.Equal(expected, Line(Body).Event);
        Assert.Equal(expected, Line(Object(("payload", Text(Body)), ("status", "\"ok\""))).Event);
        Assert.Equal(DecodeCode.StatusUnknown, Line(Body.Replace("{", "{\"status\":\"ok\",", StringComparison.Ordinal)).Error.Code);
    }

    [Fact]
    public void Entry_OfTheExecutionStream_IsNeverASnapshot()
    {
        Decoded decoded = Entry([SaysPosition, ("positionAmt", "1"), .. PlainSnapshot]);
        Assert.Equal(new DecodeError(DecodeCode.StatusMissing, "status", null, "ETHUSDT", MayBeFill: true), decoded.Error);
        Assert.Equal(DecodeCode.PriceMissing, Entry(PlainPrice.Rename("price", "markPrice")).Error.Code);
        Assert.Equal(FillEvent, Entry([SaysPosition, .. PlainFill]).Event);
    }

    private static void AssertSnapshot(HarvestEvent expected, params (string Name, string Json)[] fields) =>
        AssertIn(EntrySource.PositionSnapshot, expected, fields);

    private static void AssertIn(EntrySource source, HarvestEvent expected, params (string Name, string Json)[] fields) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(source, shape, WithWord(shape, source == EntrySource.PnlSnapshot ? SaysPnl : SaysPosition, fields));
        Assert.True(decoded.Understood, decoded.Error.ToString());
        Assert.Equal(expected, decoded.Event);
        Assert.Equal(default, decoded.Error);
    });

    private static void AssertRefused(DecodeCode code, string field, string? found, (string Name, string Json)[] fields) => Assert.All(AllShapes, shape =>
    {
        Decoded decoded = Decode(EntrySource.PositionSnapshot, shape, WithWord(shape, SaysPosition, fields));
        string? symbol = code == DecodeCode.SymbolMissing ? null : "ETHUSDT";
        Assert.Equal(new DecodeError(code, field, found, symbol, MayBeFill: false), decoded.Error);
        Assert.Equal(default, decoded.Event);
    });

    private static (string, string)[] WithWord(Shape shape, (string, string) word, (string, string)[] fields) =>
        shape.ToString().EndsWith("Line", StringComparison.Ordinal) ? [.. fields, word] : fields;
}
