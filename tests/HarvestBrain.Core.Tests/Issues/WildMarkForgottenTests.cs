using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A wild mark of a snapshot waited for a second one, and a restart in between forgot that it did.</summary>
public sealed class WildMarkForgottenTests
{
    [Fact]
    public void Restart_BetweenTwoMarksFarAway_TakesTheSecond()
    {
        HarvestPolicy policy = Desk.Calm with { MaxPriceJumpPercent = 20 };
        Desk desk = new Desk(policy).Buy(1m, 100m, 70m).Snapshot(1m, 100m, mark: 125m);
        Assert.Contains(desk.Position, desk.Last.Dirty);
        Assert.Equal("STOP 100, SELL 0.25 @0.5", desk.Restart(policy: policy).Price(126m).Asked);
    }

    [Fact]
    public void StaleSnapshot_WithAWildMark_IsRemembered()
    {
        Desk desk = new Desk(Desk.Calm with { MaxPriceJumpPercent = 20 }).Buy(1m, 100m, 70m).Sell(0.1m, 101m);
        // Of the second before the last: it may be from before the sale, and its mark from after it.
        EntryId id = desk.NextId();
        desk.Apply(HarvestEvent.PositionSnapshot(id, desk.Now - 1500, Desk.Eth, OrderSide.Buy, 1m, 100m, 127m) with { TimeSlackMs = 999 });
        Assert.Equal("StaleSnapshot, PriceJump", string.Join(", ", desk.Last.Rejections.Select(rejection => rejection.Code)));
        Assert.Contains(desk.Position, desk.Last.Dirty);
    }
}
