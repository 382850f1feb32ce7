namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A second fill changed the quantity and left the entry where it was.</summary>
public sealed class NoReAveragingTests
{
    [Fact]
    public void Increase_MovesTheEntryAndWithItR()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Buy(3m, 3340m);
        Assert.Equal((4m, 3330m, 130m), (desk.Position.Quantity, desk.Position.AverageEntry, desk.Position.InitialRisk));
        Assert.Equal("", desk.Price(3350m).Asked); // half an R of the first fill alone
        Assert.StartsWith("STOP 3330, SELL 1 @0.5", desk.Price(3395m).Asked, StringComparison.Ordinal);
    }
}
