using System.Buffers;
using System.Text.Json;
using HarvestBrain.Redis.Observers;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>What was published, as it stands on its stream, with the time beside it.</summary>
internal static class PublishedJson
{
    /// <summary>Writes an array of objects with <c>at_ms</c> and the payload.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Name of the array.</param>
    /// <param name="payloadName">Name of the payload in each object.</param>
    /// <param name="notices">What was published, in the order in which it is shown.</param>
    /// <param name="encode">Writes the payload of one.</param>
    public static void Write<T>(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> payloadName, T[] notices, Action<T, IBufferWriter<byte>> encode)
        where T : HarvestNotice
    {
        var payload = new ArrayBufferWriter<byte>(1024);
        json.WriteStartArray(name);
        foreach (T notice in notices)
        {
            payload.ResetWrittenCount();
            encode(notice, payload);
            json.WriteStartObject();
            json.WriteNumber("at_ms"u8, notice.AtUnixMs);
            json.WritePropertyName(payloadName);
            json.WriteRawValue(payload.WrittenSpan, skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
