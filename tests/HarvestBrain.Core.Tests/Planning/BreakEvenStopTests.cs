using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Planning;

public sealed class BreakEvenStopTests
{
    private static readonly HarvestPolicy OnlyStops = Desk.Policy("900:0.1");

    [Theory]
    [InlineData(OrderSide.Buy, 104.99, "")]
    [InlineData(OrderSide.Buy, 105, "STOP 100")]
    [InlineData(OrderSide.Sell, 95.01, "")]
    [InlineData(OrderSide.Sell, 95, "STOP 100")]
    public void Propose_FromItsRInclusive(OrderSide side, double price, string expected) =>
        Assert.Equal(expected, Open(OnlyStops, side).Price((decimal)price).Asked);

    [Fact]
    public void Propose_Intent_SaysEverything()
    {
        Desk desk = Open(OnlyStops, OrderSide.Buy).Price(107m);
        Intent intent = Assert.Single(desk.Last.Intents);

        Assert.Equal(
            new Intent
            {
                Kind = IntentKind.MoveStop,
                Key = desk.Position.Key,
                Epoch = desk.Position.Epoch,
                Attempt = 1,
                RLevel = 0.7m,
                ThresholdR = 0.5m,
                MarkPrice = 107m,
                EntryPrice = 100m,
                CurrentStop = 90m,
                UnrealizedPnl = 7m,
                StopPrice = 100m,
                StopKind = StopKind.BreakEven,
                TimeUnixMs = desk.Now,
            },
            intent);
        Assert.Equal($"harvest:ETHUSDT:{desk.Position.Epoch}:stop:100", intent.IntentId);
        Assert.Equal($"harvest:ETHUSDT:{desk.Position.Epoch}", intent.TraceId);
        Assert.Equal((100m, 90m), (desk.Position.CurrentStop, desk.Position.OutsideStop));
        Assert.Equal("", desk.Price(120m).Asked);
    }

    [Fact]
    public void Propose_Never_WhenSwitchedOff() =>
        Assert.Equal("", Open(OnlyStops with { BreakEvenAtR = null }, OrderSide.Buy).Price(150m).Asked);

    [Fact]
    public void Propose_AtZeroR_NeedsThePriceBeyondTheStop()
    {
        Desk desk = Open(OnlyStops with { BreakEvenAtR = 0 }, OrderSide.Buy);
        Assert.Equal("", desk.Asked); // the stop would be at the market
        Assert.Equal("STOP 100", desk.Price(100.01m).Asked);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 100.3, 0.5, "STOP 100")]
    [InlineData(OrderSide.Sell, 100.3, 0.5, "STOP 100.5")]
    [InlineData(OrderSide.Buy, 100.5, 0.5, "STOP 100.5")]
    [InlineData(OrderSide.Sell, 100.5, 0.5, "STOP 100.5")]
    public void Propose_Tick_RoundsAwayFromTheMarket(OrderSide side, double entry, double tick, string expected)
    {
        var desk = new Desk(OnlyStops with { PriceTick = (decimal)tick });
        bool isLong = side == OrderSide.Buy;
        desk.Fill(side, 1m, (decimal)entry, isLong ? 90m : 110m).Price(isLong ? 110m : 90m);
        Assert.Equal(expected, desk.Asked);
    }

    [Fact]
    public void Propose_TickAboveTheEntry_IsNoStop()
    {
        var desk = new Desk(OnlyStops with { PriceTick = 200m, FallbackStopFraction = 0.1m });
        Assert.Equal("", desk.Buy(1m, 100m).Price(150m).Asked); // a stop at zero would be tighter than none
    }

    [Theory]
    [InlineData(99, "STOP 100")]
    [InlineData(100, "")]
    [InlineData(101, "")]
    public void Propose_OnlyWhenTighter(int outside, string expected)
    {
        Desk desk = Open(OnlyStops with { BreakEvenAtR = 0.6m }, OrderSide.Buy).Price(105.5m, outside);
        Assert.Equal(outside, desk.Position.CurrentStop);
        Assert.Equal(expected, desk.Price(110m).Asked);
    }

    [Fact]
    public void Propose_AverageThatComesBackToTheTick_StaysOnIt()
    {
        // Over an average of 102.709677..., whose decimals never end, and back to exactly 102.4.
        var desk = new Desk(OnlyStops with { PriceTick = 0.01m });
        desk.Buy(1.9m, 100m, 90m).Buy(1.2m, 107m).Buy(0.4m, 100m);
        Assert.Equal(102.4m, desk.Position.AverageEntry);
        Assert.Equal("STOP 102.4", desk.Price(110m).Asked);

        desk = new Desk(OnlyStops with { PriceTick = 0.01m });
        desk.Sell(1.0m, 100m, 110m).Sell(0.7m, 99.5m).Sell(0.2m, 97m);
        Assert.Equal("STOP 99.5", desk.Price(90m).Asked);
    }

    [Fact]
    public void Refused_IsAskedForAgainAfterTheDedupTime()
    {
        Desk desk = Open(OnlyStops with { DedupTtlSeconds = 10 }, OrderSide.Buy).Price(105m);
        long asked = desk.Now;
        desk.Outcome(desk.StopId(100m));
        desk.Now = asked + 8_999;
        Assert.Equal("", desk.Price(105m).Asked); // the clock is now one millisecond short of it
        Assert.Equal(asked + 9_999, desk.Now);
        desk.Now = asked + 9_000;
        Assert.Equal("STOP 100#2", desk.Price(105m).Asked);
    }

    [Fact]
    public void Refused_ATighterOneIsAskedForAtOnceAndALooserIsNot()
    {
        Desk desk = Open(OnlyStops, OrderSide.Buy).Price(105m);
        desk.Outcome(desk.StopId(100m)).Buy(1m, 104m);
        Assert.Equal("", desk.Asked);
        Assert.Equal("STOP 102", desk.Price(108m).Asked); // R is of the new average, 102, and of the stop at 90

        desk = Open(OnlyStops, OrderSide.Buy).Price(105m);
        desk.Outcome(desk.StopId(100m)).Buy(1m, 96m);
        Assert.Equal("", desk.Price(110m).Asked); // 98 is looser than what was refused
    }

    [Fact]
    public void Refused_TheNextOneOfTheEpoch_SaysThatItIsNotTheFirst()
    {
        Desk desk = Open(OnlyStops with { DedupTtlSeconds = 10 }, OrderSide.Buy).Price(105m);
        Intent first = Assert.Single(desk.Last.Intents);
        desk.Outcome(first.IntentId).Wait(10).Price(105m);
        Intent again = Assert.Single(desk.Last.Intents);
        Assert.Equal((first.IntentId, 1, 2), (again.IntentId, first.Attempt, again.Attempt));
    }

    [Fact]
    public void Refused_RearmNever_IsNotAskedForAgain()
    {
        Desk desk = Open(OnlyStops with { Rearm = RearmRule.Never }, OrderSide.Buy).Price(105m);
        desk.Outcome(desk.StopId(100m)).Wait(1_000_000);
        Assert.Equal("", desk.Price(105m).Asked);
    }

    [Fact]
    public void Hold_MomentGuards_HoldAStopToo()
    {
        Desk desk = Open(OnlyStops, OrderSide.Buy);
        desk.Engine.KillSwitchOn = true;
        Assert.Equal(("", "KillSwitch"), (desk.Price(105m).Asked, desk.Held));
        Assert.Equal(90m, desk.Position.CurrentStop);
        desk.Engine.KillSwitchOn = false;
        Assert.Equal(("STOP 100", ""), (desk.Price(105m).Asked, desk.Held));
        Assert.Equal([desk.Now], desk.Engine.StopRate.OldestFirst());
    }

    private static Desk Open(HarvestPolicy policy, OrderSide side) => new Desk(policy).Fill(side, 1m, 100m, side == OrderSide.Buy ? 90m : 110m);
}
