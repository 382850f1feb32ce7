namespace HarvestBrain.Core.Tests.Issues;

/// <summary>An order reported twice doubled the position.</summary>
public sealed class DuplicateOrderTests
{
    [Theory]
    [InlineData("\"trade_id\":\"t1\"")]
    [InlineData("\"exec_id\":\"e1\"")]
    [InlineData("\"order_id\":\"o1\",\"timestamp\":1768693537")]
    public void Fill_DeliveredTwice_CountsOnce(string identity)
    {
        string fill = $$"""{"symbol":"ETHUSDT","side":"BUY","qty":1,"price":3300,"status":"FILLED",{{identity}}}""";
        Desk desk = new Desk().Apply(fill).Apply(fill);
        Assert.Equal(1m, desk.Position.Quantity);
        Assert.Equal("DuplicateExecution(quantity: 1, price: 3300)", desk.Refused);
    }

    [Fact]
    public void Fills_OfOneOrderThatDiffer_BothCount()
    {
        Desk desk = new Desk()
            .Apply("""{"symbol":"ETHUSDT","side":"BUY","qty":1,"price":3300,"status":"PARTIAL","order_id":"o1","timestamp":1768693537}""")
            .Apply("""{"symbol":"ETHUSDT","side":"BUY","qty":1,"price":3300,"status":"PARTIAL","order_id":"o1","timestamp":1768693538}""");
        Assert.Equal(2m, desk.Position.Quantity);
    }
}
