using System.Text.Json;
using HarvestBrain.AspNetCore.Activity;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.AspNetCore.Tests.Activity;

/// <summary>What became of an intent follows from the position it was for, or from the trade that this has become.</summary>
public sealed class IntentOutcomesTests
{
    private const string Close = """{"intent_type":"REDUCE_ONLY","symbol":"ETH","position_side":"BOTH","qty":2,"rung_r":0.5,"dry_run":false,"intent_id":"c","position_epoch":"7-0","valid_until":"1970-01-01T00:00:10.000Z"}""";
    private const string Stop = """{"intent_type":"MOVE_STOP","symbol":"ETH","position_side":"BOTH","stop_price":100,"dry_run":false,"intent_id":"s","position_epoch":"7-0"}""";

    [Theory]
    [InlineData(RungState.Requested, 0, false, 1, "waiting")]
    [InlineData(RungState.Requested, 1, false, 1, "partly_filled")]
    [InlineData(RungState.Filled, 2, false, 1, "filled")]
    [InlineData(RungState.Requested, 0, true, 1, "refused")]
    [InlineData(RungState.Requested, 0, false, 2, "repeated")]
    public void Close_OfAnOpenPosition_IsWhatItsRungIs(RungState state, int filled, bool rejected, int attempt, string expected) =>
        Assert.Equal(expected, Of(Close, Position(new RungView(0.5m, 105, 2, filled, state, rejected, false, attempt))));

    [Fact]
    public void Close_ThatNobodyAnswered_ExpiresAndIsTakenBack()
    {
        PositionView position = Position(new RungView(0.5m, 105, 2, 0, RungState.Requested, false, false, 1));
        Assert.Equal("expired", Of(Close, position, now: 10_001));
        Assert.Equal("taken_back", Of(Close, position, takenBack: "c"));
        Assert.Equal("refused", Of(Close, Position(new RungView(0.5m, 105, 2, 0, RungState.Armed, false, false, 1)), refused: "c"));
        Assert.Equal("suggested", Of(Close.Replace("false", "true", StringComparison.Ordinal), position, now: 10_001));
    }

    [Theory]
    [InlineData(100, StopState.Requested, null, 1, "waiting")]
    [InlineData(100, StopState.Requested, null, 2, "repeated")]
    [InlineData(100, StopState.Confirmed, 100, 1, "confirmed")]
    [InlineData(100, StopState.Crossed, 100, 1, "confirmed")]
    [InlineData(100, StopState.Rejected, null, 1, "refused")]
    [InlineData(103, StopState.Confirmed, 103, 1, "replaced")]
    public void Stop_OfAnOpenPosition_IsWhatIsKnownOfIt(int stop, StopState state, int? confirmed, int attempt, string expected) =>
        Assert.Equal(expected, Of(Stop, Position() with { Stop = stop, StopState = state, ConfirmedStop = confirmed, StopAttempt = attempt }));

    [Fact]
    public void Intent_OfAClosedPosition_IsWhatTheTradeSays()
    {
        const string Trade = """{"symbol":"ETH","position_side":"BOTH","epoch":"7-0","rungs":[{"r":0.5,"qty":2},{"r":1,"qty":1}]}""";
        Assert.Equal("filled", Of(Close, null, Trade));
        Assert.Equal("partly_filled", Of(Close.Replace("0.5", "1", StringComparison.Ordinal), null, Trade));
        Assert.Equal("over", Of(Close.Replace("0.5", "1.5", StringComparison.Ordinal), null, Trade));
        Assert.Equal("over", Of(Stop, null, Trade));
        Assert.Null(Of(Close.Replace("7-0", "8-0", StringComparison.Ordinal), null, Trade));
    }

    [Fact]
    public void Cancel_HasNoOutcome() => Assert.Null(Of("""{"intent_type":"CANCEL","cancels":"c"}""", Position()));

    private static string? Of(
        string intent, PositionView? position, string? trade = null, string? refused = null, string? takenBack = null, long now = 1000) =>
        new IntentOutcomes(
            position is null ? [] : [position], trade is null ? [] : [Json(trade)],
            new HashSet<string>(refused is null ? [] : [refused]), new HashSet<string>(takenBack is null ? [] : [takenBack]), now)
            .Of(Json(intent));

    private static PositionView Position(params RungView[] rungs) => new()
    {
        Key = new PositionKey("ETH", PositionSide.Both), Direction = Direction.Long, Quantity = 4, EntryPrice = 100,
        Epoch = new EntryId(7, 0), Rungs = rungs,
    };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
