using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A flip left a negative quantity on the old side.</summary>
public sealed class NegativeQuantityAfterFlipTests
{
    [Fact]
    public void Flip_OpensTheOtherSideWithTheRemainder()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Sell(3m, 3310m, 3400m);
        Assert.Equal((Direction.Short, 2m, 3310m), (desk.Position.Direction, desk.Position.Quantity, desk.Position.AverageEntry));
        Assert.Equal("STOP 3310, BUY 0.5 @0.5", desk.Price(3265m).Asked);
    }
}
