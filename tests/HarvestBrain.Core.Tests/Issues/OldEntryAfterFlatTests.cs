namespace HarvestBrain.Core.Tests.Issues;

/// <summary>After flat the next position still had the old entry, stop and rungs.</summary>
public sealed class OldEntryAfterFlatTests
{
    [Fact]
    public void Open_AfterFlat_KnowsNothingOfTheLastEpoch()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3400m).Sell(1m, 3400m).Buy(2m, 3500m, 3400m);
        Assert.Equal((3500m, 3400m, 0m), (desk.Position.AverageEntry, desk.Position.CurrentStop, desk.Position.RealizedPnl));
        Assert.Equal("armed 0.5, armed 0.5, armed 0.5", desk.Rungs);
        Assert.Equal("STOP 3500, SELL 0.5 @0.5", desk.Price(3550m).Asked);
    }
}
