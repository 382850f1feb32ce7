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
        ReadOnlyMemory<byte> body = await monitor.InTurnAsync(() => monitor.Activity(positions), context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.WriteAsync(context.Response, Answer.Json, body).ConfigureAwait(false);
    }
}
