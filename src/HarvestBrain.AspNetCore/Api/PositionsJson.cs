using System.Buffers;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>
/// The positions as a JSON array, and what they come to, made once per list however many ask for it. Used by one thread at a time.
/// </summary>
internal sealed class PositionsJson
{
    private PositionList? _last;
    private PositionTotals _totals = PositionTotals.Of([]);
    private ReadOnlyMemory<byte> _json;

    public (ReadOnlyMemory<byte> Json, PositionTotals Totals) Of(PositionList positions)
    {
        if (ReferenceEquals(positions, _last)) return (_json, _totals);
        var buffer = new ArrayBufferWriter<byte>(4096 + _json.Length + (_json.Length / 8));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (PositionView position in positions.Positions) PositionJson.Write(json, position);
            json.WriteEndArray();
        }
        (_last, _json, _totals) = (positions, buffer.WrittenMemory, PositionTotals.Of(positions.Positions));
        return (_json, _totals);
    }
}
