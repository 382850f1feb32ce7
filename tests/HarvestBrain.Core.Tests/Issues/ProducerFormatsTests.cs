using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>What real producers write was ignored.</summary>
public sealed class ProducerFormatsTests
{
    [Theory]
    [InlineData("""{"symbol":"ETHUSDT","side":"BUY","qty":"1.0","price":"3300.0","status":"FILLED"}""")]
    [InlineData("""{"event_type":"execution.result","payload":"{\"symbol\":\"ETHUSDT\",\"action\":\"BUY\",\"quantity\":1,\"avg_price\":3300,\"status\":\"filled\"}"}""")]
    [InlineData("""{"data":{"symbol":"ETHUSDT","side":"BUY","filled_qty":1,"entry_price":3300,"status":"PARTIALLY_FILLED"}}""")]
    [InlineData("""{"payload":{"status":"filled","qty":1,"price":3300,"signal":{"symbol":"ETHUSDT","side":"BUY"}}}""")]
    [InlineData("""{"symbol":"ETHUSDT","side":"BUY","position_size_usd":3300,"entry_price":3300,"status":"FILLED"}""")]
    public void Fill_InEveryDialect_OpensTheSamePosition(string json)
    {
        Desk desk = new Desk().Apply(json);
        Assert.Equal((Direction.Long, 1m, 3300m), (desk.Position.Direction, desk.Position.Quantity, desk.Position.AverageEntry));
    }
}
