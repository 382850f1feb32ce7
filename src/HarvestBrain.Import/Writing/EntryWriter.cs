using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Writing;

/// <summary>Writes records as entries: one JSON object a line.</summary>
internal sealed class EntryWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public EntryWriter() =>
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The entry with its line end; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(Record record, string symbol)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        switch (record)
        {
            case Execution fill:
                WriteFill(fill, symbol);
                break;
            case Funding funding:
                WriteFunding(funding, symbol);
                break;
            case Snapshot snapshot:
                WriteSnapshot(snapshot, symbol);
                break;
            case Bar { IsPoint: true } point:
                WritePoint(point, symbol);
                break;
            case Bar bar:
                WriteBar(bar, symbol);
                break;
            default:
                throw new ArgumentException($"no entry: {record.GetType().Name}", nameof(record));
        }
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void WriteFill(Execution fill, string symbol)
    {
        _json.WriteString("symbol"u8, symbol);
        _json.WriteString("side"u8, fill.IsBuy ? "BUY"u8 : "SELL"u8);
        _json.WriteString("status"u8, "FILLED"u8);
        Number("qty"u8, fill.Quantity);
        Number("price"u8, fill.Price);
        Number("fee"u8, fill.Fee);
        if (fill.FeeUnit == FeeUnit.Other) _json.WriteString("fee_asset"u8, fill.FeeAsset);
        _json.WriteNumber("timestamp"u8, fill.TimeMs);
        if (fill.TradeId is { } id) _json.WriteString("trade_id"u8, id);
        WriteSide(fill.PositionSide);
        if (fill.ReduceOnly) _json.WriteBoolean("reduce_only"u8, value: true);
        if (fill.Realized is { } realized and not 0) Number("realized"u8, realized);
        if (fill.Stop > 0) Number("stop_loss"u8, fill.Stop);
        if (fill.RiskSource is { } source and not "file") _json.WriteString("risk_source"u8, source);
        if (fill.IsDust) _json.WriteBoolean("dust"u8, value: true);
    }

    private void WriteFunding(Funding funding, string symbol)
    {
        _json.WriteString("symbol"u8, symbol);
        _json.WriteString("status"u8, "FUNDING"u8);
        Number("fee"u8, funding.Fee);
        _json.WriteNumber("timestamp"u8, funding.TimeMs);
        if (!string.IsNullOrEmpty(funding.Id)) _json.WriteString("trade_id"u8, funding.Id);
        WriteSide(funding.PositionSide);
    }

    private void WriteSnapshot(Snapshot snapshot, string symbol)
    {
        _json.WriteString("event_type"u8, "position.snapshot"u8);
        _json.WriteString("symbol"u8, symbol);
        Number("positionAmt"u8, snapshot.Quantity);
        if (snapshot.Quantity != 0) Number("entryPrice"u8, snapshot.EntryPrice);
        if (snapshot.MarkPrice > 0) Number("markPrice"u8, snapshot.MarkPrice);
        WriteSide(snapshot.PositionSide);
        _json.WriteNumber("timestamp"u8, snapshot.TimeMs);
    }

    private void WritePoint(Bar point, string symbol)
    {
        _json.WriteString("symbol"u8, symbol);
        _json.WriteString("status"u8, "PRICE_UPDATE"u8);
        Number("price"u8, point.Close);
        _json.WriteNumber("timestamp"u8, point.TimeMs);
    }

    private void WriteBar(Bar bar, string symbol)
    {
        _json.WriteString("status"u8, "BAR"u8);
        _json.WriteString("symbol"u8, symbol);
        _json.WriteNumber("open"u8, PlainDecimal.Trim(bar.Open));
        _json.WriteNumber("high"u8, PlainDecimal.Trim(bar.High));
        _json.WriteNumber("low"u8, PlainDecimal.Trim(bar.Low));
        _json.WriteNumber("close"u8, PlainDecimal.Trim(bar.Close));
        _json.WriteNumber("from"u8, bar.TimeMs);
        _json.WriteNumber("to"u8, bar.ToMs);
    }

    private void WriteSide(PositionSide side)
    {
        if (side != PositionSide.Both) _json.WriteString("position_side"u8, side == PositionSide.Long ? "LONG"u8 : "SHORT"u8);
    }

    // As text: exactly the digits that the file has, whoever reads it.
    private void Number(ReadOnlySpan<byte> name, decimal value) => _json.WriteString(name, PlainDecimal.Format(value));
}
