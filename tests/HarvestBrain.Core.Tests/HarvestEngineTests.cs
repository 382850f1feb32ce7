using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;

namespace HarvestBrain.Core.Tests;

/// <summary>The engine as a whole: the worked example of the documents, and what spans positions and symbols.</summary>
public sealed class HarvestEngineTests
{
    [Fact]
    public void Example_Long_ThreeClosesAndAStopMove()
    {
        var desk = new Desk(mode: HarvestMode.Shadow);
        Assert.Equal("", desk.Buy(1.0m, 3300m, 3200m).Asked);
        Assert.Equal("STOP 3300, SELL 0.25 @0.5", desk.Price(3350m).Asked);
        Assert.Equal("SELL 0.25 @1", desk.Price(3400m).Asked);
        Assert.Equal("SELL 0.25 @1.5", desk.Price(3450m).Asked);
        Assert.Equal("", desk.Price(3500m).Asked);
    }

    [Fact]
    public void Example_Gap_FiresTheSameThreeAtOnce()
    {
        var desk = new Desk();
        desk.Buy(1.0m, 3300m, 3200m).Price(3460m);
        Assert.Equal("STOP 3300, SELL 0.25 @0.5, SELL 0.25 @1, SELL 0.25 @1.5", desk.Asked);
        Assert.Equal([0.5m, 0.5m, 1m, 1.5m], desk.Last.Intents.Select(intent => intent.ThresholdR));
        Assert.All(desk.Last.Intents, intent => Assert.Equal((1.6m, 3460m, 160m), (intent.RLevel, intent.MarkPrice, intent.UnrealizedPnl)));
    }

    [Fact]
    public void Example_TenTicksInOneRung_AskOnce()
    {
        var desk = new Desk();
        desk.Buy(1.0m, 3300m, 3200m);
        var asked = new List<string>();
        for (int i = 0; i < 10; i++) asked.Add(desk.Price(3350m + (0.1m * i)).Asked);
        Assert.Equal("STOP 3300, SELL 0.25 @0.5", asked[0]);
        Assert.All(asked.Skip(1), text => Assert.Equal("", text));
    }

    [Fact]
    public void Example_Short_Mirrors()
    {
        var desk = new Desk();
        Assert.Equal("", desk.Sell(1.0m, 3300m, 3400m).Asked);
        Assert.Equal("STOP 3300, BUY 0.25 @0.5", desk.Price(3250m).Asked);
        Assert.Equal("BUY 0.25 @1", desk.Price(3200m).Asked);
        Assert.Equal("BUY 0.25 @1.5", desk.Price(3150m).Asked);
        Assert.Equal(1.5m, desk.Last.Intents[0].RLevel);
    }

    [Fact]
    public void Fill_IsAlsoAPrice()
    {
        var desk = new Desk();
        Assert.Equal("STOP 3300, SELL 0.225 @0.5", desk.Buy(0.9m, 3300m, 3200m).Sell(0.1m, 3350m).Asked);
        Assert.Equal(3350m, desk.Last.Intents[0].MarkPrice);
    }

    [Fact]
    public void HedgeMode_APriceDecidesBothSides()
    {
        var desk = new Desk(Desk.Calm with { BreakEvenAtR = null });
        desk.Buy(1m, 3300m, 3200m, side: PositionSide.Long).Sell(2m, 3400m, 3450m, side: PositionSide.Short);
        desk.Price(3350m);
        Assert.Equal("SELL 0.25 @0.5, BUY 0.5 @0.5, BUY 0.5 @1", desk.Asked);
        Assert.Equal([PositionSide.Long, PositionSide.Short, PositionSide.Short], desk.Last.Intents.Select(intent => intent.Key.Side));
        Position @long = desk.Engine.Find(Desk.Eth, PositionSide.Long)!;
        Assert.Equal($"harvest:ETHUSDT:LONG:{@long.Epoch}:rung:0.5", desk.Last.Intents[0].IntentId);
        Assert.Equal(2, desk.Engine.Positions.Count());

        // An outcome finds its position by the intent it echoes.
        desk.Outcome(desk.Last.Intents[1].IntentId);
        Assert.Equal(PositionSide.Short, Assert.Single(desk.Last.Dirty).Key.Side);
    }

    [Fact]
    public void Symbols_DoNotTouch()
    {
        var desk = new Desk();
        desk.Buy(1m, 3300m, 3200m);
        desk.Apply(HarvestEvent.PriceUpdate(desk.NextId(), desk.Now, "BTCUSDT", 3400m));
        Assert.Empty(desk.Last.Changed);
        Assert.Equal(3300m, desk.Position.MarkPrice);
        Assert.Null(desk.Engine.Find("BTCUSDT"));
    }

    [Fact]
    public void KillSwitch_OnThenOff_FoldsOnAndAsksAtTheNextPrice()
    {
        var desk = new Desk();
        desk.Engine.KillSwitchOn = true;
        desk.Buy(1m, 3300m, 3200m).Price(3400m);
        Assert.Equal(("", "KillSwitch"), (desk.Asked, desk.Held));
        Assert.Equal((3400m, 3400m), (desk.Position.MarkPrice, desk.Position.PeakPrice));
        desk.Buy(1m, 3400m).Sell(1m, 3390m);
        Assert.Equal((1m, 3350m), (desk.Position.Quantity, desk.Position.AverageEntry));
        Assert.Equal("armed 0.5, armed 0.5, armed 0.5", desk.Rungs);
        Assert.Empty(desk.Engine.Rate.OldestFirst());

        desk.Engine.KillSwitchOn = false;
        Assert.Equal("STOP 3350, SELL 0.5 @0.5", desk.Price(3450m).Asked);
    }

    [Fact]
    public void KillSwitch_PositionClosedMeanwhile_NoBurst()
    {
        var desk = new Desk();
        desk.Engine.KillSwitchOn = true;
        desk.Buy(1m, 3300m, 3200m).Price(3460m).Sell(1m, 3460m);
        desk.Engine.KillSwitchOn = false;
        Assert.Equal(("", ""), (desk.Price(3460m).Asked, desk.Held));
    }

    [Fact]
    public void Suspect_IsHeldUntilReleased()
    {
        var desk = new Desk();
        desk.Buy(1m, 3300m, 3200m);
        Assert.Same(desk.Position, Assert.Single(desk.Engine.MarkSuspect(Desk.Eth)));
        Assert.Empty(desk.Engine.MarkSuspect(Desk.Eth)); // it was already
        Assert.Empty(desk.Engine.Release("BTCUSDT"));
        Assert.Equal(("", "Suspect"), (desk.Price(3350m).Asked, desk.Held));
        Assert.Equal(3350m, desk.Position.MarkPrice);

        Assert.Same(desk.Position, Assert.Single(desk.Engine.Release(Desk.Eth)));
        Assert.False(desk.Position.Suspect);
        Assert.Empty(desk.Engine.Release(Desk.Eth));
        Assert.Equal("STOP 3300, SELL 0.25 @0.5", desk.Price(3350m).Asked);
    }

    [Fact]
    public void Suspect_SurvivesARestart()
    {
        var desk = new Desk();
        desk.Buy(1m, 3300m, 3200m);
        desk.Engine.MarkSuspect(Desk.Eth);
        Assert.Equal("Suspect", desk.Restart().Price(3350m).Held);
    }

    /// <summary>The fill that was missing comes after all and explains the refused one; what was lost besides is still lost.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Suspect_ForTwoReasons_IsNotClearedByOneOfThem(bool restarts)
    {
        var desk = new Desk();
        desk.Wait(10).Sell(1m, 3310m, reduceOnly: true);
        Assert.Same(desk.Position, Assert.Single(desk.Engine.MarkAllSuspect()));
        Assert.Empty(desk.Engine.MarkAllSuspect());
        if (restarts) desk.Restart();
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now - 5000, Desk.Eth, OrderSide.Buy, 3m, 3300m, 3200m));
        Assert.Equal((2m, true), (desk.Position.Quantity, desk.Position.Suspect));
    }

    /// <summary>The fill that nobody could read may have opened the side that never was: what is told of it later is not all of it.</summary>
    [Theory]
    [InlineData(PositionSide.Long, PositionSide.Short)]
    [InlineData(PositionSide.Short, PositionSide.Long)]
    public void MarkSuspect_InHedgeMode_TakesTheSideThatOpensLater_AlsoAfterARestart(PositionSide open, PositionSide later)
    {
        foreach (bool restarts in new[] { false, true })
        {
            var desk = new Desk();
            (OrderSide first, OrderSide second) = open == PositionSide.Long ? (OrderSide.Buy, OrderSide.Sell) : (OrderSide.Sell, OrderSide.Buy);
            desk.Fill(first, 1m, 3300m, side: open);
            desk.Engine.MarkSuspect(Desk.Eth);
            if (restarts) desk.Restart();
            desk.Fill(second, 1m, 3300m, stop: later == PositionSide.Long ? 3200m : 3400m, side: later);
            Assert.Equal((1m, true), (desk.Engine.Find(Desk.Eth, later)!.Quantity, desk.Engine.Find(Desk.Eth, later)!.Suspect));
            Assert.Equal("", desk.Price(later == PositionSide.Long ? 3400m : 3200m).Asked);
        }
    }

    [Fact]
    public void MarkSuspect_TakesEveryPositionOfItsSymbol()
    {
        var desk = new Desk();
        desk.Buy(1m, 3300m, 3200m, side: PositionSide.Long).Sell(1m, 3300m, side: PositionSide.Short).Buy(1m, 3300m, side: PositionSide.Short);
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now, "BTCUSDT", OrderSide.Buy, 1m, 100m));
        Assert.Equal([PositionSide.Long, PositionSide.Short], desk.Engine.MarkSuspect(Desk.Eth).Select(position => position.Key.Side));
        Assert.False(desk.Engine.Find("BTCUSDT")!.Suspect);

        Assert.Equal("BTCUSDT", Assert.Single(desk.Engine.MarkAllSuspect()).Key.Symbol);
        Assert.True(desk.Engine.Find(Desk.Eth, PositionSide.Short)!.Suspect); // flat: what it missed would be a phantom
        Assert.Empty(desk.Engine.MarkAllSuspect());
        Assert.Equal("XRPUSDT", Assert.Single(desk.Engine.MarkSuspect("XRPUSDT")).Key.Symbol); // never heard of before
    }

    [Fact]
    public void SetPolicy_OfOneSymbol_HoldsForItsPositionsAndKeepsTheRungs()
    {
        var desk = new Desk(Desk.Calm with { BreakEvenAtR = null });
        desk.Buy(1m, 3300m, 3200m);
        desk.Engine.SetPolicy(Desk.Eth, Desk.Policy("2:1") with { MinR = 0.75m, BreakEvenAtR = 0.6m });
        Assert.Equal("STOP 3300", desk.Price(3360m).Asked);
        Assert.Equal("SELL 0.25 @0.5", desk.Price(3375m).Asked); // the rungs are those of the epoch, the minimum is the new one
        desk.Sell(1m, 3375m).Buy(1m, 3300m, 3200m);
        Assert.Equal("armed 1", desk.Rungs);
        Assert.Equal("STOP 3300, SELL 1 @2", desk.Price(3500m).Asked);

        desk.Engine.SetPolicy(Desk.Eth, null);
        desk.Sell(1m, 3375m).Buy(1m, 3300m, 3200m);
        Assert.Equal("armed 0.25, armed 0.25, armed 0.25", desk.Rungs);
    }

    [Fact]
    public void SetPolicy_BeforeTheFirstFill_IsThereForIt()
    {
        var desk = new Desk();
        desk.Engine.SetPolicy(Desk.Eth, Desk.Policy("2:1"));
        Assert.Empty(desk.Engine.Positions);
        Assert.Equal("armed 1", desk.Buy(1m, 100m).Rungs);
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now, "BTCUSDT", OrderSide.Buy, 1m, 100m));
        Assert.Equal(3, desk.Engine.Find("BTCUSDT")!.Rungs.Count);
    }

    [Fact]
    public void SetPolicy_FallbackStop_ArmsAnOpenPosition()
    {
        var desk = new Desk();
        Assert.Equal("NoInitialRisk", desk.Buy(1m, 100m).Price(110m).Held);
        desk.Engine.SetPolicy(Desk.Eth, Desk.Calm with { FallbackStopFraction = 0.02m });
        Assert.Equal("STOP 100, SELL 0.25 @0.5", desk.Price(101m).Asked);
        Assert.Null(desk.Last.Intents[0].CurrentStop);
    }

    [Fact]
    public void Restart_BetweenAnyTwoEvents_AsksForTheSame()
    {
        Assert.Equal(Run(restart: false), Run(restart: true));

        static string Run(bool restart)
        {
            var desk = new Desk();
            var asked = new List<string>();
            foreach (Func<Desk> step in new Func<Desk>[]
            {
                () => desk.Buy(1m, 3300m, 3200m), () => desk.Price(3350m), () => desk.Sell(0.25m, 3350m, echo: desk.RungId(0.5m)),
                () => desk.Buy(1m, 3340m, 3250m), () => desk.Price(3460m), () => desk.Sell(9m, 3460m, 3500m), () => desk.Price(3400m),
            })
            {
                asked.Add(step().Asked);
                if (restart) desk.Restart();
            }
            return string.Join("; ", asked);
        }
    }

    [Fact]
    public void Restore_ReplacesThePositionOfTheSameKey()
    {
        var desk = new Desk();
        desk.Buy(1m, 3300m, 3200m);
        byte[] saved = PositionState.Save(desk.Position, HarvestMode.Live);
        desk.Buy(1m, 3300m);
        desk.Engine.Restore(PositionState.Restore(saved, HarvestMode.Live, out _));
        Assert.Equal(1m, desk.Position.Quantity);
        Assert.Single(desk.Engine.Positions);
    }

    [Fact]
    public void Constructor_NullOrBadArguments_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => new HarvestEngine(null!, HarvestMode.Live, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HarvestEngine(HarvestPolicy.Default, HarvestMode.Live, -1));
        var engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Live, 7);
        Assert.Equal((HarvestMode.Live, 7, false), (engine.Mode, engine.Rate.Limit, engine.KillSwitchOn));
        Assert.Null(engine.Find("X"));
    }
}
