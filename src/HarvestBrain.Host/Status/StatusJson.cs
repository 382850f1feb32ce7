using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Status;

namespace HarvestBrain.Host.Status;

/// <summary>A view as one JSON object, as docs/contracts.md has it.</summary>
internal static class StatusJson
{
    public static string Of(ServiceView view)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteHead(json, view);
            json.WriteStartArray("streams");
            foreach (StreamView stream in view.Streams) Write(json, stream);
            json.WriteEndArray();
            json.WriteStartArray("positions");
            foreach (StoredPosition position in view.Positions) Write(json, position);
            json.WriteEndArray();
            json.WriteStartObject("unreadable");
            foreach ((string key, string why) in view.Unreadable) json.WriteString(key, why);
            json.WriteEndObject();
            if (view.Intents is null) json.WriteNull("intents");
            else
            {
                json.WriteStartArray("intents");
                foreach (StoredIntent intent in view.Intents) Write(json, intent);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void WriteHead(Utf8JsonWriter json, ServiceView view)
    {
        json.WriteString("time", IntentEncoder.Iso8601(view.AtUnixMs));
        json.WriteString("instance", view.Instance);
        json.WriteString("mode", Words.Of(view.Mode));
        json.WriteBoolean("mode_differs", view.ModeDiffers);
        json.WriteString("owner", view.Owner);
        json.WriteNumber("lease_left_ms", view.LeaseLeftMs);
        json.WriteBoolean("kill_switch", view.KillSwitchOn);
        json.WriteString("kill_switch_value", view.KillSwitchValue);
        json.WriteString("kill_switch_off", view.KillSwitchOff);
        json.WriteNumber("intents_in_last_minute", view.IntentsInLastMinute);
        json.WriteNumber("max_actions_per_minute", view.MaxActionsPerMinute);
        Write(json, "dead_letters", view.DeadLetters);
        json.WriteNumber("open_positions", view.OpenPositions);
        json.WriteNumber("suspect_positions", view.SuspectPositions);
        json.WriteBoolean("partial", view.IsPartial);
    }

    private static void Write(Utf8JsonWriter json, StreamView stream)
    {
        json.WriteStartObject();
        json.WriteString("stream", stream.Name);
        json.WriteBoolean("has_group", stream.HasGroup);
        Write(json, "lag", stream.Lag);
        json.WriteNumber("pending", stream.Pending);
        json.WriteString("applied", stream.Applied);
        Write(json, "applied_age_ms", stream.AppliedAgeMs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StoredPosition position)
    {
        json.WriteStartObject();
        PositionJson.WriteHead(
            json, new PositionKey(position.Symbol, position.PositionSide), position.Direction, position.Quantity, position.EntryPrice);
        Write(json, "stop_loss", position.StopPrice);
        json.WriteString("stop_kind", position.StopKind);
        json.WriteString("stop_state", position.StopState is { } state ? Words.Of(state) : null);
        if (position.StopAttempt > 1) json.WriteNumber("stop_attempt", position.StopAttempt);
        PositionJson.WriteProtection(json, position.Protection);
        json.WriteNumber("mark_price", position.MarkPrice);
        json.WriteNumber("mark_age_ms", position.MarkAgeMs);
        Write(json, "r_level", position.RLevel);
        json.WriteNumber("unrealized_pnl", position.UnrealizedPnl);
        if (position.FeesIncomplete) json.WriteBoolean("fees_incomplete", true);
        if (position.IsDust) json.WriteBoolean("dust", true);
        json.WriteBoolean("suspect", position.Suspect);
        json.WriteString("epoch", position.Epoch);
        json.WriteStartArray("rungs");
        foreach (StoredRung rung in position.Rungs)
        {
            json.WriteStartObject();
            json.WriteNumber("r", rung.TriggerR);
            json.WriteString("state", Words.Of(rung.State));
            json.WriteNumber("qty", rung.Quantity);
            json.WriteBoolean("due", rung.IsDue);
            json.WriteBoolean("rejected", rung.IsRejected);
            if (rung.IsTimeStop) json.WriteBoolean("time_stop", true);
            if (rung.Attempt > 1) json.WriteNumber("attempt", rung.Attempt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StoredIntent intent)
    {
        json.WriteStartObject();
        json.WriteString("time", IntentEncoder.Iso8601(intent.AtUnixMs));
        json.WriteString("intent_id", intent.IntentId);
        json.WriteString("symbol", intent.Symbol);
        json.WriteString("position_side", intent.PositionSide);
        json.WriteString("side", intent.Side);
        Write(json, "qty", intent.Quantity);
        Write(json, "stop_price", intent.StopPrice);
        json.WriteNumber("r_level", intent.RLevel);
        json.WriteString("reason", intent.Reason);
        json.WriteBoolean("dry_run", intent.IsDryRun);
        if (intent.Attempt > 1) json.WriteNumber("attempt", intent.Attempt);
        if (intent.ProtectQuantity is { } protects) json.WriteNumber("protect_qty", protects);
        if (intent.Cancels is { } cancels) json.WriteString("cancels", cancels);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
