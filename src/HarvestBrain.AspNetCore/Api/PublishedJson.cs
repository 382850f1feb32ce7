using System.Text.Json;
using HarvestBrain.AspNetCore.Activity;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>What was published, as it stands on its stream, with the time beside it.</summary>
internal static class PublishedJson
{
    /// <summary>Writes an array of objects with <c>at_ms</c> and the payload.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Name of the array.</param>
    /// <param name="payloadName">Name of the payload in each object.</param>
    /// <param name="published">When, and what, in the order in which it is shown.</param>
    /// <param name="beside">Writes what else an object has.</param>
    public static void Write(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> payloadName,
        IEnumerable<(long AtUnixMs, ReadOnlyMemory<byte> Payload)> published, Action<ReadOnlyMemory<byte>>? beside = null)
    {
        json.WriteStartArray(name);
        foreach ((long at, ReadOnlyMemory<byte> payload) in published)
        {
            json.WriteStartObject();
            json.WriteNumber("at_ms"u8, at);
            beside?.Invoke(payload);
            json.WritePropertyName(payloadName);
            json.WriteRawValue(payload.Span, skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Those that are remembered, encoded.</summary>
    public static (long AtUnixMs, ReadOnlyMemory<byte> Payload)[] Encode(Remembered[] published, string instance) =>
        [.. published.Select(one => (one.AtUnixMs, one.Json(instance)))];
}
