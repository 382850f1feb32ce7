using System.Text.Json;
using HarvestBrain.AspNetCore.Activity;
using HarvestBrain.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>
/// <c>/api/trades</c>: the last closed trades, as they stand on the stream of trades, newest first; what those of today came to; and the
/// equity line of all that are remembered.
/// </summary>
internal static class TradesResponse
{
    public static Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor) => monitor.AnswerInTurnAsync(context, json =>
    {
        RecentActivity recent = monitor.Recent;
        TradePoint[] points = recent.Points();
        json.WriteNumber("seen"u8, recent.TradesSeen);
        TradesOfDay.Of(points, monitor.Time.GetUtcNow()).Write(json);
        WriteEquity(json, points);
        PublishedJson.Write(json, "trades"u8, "trade"u8, recent.Trades(), monitor.Status.Now.Instance);
    });

    private static void WriteEquity(Utf8JsonWriter json, TradePoint[] points)
    {
        decimal sum = 0;
        json.WriteStartArray("equity"u8);
        foreach (TradePoint point in points)
        {
            if (point.NetR is not { } r) continue;
            sum += Math.Round(r, 12);
            json.WriteStartObject();
            json.WriteNumber("closed_ms"u8, point.ClosedUnixMs);
            PositionJson.WriteR(json, "r"u8, sum);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
