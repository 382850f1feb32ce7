using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>The kill switch stopped the reading; switched off, a burst came for positions that were long closed.</summary>
public sealed class KillSwitchBurstTests
{
    [Fact]
    public void KillSwitch_Off_AsksNothingForWhatWasClosedMeanwhile()
    {
        var desk = new Desk();
        desk.Engine.KillSwitchOn = true;
        desk.Buy(1m, 3300m, 3200m).Price(3460m).Sell(1m, 3455m).Price(3470m);
        Assert.Equal(Direction.Flat, desk.Position.Direction); // positions were kept all the while
        desk.Engine.KillSwitchOn = false;
        Assert.Equal("", desk.Price(3480m).Asked);
    }
}
