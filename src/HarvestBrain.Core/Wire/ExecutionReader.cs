using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>Reads the fields of executions: fills, price updates and outcomes, told apart by their status; and of costs without one.</summary>
internal static class ExecutionReader
{
    /// <param name="reader">The event's fields.</param>
    /// <param name="envelope">The fields around them, or the same; an intent echo may stand there.</param>
    /// <param name="id">The stream entry id.</param>
    /// <param name="symbol">The symbol, which was read before.</param>
    /// <param name="entry">The event.</param>
    public static bool TryRead(ref FieldReader reader, RawFields envelope, EntryId id, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryText([Field.Status], out RawValue status)) return reader.Fail(DecodeCode.StatusMissing, Field.Status);
        if (StatusWords.Find(status.Utf8.Span) is not { } kind) return reader.Fail(DecodeCode.StatusUnknown, Field.Status, status);
        if (!reader.TryTime(id, out long timeUnixMs, out RawValue timestamp)) return false;

        switch (kind)
        {
            case EventKind.Fill:
                return TryFill(ref reader, envelope, id, timeUnixMs, symbol, status, timestamp, ref entry);
            case EventKind.Price:
                return TryPrice(ref reader, id, timeUnixMs, symbol, ref entry);
            case EventKind.Cost:
                return TryCost(ref reader, id, timeUnixMs, symbol, timestamp, ref entry);
            case EventKind.Outcome:
                entry = HarvestEvent.Outcome(id, timeUnixMs, symbol, IntentEcho(ref reader, envelope));
                return true;
            default:
                entry = new HarvestEvent { Kind = EventKind.Ignored, Id = id, TimeUnixMs = timeUnixMs, Symbol = symbol };
                return true;
        }
    }

    private static bool TryFill(
        ref FieldReader reader, RawFields envelope, EntryId id, long timeUnixMs, string symbol, RawValue status, RawValue timestamp, ref HarvestEvent entry)
    {
        if (!reader.TryText([Field.Side, Field.Action], out RawValue sideValue)) return reader.Fail(DecodeCode.SideMissing, Field.Side);
        if (SideWords.FindOrderSide(sideValue.Utf8.Span) is not { } side)
            return reader.Fail(DecodeCode.SideUnknown, [Field.Side, Field.Action]);
        if (!TryQuantity(ref reader, out decimal quantity)) return false;
        if (!reader.TryPositive([Field.Price, Field.AvgPrice, Field.EntryPrice], Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price))
            return false;
        if (quantity * price > Limits.MaxNotional) return reader.Fail(DecodeCode.NumberOutOfRange, Field.Quantity);
        if (!reader.TryStop(out decimal stop)
            || !reader.TryNumber([Field.Fee, Field.FeeUsd, Field.Commission], -Limits.MaxNotional, Limits.MaxNotional, out decimal fee)
            || !reader.TryAtr(out decimal atr)
            || !reader.TryPositionSide(out PositionSide positionSide)
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
            FeeQuote = fee,
            Atr = atr,
            ReduceOnly = reduceOnly,
            ExecutionKey = Execution(ref reader, status, quantity, price, timestamp),
            IntentEcho = IntentEcho(ref reader, envelope),
        };
        return true;
    }

    private static bool TryPrice(ref FieldReader reader, EntryId id, long timeUnixMs, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryPositive(
                [Field.Price, Field.CurrentPrice, Field.MarkPrice], Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price)
            || !reader.TryStop(out decimal stop)
            || !reader.TryAtr(out decimal atr)) return false;
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
            || !reader.TryPositionSide(out PositionSide positionSide)) return false;
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
    private static string? IntentEcho(ref FieldReader reader, RawFields envelope)
    {
        if (reader.TryText([Field.IntentId], out RawValue value) && IsIntentId(value)) return Encoding.UTF8.GetString(value.Utf8.Span);
        if (reader.TryText([Field.CorrelationId], out value) && IsIntentId(value)) return Encoding.UTF8.GetString(value.Utf8.Span);
        return envelope.TryGet(Field.CorrelationId, out value) && IsIntentId(value) ? Encoding.UTF8.GetString(value.Utf8.Span) : null;
    }

    private static bool IsIntentId(RawValue value) =>
        value.Kind == RawKind.Text && value.Utf8.Length <= Limits.MaxTextLength && value.Utf8.Span.StartsWith("harvest:"u8);
}
