using HarvestBrain.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary><c>/api/trades</c>: the last closed trades, as they stand on the stream of trades; newest first.</summary>
internal static class TradesResponse
{
    public static Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor) => monitor.AnswerInTurnAsync(context, json =>
    {
        string instance = monitor.Status.Now.Instance;
        PublishedJson.Write(json, "trades"u8, "trade"u8, monitor.Recent.Trades(), (closed, payload) =>
        {
            using var encoder = new TradeEncoder(closed.Mode, instance);
            encoder.Write(closed.Trade, payload);
        });
    });
}
