using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>Identities: entry ids, execution ids, echoes of intents.</summary>
public sealed class EntryDecoderIdentityTests
{
    private const string OurId = "harvest:ETHUSDT:1768693537416-0:rung:0.5";

    [Theory]
    [InlineData("trade_id")]
    [InlineData("exec_id")]
    public void Execution_WithAnId_IsThatId(string name)
    {
        AssertInEveryShape(FillEvent.Traded("981"u8), PlainFill.With(name, "981"));
        AssertInEveryShape(FillEvent.Traded("981"u8), PlainFill.With(name, "\"981\""));
        AssertInEveryShape(FillEvent.Traded("x-é"u8), PlainFill.With(name, "\"x-é\""));
        AssertInEveryShape(FillEvent.Traded("981"u8, "o"u8), [("order_id", "\"o\""), .. PlainFill.With(name, "981")]);
    }

    [Fact]
    public void Execution_OfOneTradeId_IsAnotherOnTheOtherSideAndInAnotherOrder()
    {
        var fill = PlainFill.With("trade_id", "1").With("order_id", "1");
        Assert.Equal(4, new[] { KeyOf(fill), KeyOf(fill.With("side", "\"SELL\"")), KeyOf(fill.With("order_id", "2")), KeyOf(fill.Without("order_id")) }.Distinct().Count());
    }

    [Fact]
    public void Execution_WithoutIds_HasNoIdentity() => AssertInEveryShape(FillEvent with { ExecutionKey = 0 }, PlainFill);

    [Fact]
    public void Execution_OfAnOrder_IsToldByStatusQuantityPriceAndTime()
    {
        var fill = PlainFill.With("order_id", "\"o-1\"").With("timestamp", "1768693537");
        ulong key = KeyOf(fill);

        Assert.NotEqual(0ul, key);
        Assert.Equal(ExecutionKey.OfOrder("o-1"u8, "FILLED"u8, 1.5m, 3300.25m, "1768693537"u8), key);
        AssertInEveryShape(FillEvent with { TimeUnixMs = 1768693537000, TimeSlackMs = 999, ExecutionKey = key, OrderKey = Orders("o-1"u8) }, fill);

        Assert.Equal(key, KeyOf(fill.With("qty", "\"1.500\"")));
        Assert.Equal(key, KeyOf(fill.With("qty", "15e-1")));
        Assert.Equal(key, KeyOf(fill.With("price", "3300.250")));
        Assert.Equal(key, KeyOf(fill.With("status", "\"filled\"")));
        Assert.Equal(key, KeyOf(fill.With("timestamp", "\"1768693537\"")));
        Assert.Equal(key, KeyOf([.. fill, ("stop_loss", "9"), ("fee", "1")]));

        Assert.NotEqual(key, KeyOf(fill.With("order_id", "\"o-2\"")));
        Assert.NotEqual(key, KeyOf(fill.With("status", "\"PARTIALLY_FILLED\"")));
        Assert.NotEqual(key, KeyOf(fill.With("qty", "1.6")));
        Assert.NotEqual(key, KeyOf(fill.With("price", "3300.26")));
        Assert.NotEqual(key, KeyOf(fill.With("timestamp", "1768693538")));
        Assert.NotEqual(key, KeyOf(fill.Without("timestamp")));
        Assert.NotEqual(key, KeyOf(fill.Rename("order_id", "trade_id")));
    }

    [Fact]
    public void Execution_OfAnOrderWithoutTime_HasAnIdentityToo()
    {
        var fill = PlainFill.With("order_id", "77");
        Assert.Equal(ExecutionKey.OfOrder("77"u8, "FILLED"u8, 1.5m, 3300.25m, default), KeyOf(fill));
    }

    [Theory]
    [InlineData("intent_id")]
    [InlineData("correlation_id")]
    public void IntentEcho_UnderEveryName(string name)
    {
        AssertInEveryShape(FillEvent with { IntentEcho = OurId }, PlainFill.With(name, Text(OurId)));
        AssertInEveryShape(
            HarvestEvent.Outcome(Id, IdMs, "ETHUSDT", OurId), PlainFill.With("status", "\"REJECTED\"").With(name, Text(OurId)));
    }

    [Fact]
    public void IntentEcho_UnderBothNames_TheFirstThatIsOursWins()
    {
        const string Other = "harvest:ETHUSDT:1768693537416-0:rung:1";
        AssertInEveryShape(
            FillEvent with { IntentEcho = OurId }, [("correlation_id", Text(Other)), .. PlainFill, ("intent_id", Text(OurId))]);
        AssertInEveryShape(
            FillEvent with { IntentEcho = OurId }, [("correlation_id", Text(OurId)), .. PlainFill, ("intent_id", "\"strategy-9\"")]);
    }

    [Theory]
    [InlineData("\"bus-77\"")]
    [InlineData("\"Harvest:ETHUSDT:1-0:rung:1\"")]
    [InlineData("\" harvest:ETHUSDT:1-0:rung:1\"")]
    [InlineData("\"harvest\"")]
    [InlineData("77")]
    public void IntentEcho_ThatIsForeign_IsIgnored(string json)
    {
        AssertInEveryShape(FillEvent, [.. PlainFill, ("correlation_id", json), ("intent_id", json)]);
        AssertInEveryShape(HarvestEvent.Outcome(Id, IdMs, "ETHUSDT", null), [.. PlainFill.With("status", "\"EXPIRED\""), ("correlation_id", json)]);
    }

    [Fact]
    public void IntentEcho_InTheEnvelope_CountsWhenTheEventHasNone()
    {
        var ours = ("correlation_id", Text(OurId));
        Assert.Equal(FillEvent with { IntentEcho = OurId }, Entry(ours, ("payload", Text(Object(PlainFill)))).Event);
        Assert.Equal(
            FillEvent with { IntentEcho = OurId }, Entry(ours, ("data", Text(Object([.. PlainFill, ("correlation_id", "\"bus-1\"")])))).Event);
        Assert.Equal(
            FillEvent with { IntentEcho = "harvest:a" }, Entry(ours, ("data", Text(Object([.. PlainFill, ("correlation_id", "\"harvest:a\"")])))).Event);
        Assert.Equal(FillEvent, Entry(("correlation_id", "\"bus-1\""), ("payload", Text(Object(PlainFill)))).Event);
    }

    [Fact]
    public void IntentEcho_OfTheLongestIdThatWeMake_ComesBack()
    {
        var key = new PositionKey(new string('币', Limits.MaxSymbolLength), PositionSide.Short);
        var epoch = new EntryId(long.MaxValue, long.MaxValue);
        foreach (string id in (string[])[IntentId.OfRung(key, epoch, 999.1234567890123456789012345m), IntentId.OfStop(key, epoch, 0.1234567890123456789012345678m)])
            AssertInEveryShape(FillEvent with { IntentEcho = id }, PlainFill.With("intent_id", Text(id)));
    }

    [Fact]
    public void IntentEcho_LongerThanAnyIdOfOurs_IsIgnored() =>
        AssertInEveryShape(FillEvent, PlainFill.With("intent_id", Text("harvest:" + new string('x', 1000))));

    [Theory]
    [InlineData("\"1768693537416-7\"", 1768693537416, 7)]
    [InlineData("\"1768693537416\"", 1768693537416, 0)]
    [InlineData("1768693537416", 1768693537416, 0)]
    [InlineData("\"0-1\"", 0, 1)]
    public void Line_WithId_HasThatId(string json, long ms, long sequence)
    {
        HarvestEvent e = Line(Object([("id", json), .. PlainFill])).Event;
        Assert.Equal(FillEvent with { Id = new EntryId(ms, sequence), TimeUnixMs = ms }, e);
        e = Line(Object([("id", json), ("payload", Object([("id", "\"5-5\""), .. PlainFill, ("timestamp", "1768693505")]))])).Event;
        Assert.Equal(FillEvent with { Id = new EntryId(ms, sequence), TimeUnixMs = 1768693505000, TimeSlackMs = 999 }, e);
    }

    [Fact]
    public void Line_WithoutId_IsNamedAfterEventTimeAndLineNumber()
    {
        HarvestEvent expected = FillEvent with { Id = new EntryId(1768693537000, 44), TimeUnixMs = 1768693537000, TimeSlackMs = 999 };
        var fill = PlainFill.With("timestamp", "1768693537");

        Assert.Equal(expected, Line(Object(fill), lineNumber: 44).Event);
        Assert.Equal(expected, Line(Object(("payload", Object(fill))), lineNumber: 44).Event);
        Assert.Equal(expected, Line(Object([("id", "null"), .. fill]), lineNumber: 44).Event);
        Assert.Equal(expected, Line(Object([("id", "\"\""), .. fill]), lineNumber: 44).Event);
    }

    [Fact]
    public void EntryId_BeyondTheCalendar_IsNoEventTime()
    {
        // Redis takes any 64-bit number as an id; only the event's own time then says when it happened.
        var last = new EntryId(253_402_300_799_999, 1);
        var beyond = new EntryId(253_402_300_800_000, 1);
        Assert.Equal(FillEvent with { Id = last, TimeUnixMs = last.UnixMilliseconds }, Entry(last, PlainFill).Event);
        Assert.Equal(FillEvent with { Id = beyond, TimeUnixMs = 1768693505000, TimeSlackMs = 999 }, Entry(beyond, PlainFill.With("timestamp", "1768693505")).Event);

        foreach (Decoded decoded in new[] { Entry(beyond, PlainFill), Line(Object([("id", "\"9223372036854775807-1\""), .. PlainFill])) })
        {
            Assert.False(decoded.Understood);
            Assert.Equal("TimestampInvalid(field: timestamp)", decoded.Error.ToString());
            Assert.Equal("ETHUSDT", decoded.Error.Symbol);
            Assert.True(decoded.Error.MayBeFill);
        }
    }

    [Fact]
    public void StreamEntry_WithAFieldNamedId_KeepsItsStreamId() =>
        Assert.Equal(FillEvent, Entry([("id", "\"not an id\""), .. PlainFill]).Event);

    private static ulong Orders(ReadOnlySpan<byte> id) => ExecutionKey.OfExecution(id, OrderSide.Buy, default);

    private static ulong KeyOf((string Name, string Json)[] fields) => Decode(Shape.PayloadEntry, fields).Event.ExecutionKey;
}
