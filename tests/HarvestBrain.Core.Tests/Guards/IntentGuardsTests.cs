using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Guards;

public sealed class IntentGuardsTests
{
    private static readonly HarvestPolicy NoStops = Desk.Calm with { BreakEvenAtR = null };

    [Theory]
    [InlineData(0, true)]
    [InlineData(30_000, true)]
    [InlineData(30_001, false)]
    [InlineData(-30_000, true)]
    [InlineData(-30_001, false)]
    public void Freshness_WithinTheLimitOnBothSides_Asks(long ageMs, bool asks)
    {
        Desk desk = Open();
        HarvestEvent e = HarvestEvent.PriceUpdate(desk.NextId(), desk.Now, Desk.Eth, 3350m);
        desk.ApplyAt(e, desk.Now + ageMs);

        Assert.Equal(asks ? "SELL 0.25 @0.5" : "", desk.Asked);
        Assert.Equal(asks ? "" : $"StalePrice(ageMs: {ageMs}, limitMs: 30000)", desk.Held);
        if (asks) return;
        Assert.Equal(new HoldReason(desk.Position.Key, HoldCode.StalePrice, ageMs, 30_000), Desk.OnlyHold(desk.Last));
        Assert.Equal("armed 0.25, armed 0.25, armed 0.25", desk.Rungs);
        Assert.Equal("SELL 0.25 @0.5", desk.Price(3350m).Asked); // nothing is lost
    }

    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(-1_000_000_000)]
    public void Freshness_SwitchedOff_AsksFromAPriceOfAnyAge(long ageMs)
    {
        Desk desk = new Desk(NoStops with { MaxPriceAgeSeconds = 0 }).Buy(1, 3300, 3200);
        HarvestEvent e = HarvestEvent.PriceUpdate(desk.NextId(), desk.Now, Desk.Eth, 3350m);
        desk.ApplyAt(e, desk.Now + ageMs);
        Assert.Equal(("SELL 0.25 @0.5", ""), (desk.Asked, desk.Held));
    }

    [Fact]
    public void Rate_SwitchedOff_LimitsNothing()
    {
        HarvestPolicy policy = NoStops with { Ladder = Ladder.Of([.. Enumerable.Range(1, Ladder.MaxRungs).Select(i => new LadderRung(i, 0.01m))]) };
        Desk desk = new Desk(policy, maxActionsPerMinute: 0).Buy(1, 1000, 999).Price(2000);
        Assert.Equal((Ladder.MaxRungs, ""), (desk.Last.Intents.Count, desk.Held));
    }

    [Fact]
    public void Blocked_AsksForNothing_AndLosesNothing()
    {
        Desk desk = Open();
        desk.Engine.Block(Desk.Eth, blocked: true);
        Assert.Equal(("", "SettingsInvalid"), (desk.Price(3350m).Asked, desk.Held));
        Assert.Equal("armed 0.25, armed 0.25, armed 0.25", desk.Rungs);
        desk.Engine.Block(Desk.Eth, blocked: false);
        Assert.Equal("SELL 0.25 @0.5", desk.Price(3350m).Asked);
    }

    [Fact]
    public void Rate_IntentsOverTheLimit_WaitAndAreNotLost()
    {
        Desk desk = Open(2).Price(3500m);
        Assert.Equal("SELL 0.25 @0.5, SELL 0.25 @1", desk.Asked);
        Assert.Equal("RateLimited(inLastMinute: 2, limit: 2)", desk.Held);
        Assert.Equal(new HoldReason(desk.Position.Key, HoldCode.RateLimited, 2, 2), Desk.OnlyHold(desk.Last));
        long asked = desk.Now;

        desk.Now = asked + 58_999;
        Assert.Equal("", desk.Price(3500m).Asked);
        desk.Now = asked + 59_000;
        Assert.Equal("SELL 0.25 @1.5", desk.Price(3500m).Asked);
    }

    [Fact]
    public void Rate_OfClosesHoldsNoStop()
    {
        var desk = new Desk(maxActionsPerMinute: 1);
        desk.Buy(1m, 3300m, 3200m).Price(3400m);
        Assert.Equal(("STOP 3300, SELL 0.25 @0.5", "RateLimited(inLastMinute: 1, limit: 1)"), (desk.Asked, desk.Held));
        Assert.True(desk.Position.IsHeldBack);
        Assert.Equal(("", false), (desk.Price(3310m).Asked, desk.Position.IsHeldBack)); // nothing is due here
        Assert.Equal(("SELL 0.25 @1", false), (desk.Wait(60).Price(3400m).Asked, desk.Position.IsHeldBack));
    }

    [Fact]
    public void Rate_OfStopsHoldsNoClose()
    {
        var desk = new Desk(Desk.Policy("0.5:0.25") with { Lock = ProfitLock.Of(new LockStep(1, 0.5m)) }, maxStopsPerMinute: 1);
        Assert.Equal("STOP 3300, SELL 0.25 @0.5", desk.Buy(1m, 3300m, 3200m).Price(3350m).Asked);
        Assert.Equal(("", "StopsRateLimited(inLastMinute: 1, limit: 1)"), (desk.Price(3400m).Asked, desk.Held));
        Assert.True(desk.Position.IsHeldBack);
        Assert.Equal([desk.Now - 1000], desk.Engine.StopRate.OldestFirst());
        // The lock goes by the best price since it was due: the market has come back, and is still beyond the stop.
        Assert.Equal("STOP 3350", desk.Wait(60).Price(3351m).Asked);
    }

    [Fact]
    public void Rate_SurvivesARestart()
    {
        Desk desk = Open(2).Price(3500m).Restart(policy: NoStops).Price(3500m);
        Assert.Equal(("", "RateLimited(inLastMinute: 2, limit: 2)"), (desk.Asked, desk.Held));
    }

    [Fact]
    public void Order_KillSwitchThenFreshnessThenRateThenSize()
    {
        Desk desk = Open(1, NoStops with { MinNotionalQuote = 800 });
        desk.Price(3350m);
        Assert.Equal("SELL 0.25 @0.5", desk.Asked);
        desk.Engine.KillSwitchOn = true;
        desk.Sell(0.55m, 3400m, echo: desk.StopId(1m)); // a stop's fill: the rung asked for waits on
        HarvestEvent e = HarvestEvent.PriceUpdate(desk.NextId(), desk.Now, Desk.Eth, 3400m);
        Assert.Equal("KillSwitch", desk.ApplyAt(e, desk.Now + 31_000).Held);
        desk.Engine.KillSwitchOn = false;
        Assert.StartsWith("StalePrice", desk.ApplyAt(e, desk.Now + 31_000).Held, StringComparison.Ordinal);
        Assert.StartsWith("RateLimited", desk.ApplyAt(e, desk.Now).Held, StringComparison.Ordinal);
        Assert.StartsWith("BelowMinNotional", desk.Wait(60).Price(3400m).Held, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3, 0, 0, 0.25, "")]
    [InlineData(0.25, 0, 0, 0.25, "")]
    [InlineData(0.2, 0, 0, 0.2, "")] // capped at what is open
    [InlineData(0.2, 0.15, 0, 0.15, "")] // and rounded down
    [InlineData(0.1, 0.15, 0, 0, "BelowQuantityStep(quantity: 0.1, step: 0.15)")]
    [InlineData(0.2, 0, 670, 0.2, "")] // 0.2 at 3350 is 670
    [InlineData(0.2, 0, 670.01, 0.2, "BelowMinNotional(notional: 670, minimum: 670.01)")]
    public void Size_IsCappedRoundedAndNotUnderTheMinimum(double open, double step, double minNotional, double expected, string hold)
    {
        Desk desk = Desk.FoldOnly(NoStops with { QuantityStep = (decimal)step, MinNotionalQuote = (decimal)minNotional });
        desk.Buy(1m, 3300m, 3200m).Sell(1m - (decimal)open, 3300m).Price(3350m);
        desk.Position.Rungs[0].Quantity = 0.25m;
        HoldReason? reason = IntentGuards.CheckSize(desk.Position, desk.Position.Rungs[0], PolicyOf(step, minNotional), out decimal quantity);

        Assert.Equal((decimal)expected, quantity);
        Assert.Equal(hold, reason?.ToString() ?? "");
    }

    [Fact]
    public void Size_EverythingAskedFor_HoldsWithNothingLeft()
    {
        Desk desk = Desk.FoldOnly(NoStops);
        desk.Buy(1m, 3300m, 3200m);
        desk.Position.Rungs[1].OutstandingQuantity = 1m;
        Assert.Equal(new HoldReason(desk.Position.Key, HoldCode.NothingLeft, 1m, 1m),
            IntentGuards.CheckSize(desk.Position, desk.Position.Rungs[0], NoStops, out _));
        desk.Position.Rungs[1].OutstandingQuantity = 0.9m;
        Assert.Null(IntentGuards.CheckSize(desk.Position, desk.Position.Rungs[0], NoStops, out decimal quantity));
        Assert.Equal(0.1m, quantity);
    }

    [Fact]
    public void Reasons_HaveATextForEveryCode()
    {
        var key = new HarvestBrain.Core.Positions.PositionKey(Desk.Eth, PositionSide.Both);
        Assert.Equal(
            [
                "Suspect", "NoInitialRisk", "KillSwitch", "StalePrice(ageMs: 1.5, limitMs: 2)", "RateLimited(inLastMinute: 1.5, limit: 2)",
                "NothingLeft(open: 1.5, outstanding: 2)", "BelowQuantityStep(quantity: 1.5, step: 2)", "BelowMinNotional(notional: 1.5, minimum: 2)", "SettingsInvalid",
                "InverseContract",
                "StopsRateLimited(inLastMinute: 1.5, limit: 2)", "Disabled",
            ],
            Enum.GetValues<HoldCode>().Select(code => new HoldReason(key, code, 1.50m, 2.0m).ToString()));
        Assert.Throws<InvalidOperationException>(() => new HoldReason(key, (HoldCode)99).ToString());
        Assert.Throws<InvalidOperationException>(() => new HarvestBrain.Core.Positions.FoldRejection(key, (HarvestBrain.Core.Positions.FoldCode)99, 1, 2).ToString());
    }

    private static HarvestPolicy PolicyOf(double step, double minNotional) =>
        NoStops with { QuantityStep = (decimal)step, MinNotionalQuote = (decimal)minNotional };

    private static Desk Open(int maxActionsPerMinute = 1000, HarvestPolicy? policy = null)
    {
        var desk = new Desk(policy ?? NoStops, maxActionsPerMinute: maxActionsPerMinute);
        return desk.Buy(1m, 3300m, 3200m);
    }
}
