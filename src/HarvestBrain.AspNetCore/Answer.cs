using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore;

/// <summary>Writes whole answers. They are made in memory first, so that a slow reader holds up nothing but itself.</summary>
internal static class Answer
{
    public const string Json = "application/json; charset=utf-8";

    // What the server copies at once: a reader who does not read costs no more than a few of these.
    private const int Slice = 16 * 1024;

    public static async Task WriteAsync(HttpResponse response, string contentType, params ReadOnlyMemory<byte>[] body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Sum(part => (long)part.Length);
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsHead(response.HttpContext.Request.Method)) return;
        foreach (ReadOnlyMemory<byte> part in body)
        {
            for (int at = 0; at < part.Length; at += Slice)
            {
                await response.Body.WriteAsync(part.Slice(at, Math.Min(Slice, part.Length - at)), response.HttpContext.RequestAborted)
                    .ConfigureAwait(false);
            }
        }
    }

    public static Task WriteJsonAsync(HttpResponse response, Action<Utf8JsonWriter> write) => WriteAsync(response, Json, JsonObject(write));

    public static ReadOnlyMemory<byte> JsonObject(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        // The default encoder: what means something in HTML is escaped, whatever the answer is taken for.
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
