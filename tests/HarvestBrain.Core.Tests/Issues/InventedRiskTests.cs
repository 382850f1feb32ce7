namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A position without a stop was given a risk of 2 %.</summary>
public sealed class InventedRiskTests
{
    [Fact]
    public void NoStop_NoFallback_IsTrackedAndNeverHarvested()
    {
        Desk desk = new Desk().Buy(1m, 3300m).Price(9000m);
        Assert.Equal(("", "NoInitialRisk"), (desk.Asked, desk.Held));
        Assert.Null(desk.Position.InitialRisk);
        Assert.Equal(5700m, desk.Position.UnrealizedPnl);
    }
}
