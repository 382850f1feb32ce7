using System.Buffers;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>The positions as a JSON array, made once per picture however many ask for it. Used by one thread at a time.</summary>
internal sealed class PositionsJson
{
    private const int RDigits = 12;

    private PositionsPicture? _picture;
    private ReadOnlyMemory<byte> _json;

    public ReadOnlyMemory<byte> Of(PositionsPicture picture)
    {
        if (ReferenceEquals(picture, _picture)) return _json;
        var buffer = new ArrayBufferWriter<byte>(4096 + _json.Length + (_json.Length / 8));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (PositionPicture position in picture.Positions) Write(json, position);
            json.WriteEndArray();
        }
        (_picture, _json) = (picture, buffer.WrittenMemory);
        return _json;
    }

    private static void Write(Utf8JsonWriter json, PositionPicture position)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, position.Key.Symbol);
        json.WriteString("position_side"u8, Words.Of(position.Key.Side));
        json.WriteString("side"u8, Words.Of(position.Direction));
        json.WriteDecimal("qty"u8, position.Quantity);
        json.WriteDecimal("entry_price"u8, position.EntryPrice);
        json.WriteDecimal("mark_price"u8, position.MarkPrice);
        json.WriteNumber("mark_time_ms"u8, position.MarkTimeUnixMs);
        json.WriteDecimal("peak_price"u8, position.PeakPrice);
        json.WriteDecimal("stop_loss"u8, position.Stop);
        json.WriteString("stop_kind"u8, position.StopKind);
        json.WriteDecimal("initial_stop"u8, position.InitialStop);
        json.WriteDecimal("initial_risk"u8, position.InitialRisk);
        json.WriteDecimal("r_level"u8, position.RLevel is { } r ? Math.Round(r, RDigits) : null);
        json.WriteDecimal("unrealized_pnl"u8, position.UnrealizedPnl);
        json.WriteDecimal("realized_pnl"u8, position.RealizedPnl);
        json.WriteDecimal("fees"u8, position.Fees);
        json.WriteBoolean("suspect"u8, position.Suspect);
        json.WriteString("epoch"u8, position.Epoch.ToString());
        json.WriteNumber("opened_ms"u8, position.OpenedAtUnixMs);
        json.WriteStartArray("rungs"u8);
        foreach (RungPicture rung in position.Rungs) Write(json, rung);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in RungPicture rung)
    {
        json.WriteStartObject();
        json.WriteDecimal("r"u8, rung.TriggerR);
        json.WriteDecimal("price"u8, rung.TriggerPrice > 0 && !rung.IsTimeStop ? rung.TriggerPrice : null);
        json.WriteDecimal("qty"u8, rung.Quantity);
        json.WriteDecimal("filled_qty"u8, rung.FilledQuantity);
        json.WriteString("state"u8, Words.Of(rung.State));
        if (rung.Rejected) json.WriteBoolean("rejected"u8, true);
        if (rung.IsTimeStop) json.WriteBoolean("time_stop"u8, true);
        json.WriteEndObject();
    }
}
