using System.Text.Json;
using HarvestBrain.Redis.Telemetry;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Health;

/// <summary><c>/health/live</c> and <c>/health/ready</c>. Codes only: they are answered without a token.</summary>
internal static class HealthResponses
{
    public static Task LiveAsync(HttpResponse response, HarvestBrainMonitor monitor)
    {
        bool alive = ServiceHealth.IsAlive(monitor.Status.Now, NowUnixMs(monitor));
        if (!alive) response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Answer.WriteJsonAsync(response, json => json.WriteString("status"u8, alive ? "live" : "stuck"));
    }

    public static Task ReadyAsync(HttpResponse response, HarvestBrainMonitor monitor)
    {
        StatusSnapshot now = monitor.Status.Now;
        string[] reasons = Reasons(now, NowUnixMs(monitor));
        if (reasons.Length > 0) response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Answer.WriteJsonAsync(response, json =>
        {
            json.WriteString("status"u8, reasons.Length == 0 ? "ready" : "not_ready");
            json.WriteString("state"u8, StateWords.Of(now.State));
            WriteReasons(json, reasons);
        });
    }

    /// <summary>Why the service is not ready, in codes; empty = it is.</summary>
    public static string[] Reasons(StatusSnapshot now, long nowUnixMs) =>
        [.. ServiceHealth.Problems(now, nowUnixMs).Where(problem => problem.KeepsFromReady).Select(problem => problem.Code)];

    public static void WriteReasons(Utf8JsonWriter json, string[] reasons)
    {
        json.WriteStartArray("reasons"u8);
        foreach (string reason in reasons) json.WriteStringValue(reason);
        json.WriteEndArray();
    }

    private static long NowUnixMs(HarvestBrainMonitor monitor) => monitor.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
