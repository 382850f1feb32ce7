using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Paper.Venue;

namespace HarvestBrain.Paper.Tests.Venue;

public sealed class IntentReaderTests
{
    [Fact]
    public void Close_AsPublished_IsRead()
    {
        VenueIntent intent = Read("""
            {"intent_type":"REDUCE_ONLY","symbol":"ETHUSDT","position_side":"LONG","side":"SELL","qty":0.25,"attempt":2,"dry_run":false,
             "intent_id":"harvest:ETHUSDT:LONG:1768693537416-0:rung:0.5","position_epoch":"1768693537416-0","valid_until":"2026-01-17T23:46:47.416Z"}
            """)!;

        Assert.Equal((VenueIntentKind.Close, 2, OrderSide.Sell, 0.25m), (intent.Kind, intent.Attempt, intent.Side, intent.Quantity));
        Assert.Equal(("ETHUSDT:LONG", new EntryId(1768693537416, 0), 1768693607416), (intent.Key.ToString(), intent.Epoch, intent.ValidUntilUnixMs));
    }

    [Theory]
    [InlineData("""{"intent_type":"MOVE_STOP","symbol":"E","stop_price":3300,"intent_id":"s"}""", null)]
    [InlineData("""{"intent_type":"PROTECT","symbol":"E","stop_price":3300,"protect_qty":0.75,"protect_side":"SELL","intent_id":"p"}""", 0.75)]
    public void Stop_WithItsQuantityOrWithout_IsRead(string payload, double? quantity)
    {
        VenueIntent intent = Read(payload)!;

        Assert.Equal((VenueIntentKind.Stop, 3300m, (decimal?)quantity), (intent.Kind, intent.StopPrice, intent.Quantity));
    }

    [Fact]
    public void Cancel_IsRead() =>
        Assert.Equal("rung", Read("""{"intent_type":"CANCEL","symbol":"E","cancels":"rung","intent_id":"rung:cancel"}""")!.Cancels);

    [Fact]
    public void Suggestion_IsNothingToBeDone()
    {
        Assert.False(IntentReader.TryRead(default, Encoding.UTF8.GetBytes("""{"intent_type":"HARVEST_PARTIAL","dry_run":true}"""), out _, out string? problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"intent_type":"OPEN","symbol":"E","intent_id":"x","side":"BUY","qty":1}""")]
    [InlineData("""{"intent_type":"REDUCE_ONLY","symbol":"E","intent_id":"x","side":"BUY","qty":0}""")]
    [InlineData("""{"intent_type":"REDUCE_ONLY","symbol":"E","intent_id":"x","side":"BUY","qty":1e300}""")]
    [InlineData("""{"intent_type":"REDUCE_ONLY","symbol":"E","intent_id":"x","side":"UP","qty":1}""")]
    [InlineData("""{"intent_type":"REDUCE_ONLY","symbol":"E","intent_id":"x","side":"BUY","qty":1,"valid_until":"soon"}""")]
    [InlineData("""{"intent_type":"REDUCE_ONLY","symbol":"E","intent_id":7,"side":"BUY","qty":1}""")]
    public void Payload_ThatCannotBeUnderstood_IsSaidAndNeverCarriedOut(string payload)
    {
        Assert.False(IntentReader.TryRead(default, Encoding.UTF8.GetBytes(payload), out _, out string? problem));
        Assert.NotNull(problem);
    }

    private static VenueIntent? Read(string payload) =>
        IntentReader.TryRead(default, Encoding.UTF8.GetBytes(payload), out VenueIntent? intent, out _) ? intent : null;
}
