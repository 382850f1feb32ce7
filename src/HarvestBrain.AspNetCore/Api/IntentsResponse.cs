using System.Buffers;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary><c>/api/intents</c>: the last intents, as they were published, and the last refusals; newest first.</summary>
internal static class IntentsResponse
{
    public static async Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor)
    {
        ReadOnlyMemory<byte> body = await monitor.InTurnAsync(() => Body(monitor), context.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(context.Response, Answer.Json, body).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Body(HarvestBrainMonitor monitor) => Answer.JsonObject(json =>
    {
        string instance = monitor.Status.Now.Instance;
        var payload = new ArrayBufferWriter<byte>(1024);
        json.WriteStartArray("intents"u8);
        foreach (IntentPublished published in monitor.Recent.Intents())
        {
            using var encoder = new IntentEncoder(published.Mode, instance);
            payload.ResetWrittenCount();
            encoder.Write(published.Intent, payload);
            json.WriteStartObject();
            json.WriteNumber("at_ms"u8, published.AtUnixMs);
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload.WrittenSpan, skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
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
