using System.Buffers;
using System.Text.Json;
using HarvestBrain.AspNetCore.Activity;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>
/// The last intents with what became of them and the last refusals as JSON, and a number that moves when that is other JSON than before: by
/// it a page knows that it need not ask. Used by one thread at a time.
/// </summary>
/// <param name="recent">What is remembered.</param>
/// <param name="startUnixMs">The number to begin with: a time, so that it is another one after a restart.</param>
internal sealed class ActivityJson(RecentActivity recent, long startUnixMs)
{
    private readonly ArrayBufferWriter<byte> _made = new();
    private byte[] _json = [];

    /// <summary>How often it was other JSON, from the start on.</summary>
    public long Version { get; private set; } = startUnixMs;

    public ReadOnlyMemory<byte> Of(PositionList positions, string instance, long nowUnixMs)
    {
        _made.ResetWrittenCount();
        // The default encoder: what means something in HTML is escaped, whatever the answer is taken for.
        using (var json = new Utf8JsonWriter(_made))
        {
            json.WriteStartObject();
            WriteIntents(json, positions, instance, nowUnixMs);
            WriteRefusals(json);
            json.WriteEndObject();
        }
        if (!_made.WrittenSpan.SequenceEqual(_json))
        {
            _json = _made.WrittenSpan.ToArray(); // somebody may still be sent the one before
            Version++;
        }
        return _json;
    }

    private void WriteIntents(Utf8JsonWriter json, PositionList positions, string instance, long nowUnixMs)
    {
        Remembered[] intents = recent.Intents();
        JsonElement[] trades = [.. recent.Trades().Select(trade => trade.Parsed(instance))];
        HashSet<string> takenBack = [.. intents.Select(intent => Cancels(intent.Parsed(instance))).OfType<string>()];
        var outcomes = new IntentOutcomes(positions.Positions, trades, recent.Refused(), takenBack, nowUnixMs);
        PublishedJson.Write(
            json, "intents"u8, "payload"u8, intents, instance,
            intent => json.WriteString("outcome"u8, outcomes.Of(intent.Parsed(instance))));
    }

    private void WriteRefusals(Utf8JsonWriter json)
    {
        json.WriteStartArray("refusals"u8);
        foreach (Refusal refusal in recent.Refusals())
        {
            json.WriteStartObject();
            json.WriteNumber("at_ms"u8, refusal.AtUnixMs);
            json.WriteString("kind"u8, refusal.Kind);
            json.WriteString("symbol"u8, refusal.Symbol);
            json.WriteString("position_side"u8, refusal.PositionSide);
            json.WriteString("code"u8, refusal.Code);
            json.WriteString("reason"u8, refusal.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string? Cancels(JsonElement intent) =>
        intent.TryGetProperty("cancels", out JsonElement id) ? id.GetString() : null;
}
