using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Anything that was not exactly BUY was taken for a short.</summary>
public sealed class LowerCaseSideTests
{
    [Theory]
    [InlineData("buy", Direction.Long)]
    [InlineData("Buy", Direction.Long)]
    [InlineData("long", Direction.Long)]
    [InlineData("sell", Direction.Short)]
    [InlineData("Short", Direction.Short)]
    public void Side_InAnyCase_IsUnderstood(string side, Direction expected)
    {
        Desk desk = new Desk().Apply($$"""{"symbol":"ETHUSDT","side":"{{side}}","qty":1,"price":3300,"status":"filled"}""");
        Assert.Equal(expected, desk.Position.Direction);
    }

    [Fact]
    public void Side_Unknown_IsRefusedAndNotGuessed() =>
        Assert.Equal(DecodeCode.SideUnknown, OverTheWire.Refused("""{"symbol":"ETHUSDT","side":"hold","qty":1,"price":3300,"status":"FILLED"}""").Code);
}
