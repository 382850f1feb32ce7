using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Decodes stream entries of all four dialects: flat fields, a JSON object in <c>payload</c> or <c>data</c>, and a nested
/// <c>signal</c>. Failure is a value: no input makes it throw. Not thread-safe: it reuses its buffers, so that an ordinary
/// price entry allocates nothing.
/// </summary>
public sealed class EntryDecoder
{
    private readonly SymbolTable _symbols = new();
    private readonly JsonFields _json = new();
    private readonly RawFields _envelope = new();
    private readonly RawFields _top = new();
    private readonly RawFields _signal = new();

    /// <summary>Decodes an entry as it comes from a Redis stream.</summary>
    /// <param name="id">The stream entry id.</param>
    /// <param name="fields">The entry's fields.</param>
    /// <param name="entry">The event, when the entry could be understood.</param>
    /// <param name="error">Why it could not.</param>
    public bool TryDecode(EntryId id, ReadOnlySpan<EntryField> fields, out HarvestEvent entry, out DecodeError error)
    {
        Reset();
        foreach (EntryField field in fields) _envelope.Set(FieldNames.Find(field.Name.Span), field.Value, RawKind.Text);
        _envelope.Remove(Field.Unknown);
        if (!fields.IsEmpty) return TryDecodeEnvelope(id, out entry, out error);
        entry = default;
        error = new DecodeError(DecodeCode.EntryEmpty, null, null, null, MayBeFill: false);
        return false;
    }

    /// <summary>
    /// Decodes a recorded entry: one JSON object, with an optional <c>id</c>. Without one the id is made from the event time
    /// and the line number.
    /// </summary>
    /// <param name="lineNumber">Number of the line, from 1.</param>
    /// <param name="json">The line, without its end.</param>
    /// <param name="entry">The event, when the line could be understood.</param>
    /// <param name="error">Why it could not.</param>
    public bool TryDecodeLine(long lineNumber, ReadOnlyMemory<byte> json, out HarvestEvent entry, out DecodeError error)
    {
        Reset();
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

    private void Reset()
    {
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
        bool understood = TryRead(ref reader, id, ref entry);
        error = understood ? default : Fail(reader.Code, reader.FieldName, reader.Found);
        return understood;
    }

    private bool TryRead(ref FieldReader reader, EntryId id, ref HarvestEvent entry)
    {
        if (!reader.TryText([Field.Symbol], out RawValue symbolValue)) return reader.Fail(DecodeCode.SymbolMissing, Field.Symbol);
        string? symbol = symbolValue.Kind == RawKind.Text ? _symbols.Intern(symbolValue.Utf8.Span) : null;
        if (symbol is null) return reader.Fail(DecodeCode.SymbolInvalid, Field.Symbol, symbolValue);
        if (symbol.Length == 0) return reader.Fail(DecodeCode.SymbolMissing, Field.Symbol);

        if (!reader.TryText([Field.Status], out RawValue status)) return reader.Fail(DecodeCode.StatusMissing, Field.Status);
        if (StatusWords.Find(status.Utf8.Span) is not { } kind) return reader.Fail(DecodeCode.StatusUnknown, Field.Status, status);
        if (!TryTime(ref reader, id, out long timeUnixMs, out RawValue timestamp)) return false;

        switch (kind)
        {
            case EventKind.Fill:
                return TryFill(ref reader, id, timeUnixMs, symbol, status, timestamp, ref entry);
            case EventKind.Price:
                return TryPrice(ref reader, id, timeUnixMs, symbol, ref entry);
            case EventKind.Cost:
                return TryCost(ref reader, id, timeUnixMs, symbol, timestamp, ref entry);
            case EventKind.Outcome:
                entry = HarvestEvent.Outcome(id, timeUnixMs, symbol, IntentEcho(ref reader));
                return true;
            default:
                entry = new HarvestEvent { Kind = EventKind.Ignored, Id = id, TimeUnixMs = timeUnixMs, Symbol = symbol };
                return true;
        }
    }

    private bool TryFill(
        ref FieldReader reader, EntryId id, long timeUnixMs, string symbol, RawValue status, RawValue timestamp, ref HarvestEvent entry)
    {
        if (!reader.TryText([Field.Side, Field.Action], out RawValue sideValue)) return reader.Fail(DecodeCode.SideMissing, Field.Side);
        if (SideWords.FindOrderSide(sideValue.Utf8.Span) is not { } side)
            return reader.Fail(DecodeCode.SideUnknown, [Field.Side, Field.Action]);
        if (!TryQuantity(ref reader, out decimal quantity)) return false;
        if (!reader.TryPositive([Field.Price, Field.AvgPrice, Field.EntryPrice], Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price))
            return false;
        if (quantity * price > Limits.MaxNotional) return reader.Fail(DecodeCode.NumberOutOfRange, Field.Quantity);
        if (!TryStop(ref reader, out decimal stop)
            || !reader.TryNotNegative([Field.TakeProfit, Field.Tp], Limits.MaxPrice, out decimal takeProfit)
            || !reader.TryNumber([Field.Fee, Field.FeeUsd, Field.Commission], -Limits.MaxNotional, Limits.MaxNotional, out decimal fee)
            || !TryAtr(ref reader, out decimal atr)
            || !TryPositionSide(ref reader, out PositionSide positionSide)
            || !reader.TryFlag([Field.ReduceOnly, Field.ReduceOnlyCamel], out bool reduceOnly)) return false;
        entry = new HarvestEvent
        {
            Kind = EventKind.Fill,
            Id = id,
            TimeUnixMs = timeUnixMs,
            Symbol = symbol,
            PositionSide = positionSide,
            Side = side,
            Quantity = quantity,
            Price = price,
            StopLoss = stop,
            TakeProfit = takeProfit,
            FeeQuote = fee,
            Atr = atr,
            ReduceOnly = reduceOnly,
            ExecutionKey = Execution(ref reader, status, quantity, price, timestamp),
            IntentEcho = IntentEcho(ref reader),
        };
        return true;
    }

    private static bool TryPrice(ref FieldReader reader, EntryId id, long timeUnixMs, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryPositive(
                [Field.Price, Field.CurrentPrice, Field.MarkPrice], Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price)
            || !TryStop(ref reader, out decimal stop)
            || !TryAtr(ref reader, out decimal atr)) return false;
        entry = new HarvestEvent
        {
            Kind = EventKind.Price,
            Id = id,
            TimeUnixMs = timeUnixMs,
            Symbol = symbol,
            Price = price,
            StopLoss = stop,
            Atr = atr,
        };
        return true;
    }

    private static bool TryCost(
        ref FieldReader reader, EntryId id, long timeUnixMs, string symbol, RawValue timestamp, ref HarvestEvent entry)
    {
        if (!reader.HasAny([Field.Fee, Field.FeeUsd, Field.Commission])) return reader.Fail(DecodeCode.FeeMissing, Field.Fee);
        if (!reader.TryNumber([Field.Fee, Field.FeeUsd, Field.Commission], -Limits.MaxNotional, Limits.MaxNotional, out decimal fee)
            || !TryPositionSide(ref reader, out PositionSide positionSide)) return false;
        entry = HarvestEvent.Cost(id, timeUnixMs, symbol, fee) with
        {
            PositionSide = positionSide,
            ExecutionKey = Execution(ref reader, default, fee, 0, timestamp),
        };
        return true;
    }

    private static bool TryQuantity(ref FieldReader reader, out decimal quantity)
    {
        if (reader.HasAny([Field.Qty, Field.Quantity, Field.FilledQty]) || !reader.HasAny([Field.PositionSizeUsd]))
        {
            return reader.TryPositive(
                [Field.Qty, Field.Quantity, Field.FilledQty], Limits.MaxQuantity, DecodeCode.QuantityMissing, out quantity);
        }
        quantity = 0;
        if (!reader.TryPositive([Field.PositionSizeUsd], Limits.MaxNotional, DecodeCode.QuantityMissing, out decimal size)
            || !reader.TryPositive([Field.EntryPrice], Limits.MaxPrice, DecodeCode.QuantityMissing, out decimal entryPrice)) return false;
        if (size / Limits.MaxQuantity > entryPrice) return reader.Fail(DecodeCode.NumberOutOfRange, Field.PositionSizeUsd);
        quantity = size / entryPrice;
        return quantity >= Limits.MinPositive || reader.Fail(DecodeCode.NumberOutOfRange, Field.PositionSizeUsd);
    }

    private static bool TryStop(ref FieldReader reader, out decimal stop) =>
        reader.TryNotNegative([Field.StopLoss, Field.Sl], Limits.MaxPrice, out stop);

    private static bool TryAtr(ref FieldReader reader, out decimal atr) =>
        reader.TryNotNegative([Field.Atr, Field.AtrValue], Limits.MaxPrice, out atr);

    private static bool TryTime(ref FieldReader reader, EntryId id, out long unixMs, out RawValue timestamp)
    {
        unixMs = id.UnixMilliseconds;
        if (!reader.TryText([Field.Timestamp, Field.Ts], out timestamp))
            return unixMs <= WireTime.LastUnixMs || reader.Fail(DecodeCode.TimestampInvalid, Field.Timestamp);
        return WireTime.TryRead(timestamp.Utf8.Span, out unixMs)
            || reader.Fail(DecodeCode.TimestampInvalid, [Field.Timestamp, Field.Ts]);
    }

    private static bool TryPositionSide(ref FieldReader reader, out PositionSide side)
    {
        side = PositionSide.Both;
        if (!reader.TryText([Field.PositionSide, Field.PositionSideCamel], out RawValue value)) return true;
        if (SideWords.FindPositionSide(value.Utf8.Span) is not { } found)
            return reader.Fail(DecodeCode.PositionSideUnknown, [Field.PositionSide, Field.PositionSideCamel]);
        side = found;
        return true;
    }

    private static ulong Execution(ref FieldReader reader, RawValue status, decimal quantity, decimal price, RawValue timestamp)
    {
        if (reader.TryText([Field.TradeId, Field.ExecId], out RawValue id)) return ExecutionKey.OfId(id.Utf8.Span);
        return reader.TryText([Field.OrderId], out RawValue order)
            ? ExecutionKey.OfOrder(order.Utf8.Span, status.Utf8.Span, quantity, price, timestamp.Utf8.Span)
            : 0;
    }

    /// <summary>
    /// The echo of an intent: the first of the fields that looks like one of our ids. Buses put ids of their own into
    /// <c>correlation_id</c>; those say nothing to us.
    /// </summary>
    private string? IntentEcho(ref FieldReader reader)
    {
        if (reader.TryText([Field.IntentId], out RawValue value) && IsIntentId(value)) return Encoding.UTF8.GetString(value.Utf8.Span);
        if (reader.TryText([Field.CorrelationId], out value) && IsIntentId(value)) return Encoding.UTF8.GetString(value.Utf8.Span);
        return _envelope.TryGet(Field.CorrelationId, out value) && IsIntentId(value) ? Encoding.UTF8.GetString(value.Utf8.Span) : null;
    }

    private static bool IsIntentId(RawValue value) =>
        value.Kind == RawKind.Text && value.Utf8.Length <= Limits.MaxTextLength && value.Utf8.Span.StartsWith("harvest:"u8);

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
                mayBeFill = StatusWords.Find(status.Utf8.Span) is null or EventKind.Fill;
        }
        return new DecodeError(code, field, found.Utf8.IsEmpty ? null : Excerpt(found.Utf8.Span), symbol, mayBeFill ?? true);
    }

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

    // What was found is for a person to recognise; a hostile value must not fill a log.
    private static string Excerpt(ReadOnlySpan<byte> utf8)
    {
        const int Most = 60;
        string text = Encoding.UTF8.GetString(utf8.Length > Most ? utf8[..Most] : utf8);
        var clean = new StringBuilder(text.Length + 3);
        foreach (char c in text) clean.Append(char.IsControl(c) ? '?' : c);
        return utf8.Length > Most ? clean.Append("...").ToString() : clean.ToString();
    }
}
