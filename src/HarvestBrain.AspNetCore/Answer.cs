using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore;

/// <summary>Writes whole answers. They are made in memory first, so that a slow reader holds up nothing but itself.</summary>
internal static class Answer
{
    public static async Task WriteAsync(HttpResponse response, string contentType, ReadOnlyMemory<byte> body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsHead(response.HttpContext.Request.Method)) return;
        await response.Body.WriteAsync(body, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    public static Task WriteJsonAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        // The default encoder: what means something in HTML is escaped, whatever the answer is taken for.
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return WriteAsync(response, "application/json; charset=utf-8", buffer.WrittenMemory);
    }
}
