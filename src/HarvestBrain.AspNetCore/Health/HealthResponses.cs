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
        HealthProblem[] problems = [.. ServiceHealth.Problems(now, NowUnixMs(monitor)).Where(problem => problem.KeepsFromReady)];
        if (problems.Length > 0) response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Answer.WriteJsonAsync(response, json =>
        {
            json.WriteString("status"u8, problems.Length == 0 ? "ready" : "not_ready");
            json.WriteString("state"u8, StateWords.Of(now.State));
            json.WriteStartArray("reasons"u8);
            foreach (HealthProblem problem in problems) json.WriteStringValue(problem.Code);
            json.WriteEndArray();
        });
    }

    private static long NowUnixMs(HarvestBrainMonitor monitor) => monitor.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
