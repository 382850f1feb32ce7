using System.Buffers;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>The positions as a JSON array, made once per list however many ask for it. Used by one thread at a time.</summary>
internal sealed class PositionsJson
{
    private PositionList? _last;
    private ReadOnlyMemory<byte> _json;

    public ReadOnlyMemory<byte> Of(PositionList positions)
    {
        if (ReferenceEquals(positions, _last)) return _json;
        var buffer = new ArrayBufferWriter<byte>(4096 + _json.Length + (_json.Length / 8));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (PositionView position in positions.Positions) PositionJson.Write(json, position);
            json.WriteEndArray();
        }
        (_last, _json) = (positions, buffer.WrittenMemory);
        return _json;
    }
}
