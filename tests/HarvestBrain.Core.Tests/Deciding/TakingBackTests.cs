using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Issues;

namespace HarvestBrain.Core.Tests.Deciding;

/// <summary>What was asked for, is unanswered and must not be done any more is taken back: once, and never what is filled.</summary>
public sealed class TakingBackTests
{
    private const string All = "CANCEL rung:0.5 flat, CANCEL rung:1 flat, CANCEL stop:3300 flat";

    private static Desk Asked(HarvestMode mode = HarvestMode.Live) => new Desk(mode: mode).Buy(1m, 3300m, 3200m).Price(3400m);

    [Fact]
    public void Flat_ByAFill_TakesBackAllThatIsUnanswered() => Assert.Equal(All, Asked().Sell(1m, 3390m, echo: "x", role: OrderRole.Manual).Asked);

    [Fact]
    public void Flat_ByASnapshot_TakesBackToo() => Assert.Equal(All, Asked().Snapshot(0).Asked);

    [Fact]
    public void Flipped_TakesBackBeforeTheNewEpochAsks() =>
        Assert.StartsWith(All.Replace("flat", "flipped", StringComparison.Ordinal), Asked().Sell(2m, 3390m, stop: 3500m, role: OrderRole.Manual).Asked, StringComparison.Ordinal);

    [Fact]
    public void Filled_IsNotTakenBack()
    {
        Desk desk = Asked();
        desk.Sell(0.25m, 3400m, echo: desk.RungId(0.5m));
        Assert.Equal("CANCEL rung:1 flat, CANCEL stop:3300 flat", desk.Sell(0.75m, 3390m, role: OrderRole.Manual).Asked);
        Assert.Equal("", desk.Sell(1m, 3390m, reduceOnly: true).Asked); // and not a second time
    }

    [Fact]
    public void Refused_AndConfirmed_AreAnswered()
    {
        Desk desk = Asked();
        desk.Outcome(desk.RungId(0.5m)).Outcome(desk.RungId(1m)).Accepted(desk.StopId(3300m));
        Assert.Equal("", desk.Sell(1m, 3390m, role: OrderRole.Manual).Asked);
    }

    [Fact]
    public void Accepted_ButNotFilled_IsTakenBack()
    {
        Desk desk = Asked();
        desk.Accepted(desk.RungId(0.5m)).Outcome(desk.RungId(1m)).Accepted(desk.StopId(3300m));
        Assert.Equal("CANCEL rung:0.5 flat", desk.Sell(1m, 3390m, role: OrderRole.Manual).Asked);
    }

    [Fact]
    public void StopFill_InPart_TakesTheClosesBackAndLeavesThemUnfilled()
    {
        Desk desk = Asked();
        Assert.Equal("CANCEL rung:0.5 stop_filled, CANCEL rung:1 stop_filled", desk.Sell(0.4m, 3300m, role: OrderRole.Stop).Asked);
        Assert.Equal(0m, desk.Position.Rungs.Sum(rung => rung.FilledQuantity));
        Assert.Equal("CANCEL stop:3300 flat", desk.Sell(0.6m, 3299m, role: OrderRole.Stop).Asked);
    }

    [Fact]
    public void KillSwitch_TakesBackOnce_AlsoAfterARestart()
    {
        Desk desk = Asked();
        string taken = All.Replace("flat", "kill_switch", StringComparison.Ordinal);
        desk.Engine.KillSwitchOn = true;
        Assert.Equal(taken, Desk.Describe(desk.Engine.TakeBack(desk.Now).Intents));
        Assert.Empty(desk.Engine.TakeBack(desk.Now).Intents);
        Assert.Empty(desk.Restart().Engine.TakeBack(desk.Now).Intents);
        Assert.Equal("", desk.Sell(1m, 3390m, role: OrderRole.Manual).Asked); // each is taken back at most once
    }

    [Fact]
    public void TakenBack_IsAskedForAgainAfterTheDedupTime_AndTakenBackWithItsAttempt()
    {
        Desk desk = new Desk(Desk.Policy("0.5:0.25") with { BreakEvenAtR = null, DedupTtlSeconds = 10 }).Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Engine.TakeBack(desk.Now);
        Assert.Equal("SELL 0.25 @0.5#2", desk.Wait(10).Price(3350m).Asked);
        Assert.Equal("CANCEL rung:0.5 kill_switch#2", Desk.Describe(desk.Engine.TakeBack(desk.Now).Intents));
    }

    [Fact]
    public void StopFill_WithTheEchoOfTheStop_IsItsAnswer()
    {
        Desk desk = Asked();
        Assert.Equal("CANCEL rung:0.5 stop_filled, CANCEL rung:1 stop_filled", desk.Sell(0.4m, 3300m, echo: desk.StopId(3300m)).Asked);
        Assert.Equal("", desk.Sell(0.6m, 3299m, echo: desk.StopId(3300m)).Asked); // never after its fill
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3600, false)]
    [InlineData(10, true)] // accepted, it does not run out
    public void ArmedAgainWithoutAnAnswer_IsStillTakenBack(int ttlSeconds, bool isAccepted)
    {
        Desk desk = ArmedAgain(ttlSeconds, isAccepted);
        Assert.Equal("CANCEL rung:0.5 flat", desk.Sell(1m, 3310m, role: OrderRole.Manual).Asked);
    }

    [Fact]
    public void ArmedAgain_IsTakenBackOnce_AlsoAfterARestart()
    {
        Desk desk = ArmedAgain(ttlSeconds: 0, isAccepted: false);
        Assert.Equal("CANCEL rung:0.5 kill_switch", Desk.Describe(desk.Engine.TakeBack(desk.Now).Intents));
        Assert.Equal("", desk.Restart().Sell(1m, 3310m, role: OrderRole.Manual).Asked);
    }

    [Fact]
    public void TakenBackAndArmedAgain_IsNotTakenBackASecondTime()
    {
        Desk desk = new Desk(Timeout(0)).Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Engine.TakeBack(desk.Now);
        Assert.Equal("", desk.Wait(10).Price(3310m).Asked);
        Assert.Equal(RungState.Armed, desk.Position.Rungs[0].State);
        Assert.Equal("", desk.Restart().Sell(1m, 3310m, role: OrderRole.Manual).Asked);
    }

    [Fact]
    public void ArmedAgain_RunOutOrRefused_HasNothingToTakeBack()
    {
        Assert.Equal("", ArmedAgain(ttlSeconds: 5, isAccepted: false).Sell(1m, 3310m, role: OrderRole.Manual).Asked);
        Desk desk = new Desk(Timeout(0)).Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Outcome(desk.RungId(0.5m)).Wait(10).Price(3310m);
        Assert.Equal("", desk.Sell(1m, 3310m, role: OrderRole.Manual).Asked);
    }

    private static Desk AskedThrice() => new Desk(Desk.Policy("900:0.1") with
    {
        IntentTtlSeconds = 60, Lock = ProfitLock.Of(new LockStep(1, 0.5m), new LockStep(1.5m, 1)),
    }).Buy(1m, 3300m, 3200m).Price(3350m).Price(3400m).Price(3450m);

    [Fact]
    public void StopMoves_ThatTheLastOneCameAfter_AreTakenBackToo() => Assert.Equal(
        "CANCEL stop:3300 flat, CANCEL stop:3350 flat, CANCEL stop:3400 flat", AskedThrice().Restart().Sell(1m, 3440m, role: OrderRole.Manual).Asked);

    [Fact]
    public void StopMoves_ThatAreAnsweredOrRunOut_AreNot()
    {
        Desk desk = AskedThrice();
        desk.Accepted(desk.StopId(3350m)); // and so the one before it was moved
        Assert.Equal("CANCEL stop:3400 flat", desk.Sell(1m, 3440m, role: OrderRole.Manual).Asked);
        desk = AskedThrice();
        desk.Accepted(desk.StopId(3300m));
        Assert.Equal("CANCEL stop:3350 flat, CANCEL stop:3400 flat", desk.Sell(1m, 3440m, role: OrderRole.Manual).Asked);
        desk = AskedThrice();
        desk.Outcome(desk.StopId(3300m)).Outcome(desk.StopId(3350m));
        Assert.Equal("CANCEL stop:3400 flat", desk.Sell(1m, 3440m, role: OrderRole.Manual).Asked);
        Assert.Equal([3400m], desk.Last.Closed.Select(trade => trade.StopMoves.Select(move => move.Price)).Single()); // those not refused
        Assert.Equal("CANCEL stop:3400 flat", AskedThrice().Wait(60).Sell(1m, 3440m, role: OrderRole.Manual).Asked);
    }

    [Fact]
    public void StopMoves_AreTakenBackOnce()
    {
        Desk desk = AskedThrice();
        Assert.Equal(3, desk.Engine.TakeBack(desk.Now).Intents.Count);
        Assert.Empty(desk.Restart().Engine.TakeBack(desk.Now).Intents);
        Assert.Equal("", desk.Sell(1m, 3440m, role: OrderRole.Manual).Asked);
    }

    private static HarvestPolicy Timeout(int ttlSeconds) => Desk.Policy("0.5:0.25") with
    {
        BreakEvenAtR = null, DedupTtlSeconds = 10, Rearm = RearmRule.Timeout, IntentTtlSeconds = ttlSeconds,
    };

    private static Desk ArmedAgain(int ttlSeconds, bool isAccepted)
    {
        Desk desk = new Desk(Timeout(ttlSeconds)).Buy(1m, 3300m, 3200m).Price(3350m);
        if (isAccepted) desk.Accepted(desk.RungId(0.5m));
        desk.Wait(10).Price(3310m);
        Assert.Equal(RungState.Armed, desk.Position.Rungs[0].State);
        return desk;
    }

    [Fact]
    public void Shadow_OrdersNothing_AndTakesNothingBack()
    {
        Desk desk = Asked(HarvestMode.Shadow);
        Assert.Empty(desk.Engine.TakeBack(desk.Now).Intents);
        Assert.Equal("", desk.Sell(1m, 3390m).Asked);
    }

    [Fact]
    public void Payload_HasNothingToTradeOn()
    {
        Desk desk = Asked();
        JsonElement payload = OverTheWire.Encode(desk.Sell(1m, 3390m, role: OrderRole.Manual).Last.Intents[0]);
        string trace = desk.RungId(0.5m)[..^":rung:0.5".Length];
        Assert.Equal(
            $$"""{"intent_type":"CANCEL","cancels":"{{trace}}:rung:0.5","symbol":"ETHUSDT","position_side":"BOTH","reason":"flat","dry_run":false,"source":"harvest_brain","intent_id":"{{trace}}:rung:0.5:cancel","correlation_id":"{{trace}}:rung:0.5:cancel","trace_id":"{{trace}}","position_epoch":"{{desk.Position.Epoch}}","timestamp":"2023-11-14T22:13:23.000Z"}""",
            payload.GetRawText());
    }

    [Theory]
    [InlineData("stop", OrderRole.Stop)]
    [InlineData("ENTRY", OrderRole.Entry)]
    [InlineData("Harvest", OrderRole.Harvest)]
    [InlineData(" manual ", OrderRole.Manual)]
    [InlineData("take_profit", OrderRole.Unknown)]
    [InlineData("", OrderRole.Unknown)]
    public void Role_IsRead(string word, OrderRole role)
    {
        Assert.Equal(role, OverTheWire.Decode($$"""{"symbol":"E","side":"SELL","qty":1,"price":1,"status":"FILLED","order_role":"{{word}}"}""").OrderRole);
        Assert.Equal(role, OverTheWire.Decode($$"""{"symbol":"E","status":"REJECTED","order_role":"{{word}}"}""").OrderRole);
    }

    [Theory]
    [InlineData(OrderRole.Unknown, 0.25)]
    [InlineData(OrderRole.Harvest, 0.25)]
    [InlineData(OrderRole.Manual, 0)]
    [InlineData(OrderRole.Entry, 0)]
    [InlineData(OrderRole.Stop, 0)]
    public void Role_WithoutEcho_SaysWhetherARungIsFilled(OrderRole role, double filled) =>
        Assert.Equal((decimal)filled, Asked().Sell(0.25m, 3400m, role: role).Position.Rungs[0].FilledQuantity);

    [Fact]
    public void StopFill_ThatEchoesARung_FillsNone()
    {
        Desk desk = Asked();
        Assert.Equal(0m, desk.Sell(0.25m, 3300m, echo: desk.RungId(0.5m), role: OrderRole.Stop).Position.Rungs[0].FilledQuantity);
    }

    /// <summary>
    /// Quantities and prices are in other units now, at an id that nobody got: what was asked for in the old ones is taken back by its id.
    /// </summary>
    [Fact]
    public void Split_TakesBackWhatWasAskedForInOldUnits_ByTheIdsThatItHad()
    {
        Desk desk = new Desk(Desk.Policy("0.5:0.25,1:0.25")).Buy(100m, 1m, 0.9m).Price(1.05m);
        Assert.Equal("STOP 1, SELL 25 @0.5", desk.Asked);
        desk.Snapshot(10m, 10m, mark: 10.5m);
        Assert.Equal("CANCEL rung:0.5 rescaled, CANCEL stop:1 rescaled, STOP 10", desk.Asked);
        Assert.Equal("", desk.Price(10.6m).Asked);

        // The answers to what was taken back say nothing of what is asked for now.
        desk.Outcome(desk.StopId(1m));
        Assert.Equal<(decimal?, StopState?)>((10m, StopState.Requested), (desk.Position.CurrentStop, desk.Position.StopStateAt(desk.Now, 60)));
        desk.Accepted(desk.StopId(10m)).Outcome(desk.StopId(1m));
        Assert.Equal<(decimal?, StopState?)>((10m, StopState.Confirmed), (desk.Position.CurrentStop, desk.Position.StopStateAt(desk.Now, 60)));
    }

    [Fact]
    public void Split_OfAShort_TakesBackTheOldStop()
    {
        Desk desk = new Desk(Desk.Policy("3:1")).Sell(10m, 100m, 110m).Price(95m);
        Assert.Equal("STOP 100", desk.Asked);
        Assert.Equal("CANCEL stop:100 rescaled, STOP 10", desk.Snapshot(-100m, 10m, mark: 9.5m).Asked);
    }

    /// <summary>What is there is not taken back; whether the venue kept it is not known, so it is asked for under an id of its own.</summary>
    [Fact]
    public void Split_AfterTheStopWasConfirmed_AsksForItAnew()
    {
        Desk desk = new Desk(Desk.Policy("3:1")).Buy(100m, 1m, 0.9m).Price(1.05m);
        desk.Accepted(desk.StopId(1m));
        Assert.Equal("STOP 10", desk.Snapshot(10m, 10m, mark: 10.5m).Asked);
        string old = desk.StopId(1m);
        desk.Sell(4m, 9.9m, echo: old);
        Assert.Equal((6m, 10m), (desk.Position.Quantity, desk.Position.CurrentStop!.Value));
    }

    [Fact]
    public void Split_InShadow_TakesNothingBack()
    {
        Desk desk = new Desk(Desk.Policy("3:1"), HarvestMode.Shadow).Buy(100m, 1m, 0.9m).Price(1.05m);
        Assert.Equal("STOP 10", desk.Snapshot(10m, 10m, mark: 10.5m).Asked);
    }
}
