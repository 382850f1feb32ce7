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
    /// <param name="instance">The name of this instance, which a payload has.</param>
    /// <param name="beside">Writes what else an object has.</param>
    public static void Write(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> payloadName, Remembered[] published, string instance,
        Action<Remembered>? beside = null)
    {
        json.WriteStartArray(name);
        foreach (Remembered one in published)
        {
            json.WriteStartObject();
            json.WriteNumber("at_ms"u8, one.AtUnixMs);
            beside?.Invoke(one);
            json.WritePropertyName(payloadName);
            json.WriteRawValue(one.Json(instance).Span, skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
