namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A restart forgot every position and every request.</summary>
public sealed class RestartForgetsTests
{
    [Fact]
    public void Restart_KeepsPositionsRequestsAndTheRateWindow()
    {
        Desk desk = new Desk(maxActionsPerMinute: 2).Buy(1m, 3300m, 3200m).Price(3350m).Restart();
        Assert.Equal((1m, 3300m), (desk.Position.Quantity, desk.Position.CurrentStop));
        Assert.Equal("", desk.Price(3351m).Asked);
        Assert.Equal("SELL 0.25 @1", desk.Price(3460m).Asked);
        Assert.Equal("RateLimited(inLastMinute: 2, limit: 2)", desk.Held);
    }
}
