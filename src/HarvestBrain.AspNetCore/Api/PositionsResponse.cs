using System.Buffers;
using System.Text.Json;
using HarvestBrain.Redis.Telemetry;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Api;

/// <summary><c>/api/positions</c>: what the service is doing, and the open positions with their ladders.</summary>
internal static class PositionsResponse
{
    /// <summary>So many are sent at a time: each may hold a list of its own in memory, of some megabytes, as long as its reader
    /// takes.</summary>
    public const int MaxReaders = 8;

    // The loop makes a list between two steps, and the longest idle one takes two seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor)
    {
        if (!monitor.Readers.Wait(0, CancellationToken.None))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return;
        }
        try
        {
            PositionList positions = await ListAsync(monitor, context.RequestAborted).ConfigureAwait(false);
            ReadOnlyMemory<byte>[] body = await monitor.InTurnAsync(() => Body(monitor, positions), context.RequestAborted)
                .ConfigureAwait(false);
            await Answer.WriteAsync(context.Response, Answer.Json, body).ConfigureAwait(false);
        }
        finally
        {
            monitor.Readers.Release();
        }
    }

    /// <summary>The positions, waited for as long as somebody who looks may wait.</summary>
    public static ValueTask<PositionList> ListAsync(HarvestBrainMonitor monitor, CancellationToken cancellationToken) =>
        monitor.Positions.GetAsync(Patience, cancellationToken);

    private static ReadOnlyMemory<byte>[] Body(HarvestBrainMonitor monitor, PositionList positions)
    {
        (ReadOnlyMemory<byte> list, PositionTotals totals) = monitor.PositionsJson.Of(positions);
        var head = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(head);
        json.WriteStartObject();
        ServiceJson.Write(json, monitor.Status.Now, monitor.Time.GetUtcNow().ToUnixTimeMilliseconds());
        // Unknown is not none.
        if (positions.IsKnown)
        {
            json.WriteNumber("as_of_ms"u8, positions.AtUnixMs);
            json.WriteNumber("total"u8, positions.Total);
            totals.Write(json);
        }
        else
        {
            json.WriteNull("as_of_ms"u8);
            json.WriteNull("total"u8);
        }
        json.WriteNumber("trades"u8, monitor.Recent.TradesSeen);
        monitor.Activity(positions);
        json.WriteNumber("activity"u8, monitor.ActivityJson.Version);
        json.WritePropertyName("positions"u8);
        json.Flush();
        return [head.WrittenMemory, list, "}"u8.ToArray()];
    }
}
