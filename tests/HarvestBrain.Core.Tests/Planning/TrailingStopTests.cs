using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Planning;

public sealed class TrailingStopTests
{
    private static readonly HarvestPolicy Trail = Desk.Policy("900:0.1") with
    {
        BreakEvenAtR = null,
        TrailSource = TrailSource.Risk,
        TrailAtrMultiple = 1,
    };

    [Fact]
    public void Trail_FromItsR_HangsBehindThePeak() =>
        Assert.Equal("STOP 100 | STOP 105 | STOP 106", Long(Trail).Prices(109, 110, 115, 112, 116));

    [Fact]
    public void Short_HangsBehindTheTrough() =>
        Assert.Equal("STOP 100 | STOP 95", new Desk(Trail).Sell(1, 100, 110).Prices(91, 90, 85, 88));

    [Fact]
    public void Trail_MovesByTheLeastStepOrMore() =>
        Assert.Equal("STOP 100 | STOP 101", Long(Trail).Prices(110, 110.9m, 110.99m, 111));

    [Fact]
    public void Trail_LeastStepOfZero_FollowsEveryPeak() =>
        Assert.Equal("STOP 100 | STOP 100.01", Long(Trail with { StopMinStepR = 0 }).Prices(110, 110.01m, 110.01m));

    [Fact]
    public void Trail_OverBreakEven_TakesOverWhateverTheStep()
    {
        Desk desk = Long(Trail with { BreakEvenAtR = 0.5m });
        Assert.Equal("STOP 100 | STOP 100.2", desk.Prices(105, 110, 110.2m));
        Assert.Equal(StopKind.Trailing, desk.Position.StopRequest.Requested?.Kind);
    }

    [Fact]
    public void Trail_OfOneDecision_IsOneStop_AndTheTightestRuleWins()
    {
        HarvestPolicy all = Trail with { BreakEvenAtR = 0.5m, Lock = ProfitLock.Of(new LockStep(1.5m, 1)) };
        Assert.Equal("STOP 115", Long(all).Prices(125));
        Assert.Equal("STOP 110", Long(all).Prices(117));
    }

    [Fact]
    public void Atr_OfTheEntries_CountsBeforeBars_AndBeforeRisk()
    {
        Desk desk = Long(Trail with { TrailSource = TrailSource.Auto, TrailAtrMultiple = 2 });
        Assert.Equal("STOP 106", desk.Price(110, atr: 2).Asked);
        Assert.Equal("", desk.Price(110, atr: 3).Asked); // wider: a stop never loosens
        Assert.Equal("STOP 108", desk.Price(110, atr: 1).Asked); // tighter, at the same peak
    }

    [Fact]
    public void Atr_Unknown_LeavesTheStopAlone_AndAutoGoesByRisk()
    {
        Assert.Equal("", Long(Trail with { TrailSource = TrailSource.Atr }).Prices(110, 130));
        Assert.Equal("STOP 100 | STOP 120", Long(Trail with { TrailSource = TrailSource.Auto }).Prices(110, 130));
    }

    [Fact]
    public void Atr_OfBars_IsWilders_OncePeriodBarsAreClosed()
    {
        Desk desk = Long(Trail with { TrailSource = TrailSource.Atr, AtrBarSeconds = 10, AtrPeriod = 2 });
        for (int i = 0; i < 40; i++) desk.Price(i % 2 == 0 ? 108 : 110);
        Assert.Equal(2m, desk.Position.Atr);
        Assert.Equal(108m, desk.Position.StopRequest.Requested?.Price);
    }

    [Fact]
    public void Atr_OfBars_GoesOnBetweenEpochs()
    {
        Desk desk = Long(Trail with { TrailSource = TrailSource.Atr, AtrBarSeconds = 10, AtrPeriod = 2 });
        desk.Sell(1, 100);
        for (int i = 0; i < 40; i++) desk.Price(i % 2 == 0 ? 100 : 102);
        Assert.Equal("STOP 112", desk.Buy(1, 100, 90).Prices(114));
    }

    [Fact]
    public void Atr_OfAnEntry_EndsWithItsEpoch()
    {
        Desk desk = Long(Trail with { TrailSource = TrailSource.Auto });
        Assert.Equal("STOP 109", desk.Price(110, atr: 1).Asked);
        desk.Sell(1, 110).Buy(1, 100, 90);
        Assert.Null(desk.Position.Atr);
        Assert.Equal("STOP 100", desk.Price(110).Asked);
    }

    [Fact]
    public void Trail_ThroughTheMarket_IsNotAskedFor()
    {
        Desk desk = Long(Trail with { TrailSource = TrailSource.Auto });
        desk.Engine.KillSwitchOn = true;
        desk.Price(120);
        desk.Engine.KillSwitchOn = false;
        Assert.Equal("", desk.Price(109, atr: 5).Asked); // the stop would be 115
        Assert.Equal("STOP 115", desk.Price(116).Asked);
    }

    [Fact]
    public void Trail_Refused_WaitsOrMovesByTheStep()
    {
        Desk desk = Long(Trail);
        Assert.Equal("STOP 100", desk.Price(110).Asked);
        desk.Outcome(desk.StopId(100));
        Assert.Equal("STOP 101", desk.Prices(110, 110.5m, 111));
    }

    [Fact]
    public void Trail_Refused_LeavesTheOneBeforeItInForce()
    {
        Desk desk = Long(Trail with { BreakEvenAtR = 0.5m });
        Assert.Equal("STOP 105 | STOP 109", desk.Prices(115, 119));
        desk.Outcome(desk.StopId(109)).Restart(policy: Trail with { BreakEvenAtR = 0.5m });
        Assert.Equal((105m, StopKind.Trailing), (desk.Position.CurrentStop, desk.Position.StopRequest.Requested?.Kind));
        Assert.Equal("", desk.Price(106).Asked); // break-even at 100 would loosen what the exchange has
        desk.Outcome(desk.StopId(109)); // told again
        Assert.Equal(105m, desk.Position.CurrentStop);
    }

    [Fact]
    public void Trail_BothRefused_LeavesTheStopFromOutside()
    {
        Desk desk = Long(Trail);
        Assert.Equal("STOP 105 | STOP 109", desk.Prices(115, 119));
        desk.Restart(policy: Trail).Outcome(desk.StopId(105)); // late
        Assert.Equal(109m, desk.Position.CurrentStop);
        desk.Outcome(desk.StopId(109));
        Assert.Equal((90m, null), (desk.Position.CurrentStop, desk.Position.StopRequest.Requested?.Kind));
    }

    [Fact]
    public void Trail_Refused_InTheOtherMode_BindsNothing()
    {
        Desk desk = Long(Trail);
        Assert.Equal("STOP 105 | STOP 109", desk.Prices(115, 119));
        desk.Restart(HarvestMode.Shadow, Trail);
        Assert.Equal((90m, null), (desk.Position.CurrentStop, desk.Position.StopRequest.Previous?.Price));
    }

    [Fact]
    public void Bars_OfAnotherLength_StartAnew_AndTheDistanceCountsAtOnce()
    {
        HarvestPolicy bars = Trail with { TrailSource = TrailSource.Auto, AtrPeriod = 1, AtrBarSeconds = 1 };
        Desk desk = Long(bars);
        desk.Prices(80, 120, 85, 119, 120);
        Assert.Equal((34m, 100m), (desk.Position.Atr, desk.Position.CurrentStop));
        desk.Engine.SetPolicy(Desk.Eth, bars with { AtrBarSeconds = 60 });
        Assert.Equal("STOP 110", desk.Price(119).Asked); // no range is known: it goes by risk
    }

    [Fact]
    public void Intent_SaysWhatItHangsOn()
    {
        Intent intent = Assert.Single(Long(Trail).Price(117).Last.Intents);
        Assert.Equal((117m, 10m, StopKind.Trailing, 1m), (intent.PeakPrice, intent.TrailDistance, intent.StopKind, intent.ThresholdR));
    }

    private static Desk Long(HarvestPolicy policy) => new Desk(policy).Fill(OrderSide.Buy, 1, 100, 90);
}
