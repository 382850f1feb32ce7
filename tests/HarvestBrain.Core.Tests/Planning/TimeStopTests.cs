using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Planning;

public sealed class TimeStopTests
{
    private static readonly HarvestPolicy Timed = Desk.Policy("1:0.25") with { BreakEvenAtR = null, TimeStopMinutes = 10, TimeStopBelowR = 0.5m };

    [Fact]
    public void TimeStop_AfterItsMinutesBelowItsR_ClosesTheRestOnce()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90);
        Assert.Equal("", desk.Wait(598).Price(101).Asked);
        Assert.Equal("SELL 1 TIME", desk.Price(101).Asked);
        Assert.Equal("", desk.Price(101).Asked);
        Assert.Equal("", desk.Wait(5000).Price(90.5m).Asked);
    }

    [Fact]
    public void TimeStop_AtItsR_DoesNotClose_AndDoesOnceBelow() =>
        Assert.Equal("SELL 1 TIME", new Desk(Timed).Buy(1, 100, 90).Wait(700).Prices(105, 106, 104.99m));

    [Fact]
    public void TimeStop_OfAShort_IsTheMirrorImage() =>
        Assert.Equal("BUY 1 TIME", new Desk(Timed).Sell(1, 100, 110).Wait(700).Prices(95, 94, 95.01m));

    [Fact]
    public void TimeStop_CountsFromTheOpeningOfTheEpoch()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90).Wait(500).Sell(2, 100, 110).Wait(500);
        Assert.Equal("", desk.Price(100).Asked); // the flip opened a new epoch
        Assert.Equal("BUY 1 TIME", desk.Wait(100).Price(100).Asked);
    }

    [Fact]
    public void TimeStop_AfterAPartialClose_ClosesWhatIsLeft()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90);
        Assert.Equal("SELL 0.25 @1", desk.Price(110).Asked);
        Assert.Equal("SELL 0.75 TIME", desk.FillAsked().Wait(700).Price(101).Asked);
        desk.FillAsked();
        Assert.Equal(Direction.Flat, desk.Position.Direction);
    }

    [Fact]
    public void TimeStop_LeavesOutWhatIsAskedForAlready()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90);
        Assert.Equal("SELL 0.25 @1", desk.Price(110).Asked);
        Assert.Equal("SELL 0.75 TIME", desk.Wait(700).Price(101).Asked);
    }

    [Fact]
    public void TimeStop_Rejected_IsAskedForAgainAfterTheDedupTime()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90).Wait(700);
        Assert.Equal("SELL 1 TIME", desk.Price(100).Asked);
        desk.Outcome(IntentId.OfTimeStop(desk.Position.Key, desk.Position.Epoch));
        Assert.Equal("", desk.Price(100).Asked);
        Assert.Equal("SELL 1 TIME#2", desk.Wait(900).Price(100).Asked);
    }

    [Fact]
    public void TimeStop_Rejected_LeavesTheLadderToWork()
    {
        Desk desk = new Desk(Timed with { Rearm = RearmRule.Never }).Buy(1, 100, 90).Wait(700);
        Assert.Equal("SELL 1 TIME", desk.Price(100).Asked);
        desk.Outcome(IntentId.OfTimeStop(desk.Position.Key, desk.Position.Epoch));
        Assert.Equal("SELL 0.25 @1", desk.Price(110).Asked);
    }

    [Fact]
    public void TimeStop_WhileHeld_IsNotLost()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90).Wait(700);
        desk.Engine.KillSwitchOn = true;
        Assert.Equal("KillSwitch", desk.Price(100).Held);
        desk.Engine.KillSwitchOn = false;
        Assert.Equal("SELL 1 TIME", desk.Price(100).Asked);
    }

    [Fact]
    public void TimeStop_WithoutInitialRisk_IsHeldWithItsCode() => Assert.Equal("NoInitialRisk", new Desk(Timed).Buy(1, 100).Wait(700).Price(100).Held);

    [Fact]
    public void TimeStop_JustBelowItsR_SaysSo()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90).Wait(700).Price(104.9999m);
        Assert.Equal("R=0.4999 < 0.5 after 11 min", HarvestBrain.Core.Wire.IntentEncoder.Reason(Assert.Single(desk.Last.Intents)));
    }

    [Fact]
    public void TimeStop_SurvivesARestart()
    {
        Desk desk = new Desk(Timed).Buy(1, 100, 90).Wait(500).Restart(policy: Timed).Wait(100);
        Assert.Equal("SELL 1 TIME", desk.Price(100).Asked);
        Assert.Equal("", desk.Restart(policy: Timed).Price(100).Asked); // once
        desk.Sell(1, 100, echo: IntentId.OfTimeStop(desk.Position.Key, desk.Position.Epoch));
        Assert.Equal(Direction.Flat, desk.Position.Direction);
        Assert.True(desk.Position.LastClosed!.Rungs[^1].IsTimeStop);
        Assert.Equal(1m, desk.Position.LastClosed!.Rungs[^1].FilledQuantity);
    }
}
