using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HarvestBrain.SessionGeneration;

/// <summary>Writes events as the JSON objects that producers send, in all dialects of the contract.</summary>
internal sealed class EntryWriter : IDisposable
{
    // The default encoder would write the quotes of a JSON text, and the + of an offset, as \u escapes.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Prng _prng;
    private readonly bool _mixesDialects;
    private readonly ArrayBufferWriter<byte> _eventBuffer = new();
    private readonly ArrayBufferWriter<byte> _entryBuffer = new();
    private readonly Utf8JsonWriter _eventJson;
    private readonly Utf8JsonWriter _entryJson;
    private int _traces;

    public EntryWriter(Prng prng, bool mixesDialects)
    {
        _prng = prng;
        _mixesDialects = mixesDialects;
        _eventJson = new Utf8JsonWriter(_eventBuffer, Readable);
        _entryJson = new Utf8JsonWriter(_entryBuffer, Readable);
    }

    /// <summary>The entry as one JSON object, without its <c>id</c>.</summary>
    public string Body(SessionEvent subject, long unixMilliseconds)
    {
        EntryStyle style = _mixesDialects ? EntryStyle.Draw(_prng, subject) : EntryStyle.Plain;
        _eventBuffer.ResetWrittenCount();
        _eventJson.Reset();
        _eventJson.WriteStartObject();
        WriteEvent(_eventJson, subject, style, unixMilliseconds);
        _eventJson.WriteEndObject();
        _eventJson.Flush();
        return Encoding.UTF8.GetString(style.Dialect == Dialect.Flat ? _eventBuffer.WrittenSpan : Wrap(subject, style, unixMilliseconds));
    }

    public void Dispose()
    {
        _eventJson.Dispose();
        _entryJson.Dispose();
    }

    /// <summary>Puts the event just written, as a JSON text, into one field of an entry.</summary>
    private ReadOnlySpan<byte> Wrap(SessionEvent subject, EntryStyle style, long unixMilliseconds)
    {
        _entryBuffer.ResetWrittenCount();
        _entryJson.Reset();
        _entryJson.WriteStartObject();
        if (style.HasEnvelope)
        {
            bool isPrice = subject.Status == EventStatus.PriceUpdate;
            _entryJson.WriteString("event_type", isPrice ? "price.update" : "execution.result");
            _entryJson.WriteString("trace_id", NextTrace("trace"));
        }

        _entryJson.WriteString(style.TextField, _eventBuffer.WrittenSpan);
        if (style.HasEnvelope)
        {
            _entryJson.WriteString("correlation_id", NextTrace("bus"));
            _entryJson.WriteString("timestamp", EntryWords.IsoUtc(unixMilliseconds));
            _entryJson.WriteString("source", "execution_service");
        }

        _entryJson.WriteEndObject();
        _entryJson.Flush();
        return _entryBuffer.WrittenSpan;
    }

    private void WriteEvent(Utf8JsonWriter json, SessionEvent subject, EntryStyle style, long unixMilliseconds)
    {
        if (style.Dialect == Dialect.NestedSignal)
        {
            json.WriteString("status", EntryWords.Status(subject, style));
            json.WriteStartObject("signal");
            WriteSymbolAndSide(json, subject, style);
            if (style.HasSizeInSignal)
            {
                WriteSize(json, subject, style);
            }

            json.WriteEndObject();
            if (!style.HasSizeInSignal)
            {
                WriteSize(json, subject, style);
            }
        }
        else
        {
            WriteSymbolAndSide(json, subject, style);
            WriteSize(json, subject, style);
            json.WriteString("status", EntryWords.Status(subject, style));
        }

        WriteOrder(json, subject, style);
        WriteOptional(json, style.AverageTrueRange, subject.AverageTrueRange, style);
        WriteTime(json, style, unixMilliseconds);
    }

    private static void WriteSymbolAndSide(Utf8JsonWriter json, SessionEvent subject, EntryStyle style)
    {
        json.WriteString("symbol", subject.Symbol.Name);
        if (subject.Status != EventStatus.PriceUpdate)
        {
            json.WriteString(style.Side, EntryWords.Side(subject, style));
        }
    }

    private static void WriteSize(Utf8JsonWriter json, SessionEvent subject, EntryStyle style)
    {
        if (style.HasSizeInQuote)
        {
            WriteNumber(json, "position_size_usd", subject.Quantity * subject.Price, style);
            WriteNumber(json, "entry_price", subject.Price, style);
            return;
        }

        if (subject.Status != EventStatus.PriceUpdate)
        {
            WriteNumber(json, style.Quantity, subject.Quantity, style);
        }

        WriteNumber(json, style.Price, subject.Price, style);
    }

    private void WriteOrder(Utf8JsonWriter json, SessionEvent subject, EntryStyle style)
    {
        if (subject.Status == EventStatus.PriceUpdate)
        {
            return;
        }

        decimal? noStop = subject.IsFill && style.HasZeroForNoStop ? 0m : null;
        WriteOptional(json, style.StopLoss, subject.StopLoss ?? noStop, style);
        WriteOptional(json, style.TakeProfit, subject.TakeProfit, style);
        if (subject.PositionSide != PositionSide.Both || style.HasBothAsPositionSide)
        {
            json.WriteString(style.PositionSide, EntryWords.PositionSide(subject.PositionSide));
        }

        if (subject.ReduceOnly || style.HasFalseReduceOnly)
        {
            WriteFlag(json, style.ReduceOnly, subject.ReduceOnly, style);
        }

        WriteOptional(json, style.TradeId, subject.TradeId);
        WriteOptional(json, "order_id", subject.OrderId);
        WriteOptional(json, style.Fee, subject.Fee, style);
        if (style.HasBusCorrelation)
        {
            json.WriteString("correlation_id", NextTrace("bus"));
        }
    }

    private static void WriteTime(Utf8JsonWriter json, EntryStyle style, long unixMilliseconds)
    {
        switch (style.TimeForm)
        {
            case TimeForm.UnixMilliseconds:
                WriteUnixTime(json, unixMilliseconds, style);
                break;
            case TimeForm.UnixSeconds:
                WriteUnixTime(json, unixMilliseconds / 1000, style);
                break;
            case TimeForm.IsoUtc:
                json.WriteString(style.Timestamp, EntryWords.IsoUtc(unixMilliseconds));
                break;
            case TimeForm.IsoOffset:
                json.WriteString(style.Timestamp, EntryWords.IsoOffset(unixMilliseconds));
                break;
            case TimeForm.Missing:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(style));
        }
    }

    private static void WriteUnixTime(Utf8JsonWriter json, long value, EntryStyle style)
    {
        if (style.HasNumbersAsText)
        {
            json.WriteString(style.Timestamp, EntryWords.Number(value));
        }
        else
        {
            json.WriteNumber(style.Timestamp, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal value, EntryStyle style)
    {
        if (style.HasNumbersAsText)
        {
            json.WriteString(name, EntryWords.Number(value));
        }
        else
        {
            json.WriteNumber(name, EntryWords.WithoutTrailingZeros(value));
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool value, EntryStyle style)
    {
        if (style.HasNumbersAsText)
        {
            json.WriteString(name, value ? "true" : "false");
        }
        else
        {
            json.WriteBoolean(name, value);
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, decimal? value, EntryStyle style)
    {
        if (value is { } known)
        {
            WriteNumber(json, name, known, style);
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private string NextTrace(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{++_traces:00000000}");
}
