using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues.Exits;

/// <summary>What users of other exit managers complained of, each as it happened to them.</summary>
public sealed class ComplaintTests
{
    private static readonly HarvestPolicy All = Desk.Policy("1:0.25,2:0.25,4:*") with
    {
        BreakEvenAtR = 0.5m,
        Lock = ProfitLock.Of(new LockStep(1.5m, 0.5m)),
        TrailSource = TrailSource.Risk,
        TrailAtrMultiple = 1.5m,
        TrailAtR = 2,
    };

    [Fact]
    public void PartialCloseJustUnderTheMinimum_NoZeroSizeOrder_NoEndlessRetries()
    {
        // 25 % of 0.07 is 0.0175: under the step of 0.05 it would be an order of 0, under 10 quote one that is refused each time.
        Desk desk = new Desk(All with { QuantityStep = 0.05m, MinNotionalQuote = 4 }).Buy(0.07m, 100, 90);
        var asked = new List<Intent>();
        for (decimal price = 105; price <= 150; price += 0.5m) asked.AddRange(desk.Price(price).Last.Intents.Where(i => i.Kind == IntentKind.PartialClose));
        Intent only = Assert.Single(asked);
        Assert.Equal(0.05m, only.Quantity);
    }

    [Fact]
    public void AfterTheFirstPartial_TheStopIsNotFarBelowTheEntry()
    {
        Desk desk = new Desk(All).Buy(1, 100, 90).Price(110).FillAsked();
        Assert.Equal(100m, desk.Position.CurrentStop);
    }

    [Fact]
    public void StopAfterAPartial_CarriesNoAmountThatCouldBeWrong()
    {
        Desk desk = new Desk(All).Buy(1, 100, 90);
        Assert.Equal("STOP 105, SELL 0.25 @1", desk.Price(115).Asked);
        Intent stop = desk.Last.Intents[0];
        Assert.Equal(0m, stop.Quantity);
        Assert.Equal("", desk.FillAsked().Asked); // and the fill does not place it again
    }

    [Fact]
    public void Dust_DoesNotKeepAPositionOpen()
    {
        // What would be left after the last rung, 0.003, could never be closed alone: it goes with that rung.
        Desk desk = new Desk(Desk.Policy("1:0.5,2:0.497") with { BreakEvenAtR = null, QuantityStep = 0.001m, MinNotionalQuote = 5 });
        desk.Buy(1, 100, 90).Price(110).FillAsked().Price(120).FillAsked();
        Assert.Equal(Direction.Flat, desk.Position.Direction);
    }

    [Fact]
    public void RestartWithNewTrailingSettings_TakesThem_AndKeepsThePeak()
    {
        Desk desk = new Desk(All).Buy(1, 100, 90).Price(130).Price(126);
        Assert.Equal(115m, desk.Position.CurrentStop);
        desk.Restart(policy: All with { TrailAtrMultiple = 0.5m });
        Assert.Equal("STOP 125", desk.Price(126).Asked);
    }

    [Fact]
    public void Trailing_IsMeasuredFromThePeak_NotFromTheEntry() =>
        Assert.Equal("STOP 115, SELL 0.25 @1, SELL 0.25 @2 | STOP 120", new Desk(All).Buy(1, 100, 90).Prices(130, 128, 135));

    [Fact]
    public void Peak_IsNotCarriedIntoTheNextPosition()
    {
        Desk desk = new Desk(All).Buy(1, 100, 90).Price(139).Sell(1, 139).Buy(1, 100, 90);
        Assert.Equal(100m, desk.Position.PeakPrice);
        Assert.Equal("STOP 100, SELL 0.25 @1", desk.Price(110).Asked);
        // Nor over a flip, where the old peak is on the other side.
        desk.Sell(2, 110, stop: 120);
        Assert.Equal(110m, desk.Position.PeakPrice);
        Assert.Equal("STOP 110, BUY 0.25 @1", desk.Price(100).Asked);
    }

    [Fact]
    public void ReduceOnlyFillOfATakeProfit_OpensNoPhantomOnTheOtherSide()
    {
        Desk desk = new Desk(All).Buy(1, 100, 90).Price(141);
        Assert.Equal("STOP 126, SELL 0.25 @1, SELL 0.25 @2, SELL 0.5 @4", desk.Asked);
        List<Intent> asked = [.. desk.Last.Intents.Where(intent => intent.Kind == IntentKind.PartialClose)];
        desk.Sell(0.75m, 141); // somebody was quicker
        foreach (Intent intent in asked) desk.Sell(intent.Quantity, 141, echo: intent.IntentId, reduceOnly: true);
        Assert.Equal(Direction.Flat, desk.Position.Direction);
        Assert.Equal(0m, desk.Position.Quantity);
    }

    [Fact]
    public void Flip_HasTheRightAverageAndProfit()
    {
        Desk desk = new Desk(All).Buy(1, 100, 90).Buy(1, 110).Sell(3, 120, stop: 130);
        Assert.Equal((Direction.Short, 1m, 120m, 0m), (desk.Position.Direction, desk.Position.Quantity, desk.Position.AverageEntry, desk.Position.RealizedPnl));
        Assert.Equal(30m, desk.Position.LastClosed!.RealizedPnl);
    }

    [Fact]
    public void TrailOrLockOfExactlyZero_IsNotTakenForNotSet()
    {
        HarvestPolicy atZero = Desk.Policy("900:0.1") with
        {
            BreakEvenAtR = null, TrailSource = TrailSource.Risk, TrailAtR = 0, TrailAtrMultiple = 1,
        };
        Assert.Equal("STOP 90.5 | STOP 99", new Desk(atZero).Buy(1, 100, 89).Prices(101.5m, 110));
        HarvestPolicy off = atZero with { TrailSource = TrailSource.Off };
        Assert.Equal("STOP 100", new Desk(off with { BreakEvenAtR = 0 }).Buy(1, 100, 90).Prices(100, 100.01m));
        Assert.Equal("STOP 100", new Desk(off with { Lock = ProfitLock.Of(new LockStep(1, 0)) }).Buy(1, 100, 90).Prices(110));
    }

    [Fact]
    public void OneTakeProfitFill_IsBookedOnce()
    {
        Desk desk = new Desk(All).Buy(1, 100, 90).Price(110);
        string id = desk.RungId(1);
        desk.Sell(0.25m, 110, echo: id, key: 5).Sell(0.25m, 110, echo: id, key: 5);
        Assert.Equal((0.75m, 2.5m), (desk.Position.Quantity, desk.Position.RealizedPnl));
        Assert.StartsWith("DuplicateExecution", desk.Refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 132, 98)]
    [InlineData(OrderSide.Sell, 68, 102)]
    public void Extremes_AreNotMixedUpAfterAFill(OrderSide side, double best, double worst)
    {
        decimal stop = side == OrderSide.Buy ? 90 : 110;
        Desk desk = new Desk(All).Fill(side, 1, 100, stop).Price((decimal)worst).Price((decimal)best).FillAsked();
        desk.Fill(side, 0.5m, 100); // adding is no new extreme
        Assert.Equal(((decimal)best, (decimal)worst), (desk.Position.PeakPrice, desk.Position.TroughPrice));
    }

    [Fact]
    public void BreakEven_DoesNotIgnoreCommissionAndLoseMoney()
    {
        Desk desk = new Desk(Desk.Policy("900:0.1") with { BreakEvenCoversFees = true }).Buy(1, 100, 90, fee: 0.05m).Price(105);
        decimal stop = desk.Position.StopRequest.Requested!.Value.Price;
        desk.Sell(1, stop, fee: 0.05m);
        Assert.True(desk.Position.LastClosed!.RealizedPnl - desk.Position.LastClosed.FeesQuote >= 0);
    }
}
