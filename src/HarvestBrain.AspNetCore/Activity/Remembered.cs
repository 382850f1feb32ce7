using System.Buffers;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;

namespace HarvestBrain.AspNetCore.Activity;

/// <summary>Something that was published: told by the service, and then encoded when somebody asks, or read back from its stream.</summary>
/// <param name="AtUnixMs">When, Unix milliseconds.</param>
/// <param name="Notice">What was told.</param>
/// <param name="Payload">What was read back.</param>
internal sealed record Remembered(long AtUnixMs, HarvestNotice? Notice, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Its payload, exactly as it was published.</summary>
    public ReadOnlyMemory<byte> Json(string instance)
    {
        if (Notice is null) return Payload;
        var payload = new ArrayBufferWriter<byte>(1024);
        switch (Notice)
        {
            case IntentPublished published:
                using (var encoder = new IntentEncoder(published.Mode, instance)) encoder.Write(published.Intent, payload);
                break;
            case PositionClosed closed:
                using (var encoder = new TradeEncoder(closed.Mode, instance)) encoder.Write(closed.Trade, payload);
                break;
        }
        return payload.WrittenMemory;
    }
}
