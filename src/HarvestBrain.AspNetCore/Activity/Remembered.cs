using System.Buffers;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;

namespace HarvestBrain.AspNetCore.Activity;

/// <summary>
/// Something that was published: told by the service, and then encoded when somebody asks, or read back from its stream. What was encoded
/// and parsed is kept with it, since a page asks again and again. Read by one thread at a time.
/// </summary>
/// <param name="atUnixMs">When, Unix milliseconds.</param>
/// <param name="notice">What was told.</param>
/// <param name="payload">What was read back.</param>
internal sealed class Remembered(long atUnixMs, HarvestNotice? notice, ReadOnlyMemory<byte> payload)
{
    private ReadOnlyMemory<byte> _json = payload;
    private JsonElement? _parsed;

    public long AtUnixMs { get; } = atUnixMs;

    /// <summary>Its payload, exactly as it was published.</summary>
    public ReadOnlyMemory<byte> Json(string instance)
    {
        if (_json.IsEmpty && notice is not null) _json = Encode(notice, instance);
        return _json;
    }

    /// <summary>The same, parsed.</summary>
    public JsonElement Parsed(string instance)
    {
        if (_parsed is { } parsed) return parsed;
        using JsonDocument json = JsonDocument.Parse(Json(instance));
        return (_parsed = json.RootElement.Clone()).Value;
    }

    private static ReadOnlyMemory<byte> Encode(HarvestNotice notice, string instance)
    {
        var payload = new ArrayBufferWriter<byte>(1024);
        switch (notice)
        {
            case IntentPublished published:
                using (var encoder = new IntentEncoder(published.Mode, instance)) encoder.Write(published.Intent, payload);
                break;
            case PositionClosed closed:
                using (var encoder = new TradeEncoder(closed.Mode, instance)) encoder.Write(closed.Trade, payload);
                break;
        }
        return payload.WrittenSpan.ToArray();
    }
}
