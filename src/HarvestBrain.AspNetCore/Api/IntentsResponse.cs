using System.Text.Json;
using HarvestBrain.AspNetCore.Activity;
using HarvestBrain.Redis.Telemetry;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>
/// <c>/api/intents</c>: the last intents, as they were published, with what became of them, and the last refusals; newest first.
/// </summary>
internal static class IntentsResponse
{
    public static async Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor)
    {
        PositionList positions = await PositionsResponse.ListAsync(monitor, context.RequestAborted).ConfigureAwait(false);
        await monitor.AnswerInTurnAsync(context, json => Write(json, monitor, positions)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, HarvestBrainMonitor monitor, PositionList positions)
    {
        RecentActivity recent = monitor.Recent;
        string instance = monitor.Status.Now.Instance;
        (long, ReadOnlyMemory<byte> Payload)[] intents = PublishedJson.Encode(recent.Intents(), instance);
        JsonElement[] trades = [.. PublishedJson.Encode(recent.Trades(), instance).Select(trade => Parse(trade.Payload))];
        HashSet<string> takenBack = [.. intents.Select(intent => Parse(intent.Payload)).Select(Cancels).OfType<string>()];
        long now = monitor.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var outcomes = new IntentOutcomes(positions.Positions, trades, recent.Refused(), takenBack, now);
        PublishedJson.Write(
            json, "intents"u8, "payload"u8, intents, payload => json.WriteString("outcome"u8, outcomes.Of(Parse(payload))));
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

    private static JsonElement Parse(ReadOnlyMemory<byte> payload)
    {
        using JsonDocument json = JsonDocument.Parse(payload);
        return json.RootElement.Clone();
    }
}
