using System.Globalization;
using System.Text.Json;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.AspNetCore.Activity;

/// <summary>
/// What became of intents, as the positions and the closed trades show it now: nothing is kept for it, and it is right after a restart too.
/// </summary>
/// <param name="positions">The open positions.</param>
/// <param name="trades">The last closed trades, as they were published.</param>
/// <param name="refused">The ids that came back rejected, cancelled or expired.</param>
/// <param name="takenBack">The ids that were taken back.</param>
/// <param name="nowUnixMs">The time, Unix milliseconds.</param>
internal sealed class IntentOutcomes(
    IReadOnlyList<PositionView> positions, IReadOnlyList<JsonElement> trades, IReadOnlySet<string> refused,
    IReadOnlySet<string> takenBack, long nowUnixMs)
{
    private readonly Dictionary<string, PositionView> _positions =
        positions.ToDictionary(position => $"{position.Key.Symbol} {Words.Of(position.Key.Side)} {position.Epoch}", StringComparer.Ordinal);

    private readonly Dictionary<string, JsonElement> _trades = ByEpoch(trades);

    /// <summary>
    /// <c>waiting</c>, <c>suggested</c> (nobody has to answer), <c>partly_filled</c>, <c>filled</c>, <c>confirmed</c> (a stop that is
    /// there), <c>refused</c>, <c>repeated</c> (asked for again since), <c>replaced</c> (by another stop), <c>expired</c>,
    /// <c>taken_back</c>, <c>over</c> (the position was closed without it); <see langword="null"/> = nobody knows, or there is none.
    /// </summary>
    public string? Of(JsonElement intent)
    {
        string type = intent.GetProperty("intent_type").GetString()!;
        if (type is "CANCEL" or "PROTECT") return null;
        string epoch = Text(intent, "symbol") + " " + Text(intent, "position_side") + " " + Text(intent, "position_epoch");
        bool isStop = type == "MOVE_STOP";
        if (_positions.TryGetValue(epoch, out PositionView? position)) return isStop ? OfStop(intent, position) : OfClose(intent, position);
        if (!_trades.TryGetValue(epoch, out JsonElement trade)) return null;
        return (isStop ? null : OfRung(intent, trade)) ?? Unanswered(intent) ?? (IsDryRun(intent) ? "suggested" : "over");
    }

    private string OfClose(JsonElement intent, PositionView position)
    {
        RungView rung = position.Rungs.FirstOrDefault(rung => IsOf(intent, rung.TriggerR, rung.IsTimeStop));
        if (rung.State == RungState.Filled) return "filled";
        if (rung.FilledQuantity > 0) return "partly_filled";
        if (rung.State == RungState.Requested && rung.Attempt > Attempt(intent)) return "repeated";
        if (rung is { State: RungState.Requested, Rejected: true }) return "refused";
        return Unanswered(intent) ?? Waiting(intent);
    }

    private string OfStop(JsonElement intent, PositionView position)
    {
        if (Number(intent, "stop_price") != position.Stop) return Unanswered(intent) ?? "replaced";
        if (position.StopState == StopState.Rejected) return "refused";
        if (position.ConfirmedStop == position.Stop) return "confirmed";
        return position.StopAttempt > Attempt(intent) ? "repeated" : Waiting(intent);
    }

    private static string? OfRung(JsonElement intent, JsonElement trade)
    {
        foreach (JsonElement rung in trade.GetProperty("rungs").EnumerateArray())
        {
            if (!IsOf(intent, Number(rung, "r") ?? 0, rung.TryGetProperty("time_stop", out JsonElement _))) continue;
            return Number(rung, "qty") < Number(intent, "qty") ? "partly_filled" : "filled";
        }
        return null;
    }

    private string? Unanswered(JsonElement intent)
    {
        string id = Text(intent, "intent_id");
        return refused.Contains(id) ? "refused" : takenBack.Contains(id) ? "taken_back" : null;
    }

    private string Waiting(JsonElement intent)
    {
        if (IsDryRun(intent)) return "suggested";
        bool isOver = intent.TryGetProperty("valid_until", out JsonElement until)
            && DateTimeOffset.Parse(until.GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() < nowUnixMs;
        return isOver ? "expired" : "waiting";
    }

    private static bool IsOf(JsonElement intent, decimal r, bool isTimeStop) =>
        isTimeStop ? Text(intent, "harvest_type") == "TIME_STOP" : Number(intent, "rung_r") == r;

    private static int Attempt(JsonElement intent) => (int)(Number(intent, "attempt") ?? 1);

    private static bool IsDryRun(JsonElement intent) => intent.TryGetProperty("dry_run", out JsonElement dry) && dry.GetBoolean();

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement text) ? text.GetString() ?? "" : "";

    private static decimal? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetDecimal() : null;

    private static Dictionary<string, JsonElement> ByEpoch(IReadOnlyList<JsonElement> trades)
    {
        var byEpoch = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonElement trade in trades)
            byEpoch[$"{Text(trade, "symbol")} {Text(trade, "position_side")} {Text(trade, "epoch")}"] = trade;
        return byEpoch;
    }
}
