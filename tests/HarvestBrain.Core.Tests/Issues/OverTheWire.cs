using System.Buffers;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Entries and payloads as they stand on the streams.</summary>
internal static class OverTheWire
{
    private const string Id = "\"id\":\"1768693537416-0\",";

    public static HarvestEvent Decode(string json)
    {
        Assert.True(TryDecode(json, out HarvestEvent e, out DecodeError error), error.ToString());
        return e;
    }

    public static DecodeError Refused(string json)
    {
        Assert.False(TryDecode(json, out _, out DecodeError error));
        return error;
    }

    public static Desk Apply(this Desk desk, string json)
    {
        HarvestEvent e = Decode(json);
        return desk.Apply(e with { Id = desk.NextId(), TimeUnixMs = desk.Now });
    }

    public static JsonElement Encode(Intent intent, HarvestMode mode = HarvestMode.Live)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var encoder = new IntentEncoder(mode);
        encoder.Write(intent, buffer);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    /// <summary>As an entry of a stream, which has an id.</summary>
    public static bool TryDecode(string json, out HarvestEvent e, out DecodeError error)
    {
        if (json.StartsWith('{') && !json.Contains("\"id\"", StringComparison.Ordinal)) json = json.Insert(1, json == "{}" ? Id[..^1] : Id);
        return new EntryDecoder().TryDecodeLine(1, Encoding.UTF8.GetBytes(json), out e, out error);
    }
}
