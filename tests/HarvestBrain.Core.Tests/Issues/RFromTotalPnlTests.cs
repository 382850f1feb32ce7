namespace HarvestBrain.Core.Tests.Issues;

/// <summary>R was total PnL over per-unit risk: right only for a quantity of 1.</summary>
public sealed class RFromTotalPnlTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(4)]
    public void RLevel_IsTheSameForEveryQuantity(double quantity)
    {
        Desk desk = new Desk().Buy((decimal)quantity, 3300m, 3200m).Price(3349m);
        Assert.Equal(0.49m, desk.Position.RLevel);
        Assert.Equal("", desk.Asked);
        Assert.StartsWith("STOP 3300, SELL", desk.Price(3350m).Asked, StringComparison.Ordinal);
    }
}
