using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Notifications.Tests;

public sealed class NotificationTextTests
{
    private static readonly PositionKey Key = new("ETHUSDT", PositionSide.Both);

    public static TheoryData<HarvestNotice, string, string> Notices => new()
    {
        { new ServiceStarted(HarvestMode.Live, ""), "started", "started in live mode" },
        { new ServiceStarted(HarvestMode.Shadow, "b"), "started", "started in shadow mode, instance b" },
        { new IntentPublished(Close(), HarvestMode.Live), "harvest", "ETHUSDT harvest SELL 0.25 at 0.52R, asked: R=0.52 >= 0.5" },
        { new IntentPublished(Close(), HarvestMode.Shadow), "harvest", "ETHUSDT harvest SELL 0.25 at 0.52R, suggested: R=0.52 >= 0.5" },
        {
            new IntentPublished(Close() with { Key = new PositionKey("ETHUSDT", PositionSide.Long), IsTimeStop = true, OpenForMs = 7_200_000, Quantity = 1.50m, RLevel = -0.1m }, HarvestMode.Live),
            "time_stop", "ETHUSDT:LONG time stop SELL 1.5 at -0.10R, asked: R=-0.1 < 0.5 after 120 min"
        },
        { new IntentPublished(Stop(3200m), HarvestMode.Live), "stop_move", "ETHUSDT stop 3200 -> 3300 (break_even) at 0.52R, asked: R=0.52 >= 0.5" },
        { new IntentPublished(Stop(null), HarvestMode.Live), "stop_move", "ETHUSDT stop 3300 (break_even) at 0.52R, asked: R=0.52 >= 0.5" },
        { new IntentPublished(Close() with { Attempt = 3 }, HarvestMode.Live), "harvest", "ETHUSDT harvest SELL 0.25 at 0.52R, asked (attempt 3): R=0.52 >= 0.5" },
        {
            new IntentPublished(Close() with { Kind = IntentKind.Cancel, Cancels = "harvest:ETHUSDT:1-0:rung:0.5", CancelReason = CancelReason.Flat }, HarvestMode.Live),
            "cancel", "ETHUSDT takes back harvest:ETHUSDT:1-0:rung:0.5: flat"
        },
        {
            new StopCrossed(Key, 3300m, 3290.5m, 0.75m, 7_200), "stop_crossed",
            "ETHUSDT is OPEN THROUGH ITS STOP 3300 for 7 s: 0.75 at 3290.5; the stop is not there"
        },
        {
            new PositionClosed(
                new ClosedEpoch(new EntryId(1, 0), 125.5m, 0.5m, 100m, []) { Key = Key, Direction = Direction.Long, Quantity = 1m, Exit = TradeExit.Stop, PaperPnl = 80m },
                HarvestMode.Shadow),
            "trade", "ETHUSDT LONG 1 closed by stop: +1.25R, +125, 0.5 costs; the rungs would have made +0.8R"
        },
        { new KillSwitchChanged(true), "kill_switch_on", "KILL SWITCH ON: nothing is published" },
        { new KillSwitchChanged(false), "kill_switch_off", "kill switch off: publishing again" },
        { new PositionsSuspect([Key]), "suspect", "SUSPECT ETHUSDT: nothing is asked for until flat, shown by a snapshot, or released" },
        {
            new PositionsSuspect([.. Enumerable.Range(1, 1000).Select(i => new PositionKey($"S{i}", PositionSide.Short))]), "suspect",
            "SUSPECT S1:SHORT, S2:SHORT, S3:SHORT, S4:SHORT, S5:SHORT and 995 more: nothing is asked for until flat, shown by a snapshot, or released"
        },
        { new PositionsReleased([Key]), "released", "not suspect any more: ETHUSDT" },
        { new EntryDeadLettered("1-0", new DecodeError(DecodeCode.SideMissing, "side", null, "ETHUSDT", true)), "dead_letter", "dead letter 1-0 ETHUSDT: SideMissing(field: side)" },
        { new EntryDeadLettered("1-0", new DecodeError(DecodeCode.EntryEmpty, null, null, null, true)), "dead_letter", "dead letter 1-0: EntryEmpty" },
        { new StreamMadeAnew("in"), "stream_made_anew", "STREAM MADE ANEW (in), read from its beginning: all positions are suspect" },
        { new EntriesLost(12, "cut"), "entries_lost", "12 ENTRIES LOST (cut): all positions are suspect" },
        { new IntentRefused("ETHUSDT", "harvest:ETHUSDT:1-0:rung:0.5", "2-0"), "intent_refused", "ETHUSDT REFUSED by the executor: harvest:ETHUSDT:1-0:rung:0.5" },
        { new IntentHeld(new HoldReason(Key, HoldCode.NoInitialRisk)), "no_stop", "ETHUSDT has NO STOP: it is tracked and never harvested" },
        {
            new IntentHeld(new HoldReason(Key, HoldCode.InverseContract)), "inverse_contract",
            "ETHUSDT is an INVERSE CONTRACT: it is tracked and never harvested"
        },
        {
            new IntentHeld(new HoldReason(Key, HoldCode.SettingsInvalid)), "settings_invalid",
            "ETHUSDT: its settings in Redis are NOT VALID, nothing is asked for until they are corrected"
        },
        { new ServiceFailed("the checkpoint has schema 99"), "failed", "FAILED, nothing is published: the checkpoint has schema 99" },
        { new StateLost("checkpoint"), "state_lost", "STATE GONE FROM REDIS (checkpoint): all positions are suspect" },
        { new StateChanged(ServiceState.Owner, ServiceState.RedisAway, StoreFault.Timeout), "redis_away", "REDIS AWAY (Timeout): nothing is published" },
        { new StateChanged(ServiceState.Starting, ServiceState.Standby, null), "standby", "standing by: another instance works" },
        { new StateChanged(ServiceState.Standby, ServiceState.Owner, null), "took_over", "took over from another instance" },
        { new StateChanged(ServiceState.Owner, ServiceState.Stopped, null), "stopped", "stopped" },
        { new StateChanged(ServiceState.Failed, ServiceState.Owner, null), "works_again", "works again" },
    };

    [Theory]
    [MemberData(nameof(Notices), DisableDiscoveryEnumeration = true)]
    public void Of_EachNotice_IsAShortLine(HarvestNotice notice, string type, string text)
    {
        Notification notification = new NotificationText().Of(notice)!;
        Assert.Equal((type, text), (notification.Type, notification.Text));
    }

    [Fact]
    public void Of_RedisBack_SaysAfterHowLong()
    {
        var text = new NotificationText();
        text.Of(At(new StateChanged(ServiceState.Owner, ServiceState.RedisAway, StoreFault.Connection), 1000));
        Assert.Equal("Redis is back after 12.5 s, working", text.Of(At(new StateChanged(ServiceState.RedisAway, ServiceState.Owner, null), 13_500))!.Text);
    }

    [Fact]
    public void Of_WhatNobodyNeedsToKnow_IsNothing()
    {
        var text = new NotificationText();
        Assert.Null(text.Of(new StateChanged(ServiceState.Starting, ServiceState.Owner, null)));
        Assert.Null(text.Of(new IntentHeld(default)));
    }

    [Fact]
    public void Of_HostileNames_StayOneShortLine()
    {
        string hostile = new string('x', 40) + "\n\e[2J\u202e<b>*";
        var text = new NotificationText();
        foreach (HarvestNotice notice in (HarvestNotice[])
        [
            new IntentPublished(Close() with { Key = new PositionKey(hostile, PositionSide.Both) }, HarvestMode.Live),
            new PositionsSuspect([.. Enumerable.Repeat(new PositionKey(hostile, PositionSide.Both), 9)]),
            new EntryDeadLettered("1-0", new DecodeError(DecodeCode.SideUnknown, "side", new string('\n', 5000), new string('y', 10_000), true)),
            new EntriesLost(1, new string('\r', 5000)),
        ])
        {
            string line = text.Of(notice)!.Text;
            Assert.InRange(line.Length, 10, Notification.MaxText);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.DoesNotContain('\u202e', line);
        }
    }

    private static Intent Close() => new()
    {
        Kind = IntentKind.PartialClose, Key = Key, Epoch = new EntryId(1, 0), Side = OrderSide.Sell, Quantity = 0.250m, RLevel = 0.52m, ThresholdR = 0.5m,
        RungR = 0.5m, MarkPrice = 3352m, EntryPrice = 3300m, TimeUnixMs = 1,
    };

    private static Intent Stop(decimal? before) => Close() with
    {
        Kind = IntentKind.MoveStop, Quantity = 0, CurrentStop = before, StopPrice = 3300.00m, StopKind = StopKind.BreakEven,
    };

    private static HarvestNotice At(HarvestNotice notice, long unixMs)
    {
        typeof(HarvestNotice).GetProperty(nameof(HarvestNotice.AtUnixMs))!.SetValue(notice, unixMs);
        return notice;
    }
}
