using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Deciding;

public sealed class DeciderTests
{
    private static readonly HarvestPolicy NoStops = Desk.Calm with { BreakEvenAtR = null };

    [Theory]
    [InlineData(OrderSide.Buy, 3349.99, "")]
    [InlineData(OrderSide.Buy, 3350, "SELL 0.25 @0.5")]
    [InlineData(OrderSide.Buy, 3399.99, "SELL 0.25 @0.5")]
    [InlineData(OrderSide.Buy, 3400, "SELL 0.25 @0.5, SELL 0.25 @1")]
    [InlineData(OrderSide.Buy, 9999, "SELL 0.25 @0.5, SELL 0.25 @1, SELL 0.25 @1.5")]
    [InlineData(OrderSide.Buy, 3200, "")]
    [InlineData(OrderSide.Sell, 3250.01, "")]
    [InlineData(OrderSide.Sell, 3250, "BUY 0.25 @0.5")]
    [InlineData(OrderSide.Sell, 3200, "BUY 0.25 @0.5, BUY 0.25 @1")]
    [InlineData(OrderSide.Sell, 1, "BUY 0.25 @0.5, BUY 0.25 @1, BUY 0.25 @1.5")]
    [InlineData(OrderSide.Sell, 3400, "")]
    public void Rungs_FireAtTheirTriggerInclusiveAndInOrder(OrderSide side, double price, string expected) =>
        Assert.Equal(expected, Open(NoStops, side).Price((decimal)price).Asked);

    [Theory]
    [InlineData(0.75, 3374.99, "")]
    [InlineData(0.75, 3375, "SELL 0.25 @0.5")]
    [InlineData(1.2, 3419.99, "")]
    [InlineData(1.2, 3420, "SELL 0.25 @0.5, SELL 0.25 @1")]
    [InlineData(0, 3350, "SELL 0.25 @0.5")]
    public void Rungs_WaitForTheMinimumR(double minR, double price, string expected) =>
        Assert.Equal(expected, Open(NoStops with { MinR = (decimal)minR }).Price((decimal)price).Asked);

    [Fact]
    public void Close_Intent_SaysEverything()
    {
        Desk desk = Open(HarvestPolicy.Default with { MinR = 0.75m }).Price(3350m);
        Assert.Equal("STOP 3300", desk.Asked);
        desk.Price(3400m);
        Assert.Equal(
            new Intent
            {
                Kind = IntentKind.PartialClose,
                Key = desk.Position.Key,
                Epoch = desk.Position.Epoch,
                Side = OrderSide.Sell,
                Quantity = 0.25m,
                RLevel = 1m,
                ThresholdR = 0.75m,
                RungR = 0.5m,
                RungIndex = 0,
                Attempt = 1,
                MarkPrice = 3400m,
                EntryPrice = 3300m,
                CurrentStop = 3300m,
                UnrealizedPnl = 100m,
                TimeUnixMs = desk.Now,
                ValidUntilUnixMs = desk.Now + 60_000,
            },
            desk.Last.Intents[0]);
        Assert.Equal((1m, 1m, 1), (desk.Last.Intents[1].RungR, desk.Last.Intents[1].ThresholdR, desk.Last.Intents[1].RungIndex));
        Assert.Equal($"harvest:ETHUSDT:{desk.Position.Epoch}:rung:0.5", desk.Last.Intents[0].IntentId);

        Rung rung = desk.Position.Rungs[0];
        Assert.Equal((RungState.Requested, 1, 0.25m, 0.25m, desk.Now, false),
            (rung.State, rung.Attempt, rung.Quantity, rung.OutstandingQuantity, rung.RequestedAtUnixMs, rung.Rejected));
        Assert.Equal(0.5m, desk.Position.OutstandingQuantity);
        Assert.Equal(1m, desk.Position.Quantity); // asking is not filling
    }

    [Fact]
    public void AllIntents_OfOneDecision_NameTheStopBeforeIt()
    {
        Desk desk = Open(HarvestPolicy.Default).Price(3400m);
        Assert.Equal(3, desk.Last.Intents.Count);
        Assert.All(desk.Last.Intents, intent => Assert.Equal(3200m, intent.CurrentStop));
    }

    [Fact]
    public void Rung_AskedFor_IsNotAskedForAgain()
    {
        Desk desk = Open(NoStops).Price(3350m);
        for (int i = 0; i < 10; i++) Assert.Equal("", desk.Price(3350m + (i * 0.1m)).Asked);
        Assert.Equal("", desk.Price(3300m).Price(3350m).Asked);
        desk.Sell(0.25m, 3350m, echo: desk.RungId(0.5m));
        Assert.Equal("", desk.Asked);
    }

    [Fact]
    public void Rungs_OfAFlippedPosition_StartAnew()
    {
        Desk desk = Open(NoStops).Price(3350m).Sell(2m, 3350m, 3400m).Price(3325m);
        Assert.Equal("BUY 0.25 @0.5", desk.Asked);
        Assert.Equal($"harvest:ETHUSDT:{desk.Position.Epoch}:rung:0.5", desk.Last.Intents[0].IntentId);
    }

    [Fact]
    public void Increase_RebasesROnTheNewAverage()
    {
        Desk desk = Open(NoStops).Buy(1m, 3340m).Price(3350m); // average 3320, risk 120: 0.5R is 3380
        Assert.Equal("", desk.Asked);
        Assert.Equal("SELL 0.5 @0.5", desk.Price(3380m).Asked);
    }

    [Theory]
    [InlineData(RearmRule.Never, true, "")]
    [InlineData(RearmRule.Never, false, "")]
    [InlineData(RearmRule.Rejected, true, "SELL 0.25 @0.5#2")]
    [InlineData(RearmRule.Rejected, false, "")]
    [InlineData(RearmRule.Timeout, true, "SELL 0.25 @0.5#2")]
    [InlineData(RearmRule.Timeout, false, "SELL 0.25 @0.5#2")]
    public void Rearm_AfterTheDedupTime_AsksAgainWithTheSameId(RearmRule rule, bool rejected, string expected)
    {
        Desk desk = Open(NoStops with { Rearm = rule, DedupTtlSeconds = 60 }).Price(3350m);
        long asked = desk.Now;
        string id = desk.Last.Intents[0].IntentId;
        if (rejected) desk.Outcome(desk.RungId(0.5m));
        desk.Now = asked + 58_999;
        Assert.Equal("", desk.Price(3350m).Asked);
        Assert.Equal(asked + 59_999, desk.Now);
        desk.Now = asked + 59_000;
        Assert.Equal(expected, desk.Price(3350m).Asked);
        Assert.All(desk.Last.Intents, intent => Assert.Equal((id, 2), (intent.IntentId, intent.Attempt)));
        if (expected.Length == 0) return;
        Assert.Equal((2, asked + 60_000, 0.25m), (desk.Position.Rungs[0].Attempt, desk.Position.Rungs[0].RequestedAtUnixMs, desk.Position.OutstandingQuantity));
        Assert.False(desk.Position.Rungs[0].Rejected);
    }

    [Fact]
    public void Rearm_BelowTheTrigger_ArmsAndWaitsForThePrice()
    {
        Desk desk = Open(NoStops with { Rearm = RearmRule.Timeout, DedupTtlSeconds = 60 }).Price(3350m).Wait(60).Price(3320m);
        Assert.Equal("", desk.Asked);
        Assert.Equal("armed 0.25, armed 0.25, armed 0.25", desk.Rungs);
        Assert.Equal(0m, desk.Position.OutstandingQuantity);
        Assert.Equal("SELL 0.25 @0.5#2", desk.Price(3350m).Asked);
    }

    [Fact]
    public void Rearm_PartlyFilled_AsksForTheRest()
    {
        Desk desk = Open(NoStops with { Rearm = RearmRule.Timeout, DedupTtlSeconds = 60 }).Price(3350m);
        desk.Sell(0.1m, 3350m, echo: desk.RungId(0.5m)).Wait(60).Price(3350m);
        Assert.Equal("SELL 0.15 @0.5#2", desk.Asked);
        Assert.Equal(0.15m, desk.Position.OutstandingQuantity);
        Assert.Equal("requested 0.25, armed 0.25, armed 0.25", desk.Rungs);
    }

    [Fact]
    public void Rearm_OnlyTheRungsThatAreDue()
    {
        Desk desk = Open(NoStops with { Rearm = RearmRule.Timeout, DedupTtlSeconds = 60 }).Price(3350m).Wait(30).Price(3400m).Wait(30);
        Assert.Equal("SELL 0.25 @0.5#2", desk.Price(3400m).Asked);
        Assert.Equal("", desk.Price(3400m).Asked);
        Assert.Equal("SELL 0.25 @1#2", desk.Wait(30).Price(3400m).Asked);
    }

    [Fact]
    public void Size_OpenQuantityLessThanTheRungs_CapsAndThenHolds()
    {
        Desk desk = Open(NoStops).Sell(0.7m, 3300m).Price(3500m);
        Assert.Equal("SELL 0.25 @0.5, SELL 0.05 @1", desk.Asked);
        Assert.Equal("NothingLeft(open: 0.3, outstanding: 0.3)", desk.Held);
        Assert.Equal("requested 0.25, requested 0.05, armed 0.25", desk.Rungs);
    }

    [Fact]
    public void Size_HeldRung_DoesNotStopTheNextOne()
    {
        // At 80 the first slice of 1 is worth 80, less than the minimum of 90 that it had at its trigger of 90.
        var desk = new Desk(Desk.Policy("1:0.1,2:0.2") with { BreakEvenAtR = null, MinNotionalQuote = 90 });
        desk.Sell(10m, 100m, 110m).Price(80m);
        Assert.Equal("BUY 2 @2", desk.Asked);
        Assert.Equal("BelowMinNotional(notional: 80, minimum: 90)", desk.Held);
    }

    [Fact]
    public void Suspect_HoldsEveryTickAndIsCheckedBeforeRisk()
    {
        Desk desk = Open(NoStops);
        desk.Engine.MarkSuspect(Desk.Eth);
        Assert.Equal(("", "Suspect"), (desk.Price(3310m).Asked, desk.Held));
        Assert.Equal(("", "Suspect"), (desk.Price(3500m).Asked, desk.Held));
        Assert.Equal("Suspect", desk.Price(3100m).Held);
        Assert.Equal("armed 0.25, armed 0.25, armed 0.25", desk.Rungs);
    }

    [Fact]
    public void NextPrice_BelowIt_NothingIsLookedAt()
    {
        Desk desk = Open(NoStops);
        Assert.Equal(3350m, desk.Position.Plan.NextPrice);
        desk.Price(3350m);
        Assert.Equal(3400m, desk.Position.Plan.NextPrice);
        desk.Price(3450m);
        Assert.Equal(decimal.MaxValue, desk.Position.Plan.NextPrice);
        Assert.Equal(long.MaxValue, desk.Position.Plan.NextRearmUnixMs);

        desk = Open(NoStops, OrderSide.Sell);
        Assert.Equal(3250m, desk.Position.Plan.NextPrice);
        desk.Price(3000m);
        Assert.Equal(0m, desk.Position.Plan.NextPrice);
    }

    [Fact]
    public void NextRearm_IsTheEarliest()
    {
        Desk desk = Open(NoStops with { Rearm = RearmRule.Timeout, DedupTtlSeconds = 60 }).Price(3350m);
        long first = desk.Now;
        desk.Price(3400m);
        Assert.Equal(first + 60_000, desk.Position.Plan.NextRearmUnixMs);
        desk.Sell(1m, 3400m);
        Assert.Equal(long.MaxValue, desk.Position.Plan.NextRearmUnixMs);
    }

    [Fact]
    public void NextRearm_OfAFilledRequest_IsNever()
    {
        Desk desk = Open(NoStops with { Rearm = RearmRule.Timeout, DedupTtlSeconds = 60 }).Price(3350m);
        desk.Sell(0.25m, 3340m, echo: desk.RungId(0.5m));
        Assert.Equal((3400m, long.MaxValue), (desk.Position.Plan.NextPrice, desk.Position.Plan.NextRearmUnixMs));
    }

    [Fact]
    public void Rearm_BelowTheTrigger_LooksAgainOnlyAtThePrice()
    {
        Desk desk = Open(NoStops with { Rearm = RearmRule.Timeout, DedupTtlSeconds = 60 }).Price(3350m);
        Assert.Equal(3400m, desk.Position.Plan.NextPrice);
        desk.Wait(60).Price(3320m);
        Assert.Equal((3350m, long.MaxValue), (desk.Position.Plan.NextPrice, desk.Position.Plan.NextRearmUnixMs));
    }

    [Fact]
    public void MergedRung_AtItsOwnTrigger_IsNotDue()
    {
        // 1 at 110 is under the minimum of 150: it went into the rung at 120.
        var desk = new Desk(Desk.Policy("1:0.1,2:0.2") with { BreakEvenAtR = null, MinNotionalQuote = 150 });
        desk.Buy(10m, 100m, 90m);
        Assert.Equal(("armed 0, armed 3", 120m), (desk.Rungs, desk.Position.Plan.NextPrice));
        Assert.Equal(("SELL 3 @2", ""), (desk.Price(120m).Asked, desk.Held));
    }

    private static Desk Open(HarvestPolicy policy, OrderSide side = OrderSide.Buy) =>
        new Desk(policy).Fill(side, 1m, 3300m, side == OrderSide.Buy ? 3200m : 3400m);
}
