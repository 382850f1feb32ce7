namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Orders under the exchange's minimum were asked for and refused, one after the other.</summary>
public sealed class UnderTheMinimumTests
{
    [Fact]
    public void SmallSlices_AreMergedWhenTheLadderIsLaid()
    {
        Desk desk = new Desk(Desk.Calm with { MinNotionalQuote = 5m, QuantityStep = 0.001m, BreakEvenAtR = null });
        desk.Buy(0.004m, 3300m, 3200m);
        Assert.Equal("armed 0, armed 0.002, armed 0.002", desk.Rungs); // a slice of 0.001 is worth 3.30
        Assert.Equal("", desk.Price(3350m).Asked);
        Assert.Equal("SELL 0.002 @1", desk.Price(3400m).Asked);
    }
}
