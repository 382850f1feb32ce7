using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A snapshot showed more than was known: what was paid in funding for the less counted for each unit of the more.</summary>
public sealed class FundingOfACorrectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Funding_WhenASnapshotShowsMore_IsWhatWasPaid(int sign)
    {
        Desk desk = new(Desk.Policy() with { RBasis = RBasis.Net });
        desk = sign > 0 ? desk.Buy(1, 3300, 3200) : desk.Sell(1, 3300, 3400);
        desk.Cost(10).Snapshot(2 * sign, 3300);
        Assert.Equal(5m, desk.Position.FundingPerUnit);
        Assert.Equal((sign > 0 ? "STOP 3300, SELL" : "STOP 3300, BUY") + " 0.5 @0.5", desk.Price(3300 + (55 * sign)).Asked);
    }
}
