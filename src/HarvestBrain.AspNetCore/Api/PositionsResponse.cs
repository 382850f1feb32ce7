using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Telemetry;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary><c>/api/positions</c>: what the service is doing, and the open positions with their ladders.</summary>
internal static class PositionsResponse
{
    // The loop makes a picture between two steps, and the longest idle one takes two seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int RDigits = 12;

    public static async Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor)
    {
        PositionsPicture picture = await monitor.Positions.GetAsync(Patience, context.RequestAborted).ConfigureAwait(false);
        long nowUnixMs = monitor.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await Answer.WriteJsonAsync(context.Response, json =>
        {
            ServiceJson.Write(json, monitor.Status.Now, nowUnixMs);
            json.WriteNumber("as_of_ms"u8, picture.AtUnixMs);
            json.WriteNumber("total"u8, picture.Total);
            json.WriteStartArray("positions"u8);
            foreach (PositionPicture position in picture.Positions) Write(json, position);
            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, PositionPicture position)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, position.Key.Symbol);
        json.WriteString("position_side"u8, Words.Of(position.Key.Side));
        json.WriteString("side"u8, Words.Of(position.Direction));
        json.WriteDecimal("qty"u8, position.Quantity);
        json.WriteDecimal("entry_price"u8, position.EntryPrice);
        json.WriteDecimal("mark_price"u8, position.MarkPrice);
        json.WriteNumber("mark_time_ms"u8, position.MarkTimeUnixMs);
        json.WriteDecimal("peak_price"u8, position.PeakPrice);
        json.WriteDecimal("stop_loss"u8, position.Stop);
        json.WriteString("stop_kind"u8, position.StopKind);
        json.WriteDecimal("initial_stop"u8, position.InitialStop);
        json.WriteDecimal("initial_risk"u8, position.InitialRisk);
        json.WriteDecimal("r_level"u8, position.RLevel is { } r ? Math.Round(r, RDigits) : null);
        json.WriteDecimal("unrealized_pnl"u8, position.UnrealizedPnl);
        json.WriteDecimal("realized_pnl"u8, position.RealizedPnl);
        json.WriteDecimal("fees"u8, position.Fees);
        json.WriteBoolean("suspect"u8, position.Suspect);
        json.WriteString("epoch"u8, position.Epoch.ToString());
        json.WriteNumber("opened_ms"u8, position.OpenedAtUnixMs);
        json.WriteStartArray("rungs"u8);
        foreach (RungPicture rung in position.Rungs) Write(json, rung);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in RungPicture rung)
    {
        json.WriteStartObject();
        json.WriteDecimal("r"u8, rung.TriggerR);
        json.WriteDecimal("price"u8, rung.TriggerPrice > 0 && !rung.IsTimeStop ? rung.TriggerPrice : null);
        json.WriteDecimal("qty"u8, rung.Quantity);
        json.WriteDecimal("filled_qty"u8, rung.FilledQuantity);
        json.WriteString("state"u8, Words.Of(rung.State));
        if (rung.IsTimeStop) json.WriteBoolean("time_stop"u8, true);
        json.WriteEndObject();
    }
}
