using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Folding;

/// <summary>What stands at the venue, held against what should.</summary>
public sealed class OpenOrdersFoldTests
{
    private static Desk Long(HarvestMode mode = HarvestMode.Live, HarvestPolicy? policy = null) =>
        new Desk(policy, mode).Buy(1m, 3300m, 3200m);

    [Fact]
    public void TheStop_StandsAsItShould_NothingDiffers() => Assert.Equal("", Long().Standing([Desk.StopOrder(3200m, 1m)]).Differs(3600));

    [Fact]
    public void NoStop_IsUnprotected_AfterFiveSeconds()
    {
        Desk desk = Long().Standing([]);
        Assert.Equal("", desk.Differs(5));
        Assert.Equal("Unprotected(open: 1)", desk.Differs(6));
        Assert.Equal("", desk.Standing([Desk.StopOrder(3200m, 1m)]).Differs());
    }

    [Fact]
    public void Since_IsWhenItBegan_NotWhenItWasToldLast()
    {
        Desk desk = Long().Standing([]);
        long since = desk.Now;
        desk.Wait(60).Standing([]).Price(3310m);
        Assert.Equal(since, desk.Position.ProtectionProblemsAt(desk.Now)[0].SinceUnixMs);
    }

    [Theory]
    [InlineData(0.75, "ProtectionQuantityDiffers(stands: 0.75, wanted: 1)")]
    [InlineData(1.5, "ProtectionQuantityDiffers(stands: 1.5, wanted: 1)")]
    [InlineData(1.0000000000000002, "")]
    public void AnotherQuantity_Differs(double quantity, string differs) =>
        Assert.Equal(differs, Long().Standing([Desk.StopOrder(3200m, (decimal)quantity)]).Differs());

    [Fact]
    public void AnotherPrice_Differs_AndOfSeveralTheLoosest()
    {
        Assert.Equal("ProtectionPriceDiffers(stands: 3150, wanted: 3200)", Long().Standing([Desk.StopOrder(3150m, 1m)]).Differs());
        Assert.Equal(
            "ProtectionPriceDiffers(stands: 3150, wanted: 3200)",
            Long().Standing([Desk.StopOrder(3200m, 0.5m), Desk.StopOrder(3150m, 0.5m)]).Differs());
    }

    [Fact]
    public void LessThanAStepOrATick_IsNoDifference() => Assert.Equal("", Long(policy: Desk.Calm with { QuantityStep = 0.01m, PriceTick = 0.5m })
        .Standing([Desk.StopOrder(3199.6m, 0.995m)]).Differs());

    [Fact]
    public void SeveralStops_AreAddedUp() =>
        Assert.Equal("", Long().Standing([Desk.StopOrder(3200m, 0.4m), Desk.StopOrder(3200m, 0.6m)]).Differs());

    [Fact]
    public void OneThatClosesAll_HasAnyQuantity() => Assert.Equal("", Long().Standing([Desk.StopOrder(3200m, 0m) with { ClosePosition = true }]).Differs());

    [Theory]
    [InlineData(3200, "")]
    [InlineData(3400, "Unprotected(open: 1)")] // it takes profit
    public void WithoutRole_TheSideOfThePriceSaysWhatItIs(int stop, string differs) =>
        Assert.Equal(differs, Long().Standing([Desk.StopOrder(stop, 1m) with { Role = OrderRole.Unknown }]).Differs());

    [Fact]
    public void Fill_AfterTheSnapshot_BeginsADifference()
    {
        Desk desk = Long().Standing([Desk.StopOrder(3200m, 1m)]).Sell(0.25m, 3310m);
        Assert.Equal("ProtectionQuantityDiffers(stands: 1, wanted: 0.75)", desk.Differs());
        Assert.Equal("", desk.Standing([Desk.StopOrder(3200m, 0.75m)]).Differs());
    }

    [Fact]
    public void StopMove_NotCarriedOut_Differs_UntilItStands()
    {
        Desk desk = Long().Standing([Desk.StopOrder(3200m, 1m)]).Price(3350m);
        Assert.Equal("ProtectionPriceDiffers(stands: 3200, wanted: 3300)", desk.Differs());
        Assert.Equal("", desk.Standing([Desk.StopOrder(3300m, 1m)]).Differs());
    }

    [Theory]
    [InlineData(1, StopState.Confirmed)]
    [InlineData(0.5, StopState.Requested)] // a part of it is not there
    public void StopAskedFor_ThatStandsForAllThatIsOpen_IsConfirmed(double quantity, StopState state) => Assert.Equal(
        state, Long().Price(3350m).Standing([Desk.StopOrder(3300m, (decimal)quantity)]).Position.StopStateAt(Desk.Start, 5));

    [Fact]
    public void StopBeforeTheOneAskedFor_IsConfirmedAsThat()
    {
        Desk desk = new Desk(Desk.Calm with { Lock = ProfitLock.Of(new LockStep(1, 0.5m)) }).Buy(1m, 3300m, 3200m).Price(3350m).Price(3400m);
        Assert.Equal(3300m, desk.Standing([Desk.StopOrder(3300m, 1m)]).Position.ConfirmedStop);
        Assert.Equal(StopState.Requested, desk.Position.StopStateAt(desk.Now, 5));
    }

    [Fact]
    public void Short_IsItsMirror()
    {
        Desk desk = new Desk().Sell(1m, 3300m, 3400m).Standing([Desk.StopOrder(3400m, 1m, OrderSide.Buy)]);
        Assert.Equal("", desk.Differs());
        Assert.Equal(
            "ProtectionPriceDiffers(stands: 3450, wanted: 3400)",
            desk.Standing([Desk.StopOrder(3400m, 0.5m, OrderSide.Buy), Desk.StopOrder(3450m, 0.5m, OrderSide.Buy)]).Differs());
    }

    [Fact]
    public void Shadow_NobodyMovesStops_TheOneToldShouldStand()
    {
        Desk desk = Long(HarvestMode.Shadow).Price(3350m).Standing([Desk.StopOrder(3200m, 1m)]);
        Assert.Equal("", desk.Differs());
    }

    [Fact]
    public void Flat_WhatOnlyReduces_IsAnOrphan()
    {
        Desk desk = Long().Sell(1m, 3310m).Standing([Desk.StopOrder(3200m, 1m)]);
        Assert.Equal("OrphanOrder(order: s1)", desk.Differs());
        Assert.Equal("", desk.Standing([]).Differs());
        Assert.Equal("", desk.Standing([new OpenOrder { Side = OrderSide.Buy, Quantity = 1m, Role = OrderRole.Entry }]).Differs());
    }

    [Fact]
    public void OfTheOtherSide_OrOfAnEpochThatIsOver_IsAnOrphan()
    {
        OpenOrder own = Desk.StopOrder(3200m, 1m);
        Assert.Equal("OrphanOrder(order: s1)", Long().Standing([own, Desk.StopOrder(3400m, 1m, OrderSide.Buy)]).Differs());
        OpenOrder old = new() { OrderId = "h", Role = OrderRole.Harvest, Side = OrderSide.Sell, Quantity = 1m, IntentId = "harvest:ETHUSDT:1-0:rung:1" };
        Assert.Equal("OrphanOrder(order: h)", Long().Standing([own, old]).Differs());
    }

    [Fact]
    public void UnknownSymbol_WithAnOrphan_IsToldOf_WithoutOneIsNoPosition()
    {
        var desk = new Desk();
        desk.Standing([]);
        Assert.Empty(desk.Engine.Positions);
        Assert.Equal("OrphanOrder(order: s1)", desk.Standing([Desk.StopOrder(3200m, 1m)]).Differs());
    }

    [Fact]
    public void Older_ThanTheLastFill_SaysNothing()
    {
        Desk desk = Long().Sell(0.25m, 3310m).Standing([Desk.StopOrder(3200m, 1m)], lagMs: 5000);
        Assert.Equal("", desk.Differs());
        Assert.StartsWith("StaleSnapshot(", desk.Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_EndsTheDifferences_AndTheNextEpochWaitsForASnapshot()
    {
        Desk desk = Long().Standing([]).Sell(1m, 3310m);
        Assert.Equal("", desk.Differs());
        Assert.Equal("", desk.Buy(1m, 3300m, 3200m).Differs());
        Assert.Equal("Unprotected(open: 1)", desk.Standing([]).Differs());
    }

    [Fact]
    public void NoStopKnown_NothingShouldStand() => Assert.Equal("", new Desk().Buy(1m, 3300m).Standing([]).Differs());

    [Fact]
    public void Restart_KeepsSinceWhen_TheOtherModeBeginsAnew()
    {
        Desk desk = Long().Standing([]);
        Assert.Equal("Unprotected(open: 1)", desk.Restart().Differs());
        Assert.Equal("", desk.Restart(HarvestMode.Shadow).Differs());
        Assert.Equal("Unprotected(open: 1)", desk.Sell(0.1m, 3300m).Buy(0.1m, 3300m).Differs());
    }

    [Fact]
    public void SameAgain_IsNothingToSave()
    {
        Desk desk = Long().Standing([Desk.StopOrder(3200m, 1m)]);
        Assert.NotEmpty(desk.Last.Dirty);
        Assert.Empty(desk.Standing([Desk.StopOrder(3200m, 1m)]).Last.Dirty);
    }
}
