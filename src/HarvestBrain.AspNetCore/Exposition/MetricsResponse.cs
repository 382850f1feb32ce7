using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary><c>/metrics</c>.</summary>
internal static class MetricsResponse
{
    public static async Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor)
    {
        ExpositionFormat format = ExpositionFormats.Wanted(context.Request);
        ReadOnlyMemory<byte> body = await monitor.InTurnAsync(() => Body(monitor.Metrics, format), context.RequestAborted)
            .ConfigureAwait(false);
        context.Response.Headers.Vary = "Accept";
        await Answer.WriteAsync(context.Response, ExpositionFormats.ContentType(format), body).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Body(MetricsCollector metrics, ExpositionFormat format)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        ExpositionWriter.Write(metrics.Collect(), format, buffer);
        return buffer.WrittenMemory;
    }
}
