using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary><c>/metrics</c>.</summary>
internal static class MetricsResponse
{
    public static Task WriteAsync(HttpContext context, HarvestBrainMonitor monitor)
    {
        ExpositionFormat format = ExpositionFormats.Wanted(context.Request);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        ExpositionWriter.Write(monitor.Metrics.Collect(), format, buffer);
        context.Response.Headers.Vary = "Accept";
        return Answer.WriteAsync(context.Response, ExpositionFormats.ContentType(format), buffer.WrittenMemory);
    }
}
