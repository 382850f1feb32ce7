using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Freshness and rate limit could be configured, and did nothing.</summary>
public sealed class GuardsNeverAppliedTests
{
    [Fact]
    public void StalePrice_AsksForNothing()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        HarvestEvent old = HarvestEvent.PriceUpdate(desk.NextId(), desk.Now, Desk.Eth, 3400m);
        desk.ApplyAt(old, desk.Now + 30_001);
        Assert.Equal(("", "StalePrice(ageMs: 30001, limitMs: 30000)"), (desk.Asked, desk.Held));
    }

    [Fact]
    public void RateLimit_HoldsAndLosesNothing()
    {
        Desk desk = new Desk(maxActionsPerMinute: 1).Buy(1m, 3300m, 3200m).Price(3400m);
        Assert.Equal(("STOP 3300, SELL 0.25 @0.5", "RateLimited(inLastMinute: 1, limit: 1)"), (desk.Asked, desk.Held));
        Assert.Equal("SELL 0.25 @1", desk.Wait(60).Price(3400m).Asked);
    }
}
