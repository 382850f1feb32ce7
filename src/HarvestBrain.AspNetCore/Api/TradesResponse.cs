using System.Buffers;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary><c>/api/trades</c>: the last closed trades, as they stand on the stream of trades; newest first.</summary>
internal static class TradesResponse
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
        json.WriteStartArray("trades"u8);
        foreach (PositionClosed closed in monitor.Recent.Trades())
        {
            using var encoder = new TradeEncoder(closed.Mode, instance);
            payload.ResetWrittenCount();
            encoder.Write(closed.Trade, payload);
            json.WriteStartObject();
            json.WriteNumber("at_ms"u8, closed.AtUnixMs);
            json.WritePropertyName("trade"u8);
            json.WriteRawValue(payload.WrittenSpan, skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
