using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Issues;

namespace HarvestBrain.Core.Tests.Deciding;

/// <summary>How much the stop in force protects is said when it changes, once for each stop and quantity.</summary>
public sealed class ProtectingTests
{
    private static readonly HarvestPolicy On = Desk.Calm with { Protect = true };

    private static Desk Long(HarvestMode mode = HarvestMode.Live) => new Desk(On, mode).Buy(1m, 3300m, 3200m);

    [Theory]
    [InlineData(HarvestMode.Live)]
    [InlineData(HarvestMode.Shadow)]
    public void Fill_ChangesTheQuantity_ItIsSaidOnce(HarvestMode mode)
    {
        Desk desk = Long(mode);
        Assert.Equal("", desk.Asked); // whoever opened it placed the stop
        Assert.Equal("PROTECT 3200 0.6", desk.Sell(0.4m, 3310m).Asked);
        Assert.Equal("", desk.Price(3311m).Asked);
        Assert.Equal("PROTECT 3200 1.6", desk.Buy(1m, 3310m).Asked);
        Assert.Equal("", desk.Sell(1.6m, 3310m, role: OrderRole.Manual).Asked); // nothing is open
    }

    [Fact]
    public void Short_IsItsMirror()
    {
        Desk desk = new Desk(On).Sell(1m, 3300m, 3400m).Buy(0.4m, 3290m);
        Assert.Equal("PROTECT 3400 0.6", desk.Asked);
        Assert.Equal(OrderSide.Buy, desk.Last.Intents[0].Side);
    }

    [Fact]
    public void StopMove_SaysItItself()
    {
        Desk desk = Long().Price(3350m);
        Intent move = desk.Last.Intents[0];
        Assert.Equal((IntentKind.MoveStop, 1m, OrderSide.Sell), (move.Kind, move.ProtectQuantity, move.Side));
        Assert.Equal("PROTECT 3300 0.75", desk.FillAsked().Asked);
    }

    [Fact]
    public void Off_NothingIsSaid()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        Assert.Equal(0m, desk.Last.Intents[0].ProtectQuantity);
        Assert.Equal("", desk.FillAsked().Asked);
    }

    [Fact]
    public void NoStop_NothingToSay() => Assert.Equal("", new Desk(On).Buy(1m, 3300m).Sell(0.5m, 3310m).Asked);

    [Fact]
    public void Snapshot_ThatCorrectsTheQuantity_IsSaidToo() => Assert.Equal("PROTECT 3200 0.8", Long().Snapshot(0.8m, 3300m).Asked);

    [Fact]
    public void SameAgain_HasAnAttempt()
    {
        Desk desk = Long().Sell(0.4m, 3310m).Buy(0.4m, 3300m);
        Assert.Equal("PROTECT 3200 1", desk.Asked);
        Assert.Equal("PROTECT 3200 0.6#3", desk.Sell(0.4m, 3310m).Asked);
        Assert.Equal("PROTECT 3200 0.2", desk.Sell(0.4m, 3310m).Asked);
    }

    [Fact]
    public void Limits_DoNotKeepItBack_AndNoPriceIsTooOldForIt()
    {
        Desk desk = new Desk(On, maxActionsPerMinute: 1, maxStopsPerMinute: 1).Buy(1m, 3300m, 3200m).Price(3350m);
        Assert.Equal("PROTECT 3300 0.75", desk.FillAsked().Asked);
        Assert.Equal("PROTECT 3300 0.5", desk.Sell(0.25m, 3350m, role: OrderRole.Manual).Asked);
        var late = HarvestEvent.Fill(desk.NextId(), desk.Now - 100_000, Desk.Eth, OrderSide.Sell, 0.1m, 3350m);
        Assert.Equal("PROTECT 3300 0.4", desk.Apply(late).Asked);
    }

    [Fact]
    public void KillSwitchOn_ItWaits_AndComesWithTheNextEntry()
    {
        Desk desk = Long();
        desk.Engine.KillSwitchOn = true;
        Assert.Equal("", desk.Sell(0.4m, 3310m).Asked);
        desk.Engine.KillSwitchOn = false;
        Assert.Equal("PROTECT 3200 0.6", desk.Price(3311m).Asked);
    }

    [Fact]
    public void Suspect_ItWaitsForTheTruth()
    {
        Desk desk = Long();
        desk.Engine.MarkSuspect(Desk.Eth);
        Assert.Equal("", desk.Sell(0.4m, 3310m).Asked);
        Assert.Equal("PROTECT 3200 0.6", desk.Snapshot(0.6m, 3300m).Asked);
    }

    [Fact]
    public void StopRefused_TheOneBeforeProtectsWhatIsOpen()
    {
        Desk desk = Long().Price(3350m).FillAsked();
        // Perhaps it was said before: nobody remembers each stop.
        Assert.Equal("PROTECT 3200 0.75#2", desk.Outcome(desk.StopId(3300m)).Asked);
    }

    [Fact]
    public void Refused_IsSaidAgainAfterTheDedupTime_AnotherQuantityAtOnce()
    {
        Desk desk = Long().Sell(0.4m, 3310m);
        Assert.Equal("", desk.Outcome(desk.Last.Intents[0].IntentId).Asked);
        Assert.Equal("", desk.Price(3311m).Asked);
        Assert.Equal("PROTECT 3200 0.6#2", desk.Wait(900).Price(3311m).Asked);
        Assert.Equal("", desk.Outcome(desk.Last.Intents[0].IntentId).Asked);
        Assert.Equal("PROTECT 3200 0.5", desk.Sell(0.1m, 3310m).Asked);
    }

    [Fact]
    public void Accepted_ConfirmsTheStopThatItNames()
    {
        Desk desk = Long().Price(3350m).FillAsked();
        string id = desk.Last.Intents[0].IntentId;
        Assert.Equal(StopState.Requested, desk.Position.StopStateAt(desk.Now, 5));
        Assert.Equal(StopState.Confirmed, desk.Accepted(id).Position.StopStateAt(desk.Now, 5));
    }

    [Fact]
    public void FillThatEchoesIt_IsTheStops()
    {
        Desk desk = Long().Price(3350m).FillAsked();
        string id = desk.Last.Intents[0].IntentId;
        desk.Sell(0.75m, 3299m, echo: id);
        Assert.Equal(TradeExit.Stop, desk.Position.LastClosed!.Exit);
    }

    [Fact]
    public void Restart_ForgetsNothing_AndTheOtherModeWasToldNothing()
    {
        Desk desk = Long(HarvestMode.Shadow).Sell(0.4m, 3310m).Restart(policy: On);
        Assert.Equal("", desk.Price(3311m).Asked);
        Assert.Equal("PROTECT 3200 0.6", desk.Restart(HarvestMode.Live, On).Price(3311m).Asked);
        Assert.Equal("", desk.Restart(policy: On).Price(3312m).Asked);
    }

    [Fact]
    public void TurnedOn_InTheMiddleOfAnEpoch_SaysWhatChangesFromThereOn()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Restart(policy: On);
        Assert.Equal("", desk.Price(3301m).Asked);
        Assert.Equal("PROTECT 3200 0.6", desk.Sell(0.4m, 3310m).Asked);
    }

    [Fact]
    public void Flip_BeginsAnew()
    {
        Desk desk = Long().Sell(0.4m, 3310m);
        Assert.Equal("", desk.Sell(1.6m, 3310m, stop: 3400m).Asked); // its stop came with it
        Assert.Equal("PROTECT 3400 0.5", desk.Buy(0.5m, 3300m).Asked);
    }

    [Fact]
    public void Payload_SaysStopAndQuantity_UnderNamesThatOrdersDoNotHave()
    {
        Desk desk = Long().Sell(0.4m, 3310m);
        JsonElement payload = OverTheWire.Encode(desk.Last.Intents[0]);
        string trace = $"harvest:ETHUSDT:{desk.Position.Epoch}", id = $"{trace}:protect:3200:0.6";
        Assert.Equal(
            $$"""{"intent_type":"PROTECT","symbol":"ETHUSDT","position_side":"BOTH","stop_price":3200,"protect_qty":0.6,"protect_side":"SELL","reason":"0.6 open","mark_price":3310,"entry_price":3300,"dry_run":false,"source":"harvest_brain","intent_id":"{{id}}","correlation_id":"{{id}}","trace_id":"{{trace}}","position_epoch":"{{desk.Position.Epoch}}","timestamp":"2023-11-14T22:13:22.000Z"}""",
            payload.GetRawText());
    }

    [Fact]
    public void StopMove_Payload_HasWhatItProtectsBehindItsPrice()
    {
        JsonElement payload = OverTheWire.Encode(Long().Price(3350m).Last.Intents[0]);
        Assert.StartsWith(
            """{"intent_type":"MOVE_STOP","symbol":"ETHUSDT","position_side":"BOTH","stop_price":3300,"protect_qty":1,"protect_side":"SELL","previous_stop":3200,""",
            payload.GetRawText(), StringComparison.Ordinal);
    }
}
