using HarvestBrain.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary><c>/api/intents</c>: the last intents, as they were published, and the last refusals; newest first.</summary>
internal static class IntentsResponse
{
    public static Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor) => monitor.AnswerInTurnAsync(context, json =>
    {
        string instance = monitor.Status.Now.Instance;
        PublishedJson.Write(json, "intents"u8, "payload"u8, monitor.Recent.Intents(), (published, payload) =>
        {
            using var encoder = new IntentEncoder(published.Mode, instance);
            encoder.Write(published.Intent, payload);
        });
        json.WriteStartArray("refusals"u8);
        foreach (Refusal refusal in monitor.Recent.Refusals())
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
    });
}
