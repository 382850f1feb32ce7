using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Folding;

public sealed class AttributionTests
{
    [Theory]
    [InlineData(HarvestMode.Live)]
    [InlineData(HarvestMode.Shadow)]
    public void Echo_OfARung_FillsThatRung(HarvestMode mode)
    {
        Desk desk = Asked(mode);
        desk.Sell(0.25m, 3402m, echo: desk.RungId(1m));

        Rung rung = desk.Position.Rungs[1];
        Assert.Equal("requested 0.25, filled 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0.25m, 850.5m, 25.5m, 0m), (rung.FilledQuantity, rung.FilledNotional, rung.RealizedPnl, rung.OutstandingQuantity));
        Assert.Equal(3402m, rung.AverageFillPrice);
        Assert.Equal(0.255m, rung.RealizedR(desk.Position.InitialRiskQuote));
        Assert.Null(rung.RealizedR(null));
        Assert.Equal(0.25m, desk.Position.OutstandingQuantity);
        Assert.Null(desk.Position.Rungs[0].AverageFillPrice);
    }

    [Fact]
    public void Echo_PartialFills_AddUpUntilTheRungIsFilled()
    {
        Desk desk = Asked();
        desk.Sell(0.1m, 3400m, echo: desk.RungId(0.5m));
        Assert.Equal("requested 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0.15m, 0.4m), (desk.Position.Rungs[0].OutstandingQuantity, desk.Position.OutstandingQuantity));

        desk.Sell(0.15m, 3300m, echo: desk.RungId(0.5m));
        Assert.Equal("filled 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0.25m, 835m, 10m, 3340m), (desk.Position.Rungs[0].FilledQuantity, desk.Position.Rungs[0].FilledNotional,
            desk.Position.Rungs[0].RealizedPnl, desk.Position.Rungs[0].AverageFillPrice));
    }

    [Fact]
    public void Echo_MoreThanAsked_FillsTheRungAndTheRestIsFromOutside()
    {
        Desk desk = Asked();
        desk.Sell(0.4m, 3400m, echo: desk.RungId(0.5m));

        Assert.Equal("filled 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal(0.25m, desk.Position.Rungs[0].FilledQuantity);
        Assert.Equal(0.6m, desk.Position.Quantity);
        Assert.Equal(0.25m, desk.Position.OutstandingQuantity);
    }

    [Fact]
    public void Echo_AfterARejection_StillFills()
    {
        Desk desk = Asked();
        desk.Outcome(desk.RungId(0.5m)).Sell(0.25m, 3400m, echo: desk.RungId(0.5m));

        Assert.Equal("filled 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.False(desk.Position.Rungs[0].Rejected);
        Assert.Equal(0.25m, desk.Position.OutstandingQuantity);
    }

    [Fact]
    public void Echo_OfAFilledRung_CountsAsOutside()
    {
        Desk desk = Asked();
        desk.Sell(0.25m, 3400m, echo: desk.RungId(0.5m)).Sell(0.25m, 3400m, echo: desk.RungId(0.5m));

        Assert.Equal("filled 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0.25m, 0.5m), (desk.Position.Rungs[0].FilledQuantity, desk.Position.Quantity));
    }

    [Fact]
    public void NoEcho_Live_FillsTheOldestRequestedFirst()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m).Price(3400m).Sell(0.3m, 3400m);

        Assert.Equal("filled 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0.25m, 0.05m, 0.2m), (desk.Position.Rungs[0].FilledQuantity, desk.Position.Rungs[1].FilledQuantity,
            desk.Position.Rungs[1].OutstandingQuantity));
        Assert.Equal(0.2m, desk.Position.OutstandingQuantity);

        desk.Sell(0.5m, 3400m); // 0.2 of it belongs to the rung, the rest is a reduction from outside
        Assert.Equal("filled 0.25, filled 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0m, 0.2m), (desk.Position.OutstandingQuantity, desk.Position.Quantity));
        Assert.Equal(0m, desk.Position.Rungs[2].FilledQuantity);
    }

    [Fact]
    public void NoEcho_Live_OldestIsByTimeOfTheRequestNotByOrder()
    {
        HarvestPolicy policy = Desk.Calm with { Rearm = RearmRule.Rejected, DedupTtlSeconds = 1, BreakEvenAtR = null };
        var desk = new Desk(policy);
        desk.Buy(1m, 3300m, 3200m).Price(3400m).Outcome(desk.RungId(0.5m)).Price(3400m);
        Assert.Equal("SELL 0.25 @0.5#2", desk.Asked);

        desk.Sell(0.25m, 3400m);
        Assert.Equal("requested 0.25, filled 0.25, armed 0.25", desk.Rungs);
    }

    [Fact]
    public void NoEcho_Live_ARejectedRequestIsNotWaitingForAFill()
    {
        Desk desk = Asked();
        desk.Outcome(desk.RungId(0.5m)).Sell(0.25m, 3400m);
        Assert.Equal("requested 0.25, filled 0.25, armed 0.25", desk.Rungs);
    }

    [Fact]
    public void NoEcho_Shadow_IsNeverAttributed()
    {
        Desk desk = Asked(HarvestMode.Shadow);
        desk.Sell(0.25m, 3400m);

        Assert.Equal("requested 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0.5m, 0.75m), (desk.Position.OutstandingQuantity, desk.Position.Quantity));
    }

    [Theory]
    [InlineData("harvest:BTCUSDT:1-0:rung:0.5")]
    [InlineData("{trace}")]
    [InlineData("{trace}:rung:")]
    [InlineData("{trace}:rung:x")]
    [InlineData("{trace}:rung:9")] // no such rung
    [InlineData("{trace}:stop:x")]
    [InlineData("{trace}:other:0.5")]
    public void Echo_ThatIsNoIntentOfThisEpoch_IsAsIfThereWereNone(string echo)
    {
        Desk desk = Asked();
        string full = echo.Replace("{trace}", IntentId.Trace(desk.Position.Key, desk.Position.Epoch), StringComparison.Ordinal);
        Assert.Equal(IntentMatch.None, EchoMatch.Find(desk.Position, full, out Rung? rung));
        Assert.Null(rung);
        desk.Sell(0.25m, 3400m, echo: full);
        Assert.Equal("filled 0.25, requested 0.25, armed 0.25", desk.Rungs);
    }

    [Theory]
    [InlineData("harvest:ETHUSDT:1-0:rung:0.5")]
    [InlineData("harvest:ETHUSDT:1-0:rung:7")]
    [InlineData("harvest:ETHUSDT:1-0:time_stop")]
    public void Echo_OfAnEarlierEpoch_FillsNoRung(string echo)
    {
        Desk desk = Asked();
        Assert.Equal(IntentMatch.OtherEpoch, EchoMatch.Find(desk.Position, echo, out _));
        desk.Sell(0.25m, 3400m, echo: echo);
        Assert.Equal("requested 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal((0.75m, 0.5m), (desk.Position.Quantity, desk.Position.OutstandingQuantity));
    }

    [Fact]
    public void Echo_OfAStop_FillsNoRung()
    {
        Desk desk = Asked();
        Assert.Equal(IntentMatch.RequestedStop, EchoMatch.Find(desk.Position, desk.StopId(3300m), out _));
        Assert.Equal(IntentMatch.OldStop, EchoMatch.Find(desk.Position, desk.StopId(3299m), out _));
        Assert.Equal(IntentMatch.Rung, EchoMatch.Find(desk.Position, desk.RungId(1.50m), out Rung? rung));
        Assert.Same(desk.Position.Rungs[2], rung);

        desk.Sell(0.25m, 3300m, echo: desk.StopId(3300m));
        Assert.Equal("requested 0.25, requested 0.25, armed 0.25", desk.Rungs);
        Assert.Equal(0.5m, desk.Position.OutstandingQuantity);
    }

    [Fact]
    public void Echo_OfAnArmedRung_FillsIt()
    {
        Desk desk = Asked();
        desk.Sell(0.1m, 3400m, echo: desk.RungId(1.5m)); // asked for before a restart lost it, say
        Assert.Equal(0.1m, desk.Position.Rungs[2].FilledQuantity);
        Assert.Equal(RungState.Armed, desk.Position.Rungs[2].State);
        Assert.Equal(0.5m, desk.Position.OutstandingQuantity);
        desk.Buy(1m, 3300m);
        Assert.Equal("requested 0.25, requested 0.25, armed 0.25", desk.Rungs); // partly filled: laid out once and for all
    }

    [Fact]
    public void Echo_OfAMergedRung_LeavesItArmed()
    {
        var desk = new Desk(Desk.Policy("1:0.1,2:0.2") with { BreakEvenAtR = null, MinNotionalQuote = 150 });
        desk.Buy(10m, 100m, 90m).Sell(1m, 100m, echo: desk.RungId(1m)); // it has nothing to fill: a reduction from outside
        Assert.Equal("armed 0, armed 3", desk.Rungs);
        desk.Buy(6m, 100m); // now large enough on its own
        Assert.Equal("armed 1.5, armed 3", desk.Rungs);
    }

    /// <summary>Long 1 at 3300 with the first two rungs asked for.</summary>
    private static Desk Asked(HarvestMode mode = HarvestMode.Live)
    {
        Desk desk = new Desk(mode: mode).Buy(1m, 3300m, 3200m).Price(3400m);
        Assert.Equal("STOP 3300, SELL 0.25 @0.5, SELL 0.25 @1", desk.Asked);
        return desk;
    }
}
