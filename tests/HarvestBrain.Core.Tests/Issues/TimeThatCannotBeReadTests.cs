using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Lines without a time were replayed at the beginning of 1970, and an entry of a stream was lost for a time beside its id.</summary>
public sealed class TimeThatCannotBeReadTests
{
    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("5")]
    [InlineData("999999999")]
    [InlineData("20260118")]
    [InlineData("\"NaN\"")]
    [InlineData("\"18/01/2026 00:05\"")]
    [InlineData("true")]
    [InlineData("{\"$date\":1}")]
    public void LineWithoutId_IsAnError_AndWithOneItsTimeStandsIn(string time)
    {
        var fill = PlainFill.With("timestamp", time);
        Wire.Decoded line = Line(Object(fill));
        Assert.Equal((false, DecodeCode.TimestampInvalid, "timestamp", "ETHUSDT", true), (line.Understood, line.Error.Code, line.Error.Field, line.Error.Symbol, line.Error.MayBeFill));
        Assert.All(AllShapes, shape =>
        {
            HarvestEvent e = Decode(shape, fill).Event;
            Assert.Equal(FillEvent, e with { LeftOut = null });
            Assert.StartsWith("TimestampInvalid(field: timestamp, found: '", e.LeftOut, StringComparison.Ordinal);
        });
        // A price is only as good as its time.
        Assert.All(AllShapes, shape => Assert.Equal(DecodeCode.TimestampInvalid, Decode(shape, PlainPrice.With("timestamp", time)).Error.Code));
    }

    [Fact]
    public void LineWithNeitherTimeNorId_IsAnError()
    {
        Assert.Equal(new DecodeError(DecodeCode.TimestampMissing, "timestamp", null, "ETHUSDT", MayBeFill: true), Line(Object(PlainFill)).Error);
        Assert.Equal(DecodeCode.TimestampMissing, Line(Object([("id", "null"), ("timestamp", "\"\""), .. PlainPrice])).Error.Code);
        Assert.False(Line(Object(PlainPrice)).Error.MayBeFill);
    }

    [Theory]
    [InlineData("timestamp", "ts")]
    [InlineData("ts", "transact_time")]
    [InlineData("T", "created_at")]
    public void OfSeveralNames_TheFirstThatCanBeReadIsTaken(string unreadable, string readable)
    {
        Assert.Equal(FillEvent.TimeUnixMs, Line(Object([.. PlainFill, (readable, $"{IdMs}"), (unreadable, "\"n/a\"")])).Event.TimeUnixMs);
        AssertInEveryShape(FillEvent with { TimeUnixMs = IdMs + 84 }, [.. PlainFill, (unreadable, "0"), (readable, $"{IdMs + 84}")]);
    }

    [Fact]
    public void TimeInTheSignal_IsTakenWhereNoneBesideItCanBeRead()
    {
        (string, string)[] signal = [("symbol", "\"ETHUSDT\""), ("side", "\"BUY\""), ("time", $"{IdMs}")];
        var top = PlainFill.Without("symbol").Without("side").With("timestamp", "\"x\"");
        Assert.Equal(IdMs, Line(Object([.. top, ("signal", Object(signal))])).Event.TimeUnixMs);
    }
}
