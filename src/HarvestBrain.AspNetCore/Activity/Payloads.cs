using System.Text.Json;

namespace HarvestBrain.AspNetCore.Activity;

/// <summary>Payloads that were read back.</summary>
internal static class Payloads
{
    /// <summary>It was published by an instance of that name; empty = by the only one.</summary>
    public static bool IsOf(this JsonElement payload, string instance) =>
        (payload.TryGetProperty("instance", out JsonElement name) ? name.GetString() : "") == instance;

    /// <summary>It is an intent of this instance: others may write to the same stream.</summary>
    public static bool IsIntent(ReadOnlyMemory<byte> payload, string instance)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            JsonElement intent = json.RootElement;
            return intent.IsOf(instance) && intent.GetProperty("source").GetString() == "harvest_brain"
                && intent.GetProperty("intent_id").GetString() is not null && intent.GetProperty("intent_type").GetString() is not null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
