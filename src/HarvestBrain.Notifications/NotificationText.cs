using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;

namespace HarvestBrain.Notifications;

/// <summary>Makes the line that a person reads of a notice. Remembers since when Redis is away.</summary>
internal sealed class NotificationText
{
    private const int MaxNamed = 5; // positions named in one line; the others are counted
    private const int RDigits = 2;

    private long _awaySinceUnixMs;

    /// <summary><see langword="null"/> = nobody needs to be told.</summary>
    public Notification? Of(HarvestNotice notice) => notice switch
    {
        IntentPublished published => OfIntent(published),
        PositionClosed closed => OfTrade(closed),
        ServiceStarted started => Make(
            notice, "started",
            $"started in {Words.Of(started.Mode)} mode{(started.Instance.Length > 0 ? $", instance {started.Instance}" : "")}"),
        StateChanged changed => OfState(changed),
        KillSwitchChanged { On: true } => Make(notice, "kill_switch_on", "KILL SWITCH ON: nothing is published"),
        KillSwitchChanged => Make(notice, "kill_switch_off", "kill switch off: publishing again"),
        PositionsSuspect suspect => Make(
            notice, "suspect",
            $"SUSPECT {Names(suspect.Positions)}: nothing is asked for until flat, shown by a snapshot, or released") with { Symbol =
            Only(suspect.Positions) },
        PositionsReleased released =>
        Make(notice, "released", $"not suspect any more: {Names(released.Positions)}") with { Symbol = Only(released.Positions) },
        IntentRefused refused =>
        Make(notice, "intent_refused", $"{OneLine.Of(refused.Symbol)} REFUSED by the executor: {refused.IntentId}") with
        {
            Symbol = refused.Symbol,
            IntentId = refused.IntentId,
        },
        IntentHeld held => OfHold(held),
        StopCrossed crossed => Make(notice, "stop_crossed", CrossedText(crossed)) with
        {
            Symbol = crossed.Position.Symbol,
            PositionSide = Words.Of(crossed.Position.Side),
            Quantity = PlainDecimal.Trim(crossed.Quantity),
            StopPrice = PlainDecimal.Trim(crossed.StopPrice),
        },
        ProtectionDiffers differs => Make(notice, "protection", ProtectionText(differs)) with
        {
            Symbol = differs.Position.Symbol,
            PositionSide = Words.Of(differs.Position.Side),
            Quantity = PlainDecimal.Trim(differs.OpenQuantity),
            Reason = differs.Problem.Code.ToString(),
        },
        EntryDeadLettered letter => Make(
            notice, "dead_letter",
            $"dead letter {letter.EntryId}{(letter.Error.Symbol is { } symbol ? $" {OneLine.Of(symbol)}" : "")}: {letter.Error}") with
        {
            Symbol = letter.Error.Symbol,
            Reason = letter.Error.ToString(),
        },
        MoreEntriesDeadLettered more => Make(
            notice, "dead_letters", string.Create(CultureInfo.InvariantCulture, $"and {more.Count} MORE DEAD LETTERS within a minute")),
        EntriesLost lost => Make(
            notice, "entries_lost",
            string.Create(CultureInfo.InvariantCulture, $"{lost.Count} ENTRIES LOST ({lost.Reason}): all positions are suspect"))
            with { Reason = lost.Reason },
        StreamMadeAnew anew => Make(
            notice, "stream_made_anew",
            $"STREAM MADE ANEW ({OneLine.Of(anew.Stream)}), read from its beginning: all positions are suspect")
            with { Reason = anew.Stream },
        ServiceFailed failed => Make(notice, "failed", $"FAILED, nothing is published: {failed.Reason}") with { Reason = failed.Reason },
        StateLost lost =>
        Make(notice, "state_lost", $"STATE GONE FROM REDIS ({lost.What}): all positions are suspect") with { Reason = lost.What },
        _ => null,
    };

    /// <summary>What holds an intent back is told where a person has to do something about it.</summary>
    private static Notification? OfHold(IntentHeld held)
    {
        PositionKey key = held.Hold.Key;
        (string Kind, string Text)? said = held.Hold.Code switch
        {
            HoldCode.NoInitialRisk => ("no_stop", $"{Name(key)} has NO STOP: it is tracked and never harvested"),
            HoldCode.SettingsInvalid =>
                ("settings_invalid", $"{Name(key)}: its settings in Redis are NOT VALID, nothing is asked for until they are corrected"),
            HoldCode.InverseContract => ("inverse_contract", $"{Name(key)} is an INVERSE CONTRACT: it is tracked and never harvested"),
            _ => null,
        };
        if (said is not (string kind, string text)) return null;
        return Make(held, kind, text) with { Symbol = key.Symbol, PositionSide = Words.Of(key.Side) };
    }

    private static string CrossedText(StopCrossed crossed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name(crossed.Position)} is OPEN THROUGH ITS STOP {PlainDecimal.Format(crossed.StopPrice)} for {crossed.ForMs / 1000} s: "
            + $"{PlainDecimal.Format(crossed.Quantity)} at {PlainDecimal.Format(crossed.MarkPrice)}; the stop is not there");

    private static string ProtectionText(ProtectionDiffers differs)
    {
        (string stands, string wanted) = (PlainDecimal.Format(differs.Problem.Stands), PlainDecimal.Format(differs.Problem.Wanted));
        string what = differs.Problem.Code switch
        {
            ProtectionCode.Unprotected => $"is UNPROTECTED: {wanted} is open and no stop stands at the venue",
            ProtectionCode.ProtectionQuantityDiffers => $"has a STOP OF ANOTHER QUANTITY at the venue: {stands} instead of {wanted}",
            ProtectionCode.ProtectionPriceDiffers => $"has a STOP AT ANOTHER PRICE at the venue: {stands} instead of {wanted}",
            _ => $"has an ORPHAN ORDER at the venue{(string.IsNullOrEmpty(differs.Problem.OrderId) ? "" : " " + differs.Problem.OrderId)}: "
                + "it stands for nothing that is open",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Name(differs.Position)} {what}, for {differs.ForMs / 1000} s");
    }

    private static Notification OfIntent(IntentPublished published)
    {
        Intent intent = published.Intent;
        if (intent.Kind == IntentKind.Cancel) return OfCancel(published);
        string mode = published.Mode == HarvestMode.Shadow ? "suggested" : "asked";
        string again = intent.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $" (attempt {intent.Attempt})") : "";
        if (intent.Kind == IntentKind.Protect) return OfProtect(published, mode + again);
        string what = intent switch
        {
            { Kind: IntentKind.MoveStop } =>
                $"stop {(intent.CurrentStop is { } stop ? $"{PlainDecimal.Format(stop)} -> " : "")}"
                + $"{PlainDecimal.Format(intent.StopPrice)} ({Words.Of(intent.StopKind)})",
            { IsTimeStop: true } => $"time stop {Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)}",
            _ => $"harvest {Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)}",
        };
        bool closes = intent.Kind == IntentKind.PartialClose;
        return Make(
            published, closes ? intent.IsTimeStop ? "time_stop" : "harvest" : "stop_move",
            $"{Name(intent.Key)} {what} at {intent.RLevel.ToString("0." + new string('0', RDigits), CultureInfo.InvariantCulture)}R, "
            + $"{mode}{again}: {published.Reason}") with
        {
            Symbol = intent.Key.Symbol,
            PositionSide = Words.Of(intent.Key.Side),
            Side = closes ? Words.Of(intent.Side) : null,
            Quantity = closes ? PlainDecimal.Trim(intent.Quantity) : null,
            StopPrice = closes ? null : PlainDecimal.Trim(intent.StopPrice),
            RLevel = PlainDecimal.Trim(Math.Round(intent.RLevel, 12)),
            Reason = published.Reason,
            IntentId = intent.IntentId,
            Attempt = intent.Attempt > 1 ? intent.Attempt : null,
        };
    }

    private static Notification OfProtect(IntentPublished published, string asked)
    {
        Intent intent = published.Intent;
        (decimal stop, decimal quantity) = (PlainDecimal.Trim(intent.StopPrice), PlainDecimal.Trim(intent.ProtectQuantity));
        return Make(
            published, "protect",
            $"{Name(intent.Key)} stop {PlainDecimal.Format(stop)} is to protect {PlainDecimal.Format(quantity)}, {asked}") with
        {
            Symbol = intent.Key.Symbol,
            PositionSide = Words.Of(intent.Key.Side),
            Quantity = quantity,
            StopPrice = stop,
            Reason = published.Reason,
            IntentId = intent.IntentId,
            Attempt = intent.Attempt > 1 ? intent.Attempt : null,
        };
    }

    private static Notification OfTrade(PositionClosed closed)
    {
        ClosedEpoch trade = closed.Trade;
        string r = trade.NetR is { } net ? $"{Signed(Math.Round(net, RDigits))}R" : "no R";
        string costs = trade.FeesQuote != 0 ? $", {PlainDecimal.Format(Short(trade.FeesQuote))} costs" : "";
        string paper = closed.Mode == HarvestMode.Shadow && trade.PaperR is { } would
            ? $"; the rungs would have made {Signed(Math.Round(would, RDigits))}R"
            : "";
        return Make(
            closed, "trade",
            $"{Name(trade.Key)} {Words.Of(trade.Direction)} {PlainDecimal.Format(trade.Quantity)} closed by {Words.Of(trade.Exit)}: {r}, "
                + $"{Signed(Short(trade.RealizedPnl - trade.FeesQuote))}{costs}{paper}") with
        {
            Symbol = trade.Key.Symbol,
            PositionSide = Words.Of(trade.Key.Side),
            Quantity = PlainDecimal.Trim(trade.Quantity),
            RLevel = trade.NetR is { } level ? PlainDecimal.Trim(Math.Round(level, 12)) : null,
            Reason = Words.Of(trade.Exit),
        };
    }

    private static string Signed(decimal value) => (value > 0 ? "+" : "") + PlainDecimal.Format(value);

    private static decimal Short(decimal money) => PlainDecimal.RoundToSignificant(money, 8);

    private static Notification OfCancel(IntentPublished published) => Make(
        published, "cancel", $"{Name(published.Intent.Key)} takes back {published.Intent.Cancels}: {published.Reason}") with
    {
        Symbol = published.Intent.Key.Symbol,
        PositionSide = Words.Of(published.Intent.Key.Side),
        Reason = published.Reason,
        IntentId = published.Intent.IntentId,
    };

    private Notification? OfState(StateChanged changed)
    {
        if (changed.To == ServiceState.RedisAway)
        {
            _awaySinceUnixMs = changed.AtUnixMs;
            return Make(changed, "redis_away",
                $"REDIS AWAY ({changed.Fault}): nothing is published") with { Reason = changed.Fault?.ToString() };
        }
        return (changed.From, changed.To) switch
        {
            (ServiceState.RedisAway, ServiceState.Owner or ServiceState.Standby) => Make(
                changed, "redis_back", string.Create(
                    CultureInfo.InvariantCulture,
                    $"Redis is back after {(changed.AtUnixMs - _awaySinceUnixMs) / 1000.0:0.#} s, "
                    + $"{(changed.To == ServiceState.Owner ? "working" : "standing by")}")),
            (ServiceState.Failed, ServiceState.Owner) => Make(changed, "works_again", "works again"),
            (_, ServiceState.Standby) => Make(changed, "standby", "standing by: another instance works"),
            (ServiceState.Standby, ServiceState.Owner) => Make(changed, "took_over", "took over from another instance"),
            (_, ServiceState.Stopped) => Make(changed, "stopped", "stopped"),
            _ => null, // the first time it works is no more than the start
        };
    }

    private static Notification Make(HarvestNotice notice, string type, string text) =>
        new(type, notice.AtUnixMs, OneLine.Of(text, Notification.MaxText));

    private static string Names(IReadOnlyList<PositionKey> positions) => string.Join(", ", positions.Take(MaxNamed).Select(Name))
        + (positions.Count > MaxNamed ? $" and {positions.Count - MaxNamed} more" : "");

    private static string Name(PositionKey key) => OneLine.Of(key.Symbol) + (key.Side == PositionSide.Both ? "" : ":" + Words.Of(key.Side));

    private static string? Only(IReadOnlyList<PositionKey> positions) => positions.Count == 1 ? positions[0].Symbol : null;
}
