using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

public sealed class OpenOrdersDecodingTests
{
    private const string Stop =
        """{"order_id":42,"role":"stop","side":"SELL","qty":"0.75","stop_price":3300,"price":null,"reduce_only":true,"close_position":false,"intent_id":"harvest:ETHUSDT:1-0:stop:3300"}""";

    private static readonly (string, string) SaysOrders = ("event_type", "\"open.orders\"");

    private static (string, string)[] Snapshot(string orders) => [("symbol", "\"ETHUSDT\""), ("position_side", "\"LONG\""), ("orders", orders)];

    [Fact]
    public void Orders_EveryShape_Decode()
    {
        var expected = new OpenOrder
        {
            OrderId = "42", Role = OrderRole.Stop, Side = OrderSide.Sell, Quantity = 0.75m, StopPrice = 3300m, ReduceOnly = true,
            IntentId = "harvest:ETHUSDT:1-0:stop:3300",
        };
        foreach (Shape shape in AllShapes)
        {
            bool isLine = shape.ToString().Contains("Line", StringComparison.Ordinal);
            (string, string)[] fields = [.. Snapshot($"[{Stop}]"), .. isLine ? [SaysOrders] : Array.Empty<(string, string)>()];
            Decoded decoded = Decode(EntrySource.OpenOrders, shape, fields);
            Assert.True(decoded.Understood, $"{shape}: {decoded.Error}");
            Assert.Equal((EventKind.OpenOrders, PositionSide.Long), (decoded.Event.Kind, decoded.Event.PositionSide));
            Assert.Equal([expected], decoded.Event.OpenOrders!);
        }
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[{\"side\":\"buy\",\"close_position\":\"true\",\"stop_price\":1},{\"side\":\"SELL\",\"qty\":1,\"price\":2}]", 2)]
    public void Members_ThatAreNotNeeded_MayBeMissing(string orders, int count) =>
        Assert.Equal(count, Decode(EntrySource.OpenOrders, Shape.PayloadEntry, Snapshot(orders)).Event.OpenOrders!.Count);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("[{\"side\":\"SELL\"}]")] // of which quantity?
    [InlineData("[{\"side\":\"UP\",\"qty\":1}]")]
    [InlineData("[{\"side\":\"SELL\",\"qty\":-1}]")]
    [InlineData("[{\"side\":\"SELL\",\"qty\":\"NaN\"}]")]
    [InlineData("[{\"side\":\"SELL\",\"qty\":1,\"stop_price\":\"x\"}]")]
    [InlineData("[{\"side\":\"SELL\",\"qty\":1,\"reduce_only\":\"maybe\"}]")]
    [InlineData("\"[\"")]
    public void Orders_ThatCannotBeRead_AreNotLeftOut(string orders)
    {
        Decoded decoded = Decode(EntrySource.OpenOrders, Shape.PayloadEntry, Snapshot(orders));
        Assert.False(decoded.Understood);
        Assert.Equal((DecodeCode.OrdersInvalid, "orders", "ETHUSDT", false), (decoded.Error.Code, decoded.Error.Field, decoded.Error.Symbol, decoded.Error.MayBeFill));
    }

    [Fact]
    public void Orders_Missing_OrTooMany_AreRefused()
    {
        Assert.Equal(DecodeCode.OrdersMissing, Decode(EntrySource.OpenOrders, Shape.PayloadEntry, [("symbol", "\"ETHUSDT\"")]).Error.Code);
        string many = $"[{string.Join(',', Enumerable.Repeat("{\"side\":\"SELL\",\"qty\":1}", 1001))}]";
        Assert.Equal(DecodeCode.OrdersInvalid, Decode(EntrySource.OpenOrders, Shape.PayloadEntry, Snapshot(many)).Error.Code);
    }
}
