using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Decodes stream entries of all four dialects: flat fields, a JSON object in <c>payload</c> or <c>data</c>, and a nested
/// <c>signal</c>; and snapshots in each of them. Failure is a value: no input makes it throw. Not thread-safe: it reuses its buffers,
/// so that an ordinary price entry allocates nothing.
/// </summary>
public sealed class EntryDecoder
{
    private readonly SymbolTable _symbols = new();
    private readonly JsonFields _json = new();
    private readonly RawFields _envelope = new();
    private readonly RawFields _top = new();
    private readonly RawFields _signal = new();
    private readonly FeeReader _fees;
    private EntrySource? _source;

    /// <summary>A decoder with buffers of its own.</summary>
    public EntryDecoder() => _fees = new FeeReader(_json);

    /// <summary>Decodes an entry as it comes from a Redis stream of executions.</summary>
    /// <param name="id">The stream entry id.</param>
    /// <param name="fields">The entry's fields.</param>
    /// <param name="entry">The event, when the entry could be understood.</param>
    /// <param name="error">Why it could not.</param>
    public bool TryDecode(EntryId id, ReadOnlySpan<EntryField> fields, out HarvestEvent entry, out DecodeError error) =>
        TryDecode(EntrySource.Execution, id, fields, out entry, out error);

    /// <summary>Decodes an entry as it comes from a Redis stream.</summary>
    /// <param name="source">What kind of stream that is.</param>
    /// <param name="id">The stream entry id.</param>
    /// <param name="fields">The entry's fields.</param>
    /// <param name="entry">The event, when the entry could be understood.</param>
    /// <param name="error">Why it could not.</param>
    public bool TryDecode(
        EntrySource source, EntryId id, ReadOnlySpan<EntryField> fields, out HarvestEvent entry, out DecodeError error)
    {
        Reset(source);
        foreach (ref readonly EntryField field in fields) _envelope.Set(FieldNames.Find(field.Name.Span), field.Value, RawKind.Text);
        _envelope.Remove(Field.Unknown);
        if (!fields.IsEmpty) return TryDecodeEnvelope(id, out entry, out error);
        entry = default;
        error = new DecodeError(DecodeCode.EntryEmpty, null, null, null, MayBeFill: false);
        return false;
    }

    /// <summary>
    /// Decodes a recorded entry: one JSON object, with an <c>id</c>, an event time, or both. Without an id it is made from the event time
    /// and the line number. It is a snapshot when its <c>event_type</c> or <c>stream</c> says so, or when it has a
    /// <c>positionAmt</c> and no <c>status</c>.
    /// </summary>
    /// <param name="lineNumber">Number of the line, from 1.</param>
    /// <param name="json">The line, without its end.</param>
    /// <param name="entry">The event, when the line could be understood.</param>
    /// <param name="error">Why it could not.</param>
    public bool TryDecodeLine(long lineNumber, ReadOnlyMemory<byte> json, out HarvestEvent entry, out DecodeError error)
    {
        Reset(source: null);
        entry = default;
        if (ReadJson(json, _envelope) is { } broken)
        {
            error = Fail(broken, null, default);
            return false;
        }
        EntryId id = default;
        bool hasId = _envelope.TryGet(Field.Id, out RawValue idValue);
        if (hasId && !EntryId.TryParse(idValue.Utf8.Span, out id))
        {
            error = Fail(DecodeCode.EntryIdInvalid, "id", idValue);
            return false;
        }
        if (!TryDecodeEnvelope(id, out entry, out error)) return false;
        if (!hasId) entry = entry with { Id = new EntryId(entry.TimeUnixMs, lineNumber) };
        return true;
    }

    private void Reset(EntrySource? source)
    {
        _source = source;
        _json.Reset();
        _envelope.Clear();
        _top.Clear();
        _signal.Clear();
    }

    private DecodeCode? ReadJson(ReadOnlyMemory<byte> json, RawFields fields)
    {
        DecodeCode? error = _json.Read(json, fields);
        if (error != DecodeCode.JsonBroken || NonFiniteJson.Quote(json.Span) is not { } quoted) return error;
        return _json.Read(quoted, fields);
    }

    /// <summary>Finds the level that carries the event's fields, and the nested signal if there is one.</summary>
    private bool TryDecodeEnvelope(EntryId id, out HarvestEvent entry, out DecodeError error)
    {
        entry = default;
        RawFields fields = _envelope;
        foreach (Field wrapper in (ReadOnlySpan<Field>)[Field.Payload, Field.Data])
        {
            if (!_envelope.TryGet(wrapper, out RawValue inner)) continue;
            DecodeCode? broken = inner.Kind is RawKind.Text or RawKind.Object ? ReadJson(inner.Utf8, _top) : DecodeCode.JsonNotObject;
            if (broken is { } code)
            {
                error = Fail(code, FieldNames.Of(wrapper), inner);
                return false;
            }
            fields = _top;
            break;
        }
        if (fields.TryGet(Field.Signal, out RawValue signal) && signal.Kind is RawKind.Text or RawKind.Object)
        {
            // A signal that is no object says nothing about the event (some producers put a word there).
            DecodeCode? broken = ReadJson(signal.Utf8, _signal);
            if (broken == DecodeCode.JsonBroken && signal.Utf8.Span.TrimStart((byte)' ').StartsWith("{"u8))
            {
                error = Fail(DecodeCode.JsonBroken, "signal", signal);
                return false;
            }
        }

        var reader = new FieldReader(fields, _signal);
        bool understood = TryRead(ref reader, id, ref entry) && (!reader.HasNoTime || reader.FailTime());
        if (!understood) entry = default;
        error = understood ? default : Fail(reader.Code, reader.FieldName, reader.Found);
        if (understood && reader.LeftOut is { } left) entry = entry with { LeftOut = Told(left.Code, left.Field, left.Found) };
        return understood;
    }

    /// <summary>What kind of stream the entry comes from; a recorded one has to say so itself.</summary>
    private EntrySource Source()
    {
        if (_source is { } known) return known;
        foreach (RawFields level in (ReadOnlySpan<RawFields>)[_envelope, _top])
        {
            if (level.TryGet(Field.EventType, out RawValue word) && SourceWords.Find(word.Utf8.Span) is { } byType) return byType;
            if (level.TryGet(Field.Stream, out word) && SourceWords.Find(word.Utf8.Span) is { } byStream) return byStream;
        }
        // Beside a payload the envelope's status is not the event's own.
        RawFields own = _top.IsEmpty ? _envelope : _top;
        bool hasAmount = own.Has(Field.PositionAmt) || _signal.Has(Field.PositionAmt);
        bool isBinance = hasAmount && !own.Has(Field.Status) && !_signal.Has(Field.Status);
        return isBinance ? EntrySource.PositionSnapshot : EntrySource.Execution;
    }

    private bool TryRead(ref FieldReader reader, EntryId id, ref HarvestEvent entry)
    {
        if (!reader.TryText(Field.Symbol, out RawValue symbolValue)) return reader.Fail(DecodeCode.SymbolMissing, Field.Symbol);
        string? symbol = symbolValue.Kind == RawKind.Text ? _symbols.Intern(symbolValue.Utf8.Span) : null;
        if (symbol is null) return reader.Fail(DecodeCode.SymbolInvalid, Field.Symbol, symbolValue);
        if (symbol.Length == 0) return reader.Fail(DecodeCode.SymbolMissing, Field.Symbol);

        return Source() switch
        {
            EntrySource.PositionSnapshot => SnapshotReader.TryPosition(ref reader, id, symbol, ref entry),
            EntrySource.PnlSnapshot => SnapshotReader.TryPrice(ref reader, id, symbol, ref entry),
            EntrySource.OpenOrders => OpenOrdersReader.TryRead(ref reader, id, symbol, ref entry),
            _ => ExecutionReader.TryRead(ref reader, _fees, _envelope, id, symbol, ref entry),
        };
    }

    private DecodeError Fail(DecodeCode code, string? field, RawValue found)
    {
        ReadWhatIsLeft();
        string? symbol = null;
        bool? mayBeFill = null;
        bool isWrapped = _envelope.Has(Field.Payload) || _envelope.Has(Field.Data);
        foreach (RawFields level in (ReadOnlySpan<RawFields>)(isWrapped ? [_top, _signal, _envelope] : [_envelope, _signal]))
        {
            if (symbol is null && level.TryGet(Field.Symbol, out RawValue value) && value.Kind == RawKind.Text)
            {
                symbol = _symbols.Intern(value.Utf8.Span);
                if (symbol?.Length == 0) symbol = null;
            }
            // Only the event's own status rules a fill out, and only when it says otherwise.
            if (mayBeFill is null && !(isWrapped && level == _envelope) && level.TryGet(Field.Status, out RawValue status))
                mayBeFill = MayBeFill(StatusWords.Find(status.Utf8.Span), code);
        }
        // A snapshot that is lost is answered by the next one.
        if (Source() != EntrySource.Execution) mayBeFill = false;
        return new DecodeError(code, field, found.Utf8.IsEmpty ? null : Excerpt(found.Utf8.Span), symbol, mayBeFill ?? true);
    }

    /// <summary>An order that ended may have filled a part; what is cut off may have said so.</summary>
    private bool MayBeFill(EventKind? status, DecodeCode code) => status switch
    {
        null or EventKind.Fill => true,
        EventKind.Outcome => code == DecodeCode.JsonBroken
            || ExecutionReader.TellsTotal(_envelope) || ExecutionReader.TellsTotal(_top) || ExecutionReader.TellsTotal(_signal),
        _ => false,
    };

    /// <summary>Reads the inner levels that were not reached, as far as they go: an outer level may be cut off behind them.</summary>
    private void ReadWhatIsLeft()
    {
        foreach (Field wrapper in (ReadOnlySpan<Field>)[Field.Payload, Field.Data])
        {
            if (_top.IsEmpty && _envelope.TryGet(wrapper, out RawValue inner)) ReadJson(inner.Utf8, _top);
        }
        if (_signal.IsEmpty && (_top.TryGet(Field.Signal, out RawValue signal) || _envelope.TryGet(Field.Signal, out signal)))
            ReadJson(signal.Utf8, _signal);
    }

    private static string Told(DecodeCode code, string field, RawValue found) =>
        new DecodeError(code, field, Excerpt(found.Utf8.Span), Symbol: null, MayBeFill: false).ToString();

    // What was found is for a person to recognise; a hostile value must not fill a log.
    private static string Excerpt(ReadOnlySpan<byte> utf8)
    {
        const int MaxLength = 60;
        string text = Encoding.UTF8.GetString(utf8.Length > MaxLength ? utf8[..MaxLength] : utf8);
        var clean = new StringBuilder(text.Length + 3);
        foreach (char c in text) clean.Append(char.IsControl(c) ? '?' : c);
        return utf8.Length > MaxLength ? clean.Append("...").ToString() : clean.ToString();
    }
}
