using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Reads the fields of executions: fills, price updates and outcomes, told apart by their status; and of costs without one.
/// </summary>
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
        if (!reader.TryTime(id, out long timeUnixMs, out int slackMs, out RawValue timestamp)) return false;

        var time = new Time(timeUnixMs, slackMs, timestamp);
        switch (kind)
        {
            case EventKind.Fill:
                return TryFill(ref reader, envelope, id, time, symbol, status, ref entry);
            case EventKind.Price:
                return TryPrice(ref reader, id, time, symbol, ref entry);
            case EventKind.Cost:
                return TryCost(ref reader, id, time, symbol, ref entry);
            case EventKind.Outcome:
                entry = HarvestEvent.Outcome(id, timeUnixMs, symbol, IntentEcho(ref reader, envelope)) with
                {
                    OrderRole = Role(ref reader),
                };
                return true;
            case EventKind.Accepted when IntentEcho(ref reader, envelope) is { } accepted:
                entry = HarvestEvent.Accepted(id, timeUnixMs, symbol, accepted);
                return true;
            default:
                entry = new HarvestEvent { Kind = EventKind.Ignored, Id = id, TimeUnixMs = timeUnixMs, Symbol = symbol };
                return true;
        }
    }

    private static bool TryFill(
        ref FieldReader reader, RawFields envelope, EntryId id, in Time time, string symbol, RawValue status, ref HarvestEvent entry)
    {
        if (!reader.TryText([Field.Side, Field.Action], out RawValue sideValue)) return reader.Fail(DecodeCode.SideMissing, Field.Side);
        if (SideWords.FindOrderSide(sideValue.Utf8.Span) is not { } side)
            return reader.Fail(DecodeCode.SideUnknown, [Field.Side, Field.Action]);
        if (!TryQuantity(ref reader, out decimal quantity)) return false;
        ReadOnlySpan<Field> prices = [Field.Price, Field.AvgPrice, Field.EntryPrice];
        if (!reader.TryPositive(prices, Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price)) return false;
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
            TimeUnixMs = time.UnixMs,
            TimeSlackMs = time.SlackMs,
            Symbol = symbol,
            PositionSide = positionSide,
            Side = side,
            Quantity = quantity,
            Price = price,
            StopLoss = stop,
            FeeQuote = fee,
            Atr = atr,
            ReduceOnly = reduceOnly,
            IntentEcho = IntentEcho(ref reader, envelope),
            OrderRole = Role(ref reader),
        };
        Identify(ref reader, status, time.Written, ref entry);
        return true;
    }

    private static bool TryPrice(ref FieldReader reader, EntryId id, in Time time, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryPositive(
                [Field.Price, Field.CurrentPrice, Field.MarkPrice], Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price)
            || !reader.TryStop(out decimal stop)
            || !reader.TryAtr(out decimal atr)) return false;
        entry = new HarvestEvent
        {
            Kind = EventKind.Price,
            Id = id,
            TimeUnixMs = time.UnixMs,
            TimeSlackMs = time.SlackMs,
            Symbol = symbol,
            Price = price,
            StopLoss = stop,
            Atr = atr,
        };
        return true;
    }

    private static bool TryCost(ref FieldReader reader, EntryId id, in Time time, string symbol, ref HarvestEvent entry)
    {
        if (!reader.HasAny([Field.Fee, Field.FeeUsd, Field.Commission])) return reader.Fail(DecodeCode.FeeMissing, Field.Fee);
        if (!reader.TryNumber([Field.Fee, Field.FeeUsd, Field.Commission], -Limits.MaxNotional, Limits.MaxNotional, out decimal fee)
            || !reader.TryPositionSide(out PositionSide positionSide)) return false;
        entry = HarvestEvent.Cost(id, time.UnixMs, symbol, fee) with { TimeSlackMs = time.SlackMs, PositionSide = positionSide };
        if (reader.TryText([Field.TradeId, Field.ExecId], out RawValue costId))
            entry = entry with { ExecutionKey = ExecutionKey.OfId(costId.Utf8.Span) };
        else if (reader.TryText([Field.OrderId], out RawValue order))
            entry = entry with { ExecutionKey = ExecutionKey.OfOrder(order.Utf8.Span, default, fee, 0, time.Written.Utf8.Span) };
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

    /// <summary>
    /// Which execution it is: the trade id with side and order; without one the order with what was filled, at what price and when. An
    /// order is filled to its end once, but it may be filled in part twice alike.
    /// </summary>
    private static void Identify(ref FieldReader reader, RawValue status, RawValue timestamp, ref HarvestEvent fill)
    {
        bool hasOrder = reader.TryText([Field.OrderId], out RawValue order);
        if (reader.TryText([Field.TradeId, Field.ExecId], out RawValue id))
        {
            fill = fill with
            {
                ExecutionKey = ExecutionKey.OfExecution(id.Utf8.Span, fill.Side, hasOrder ? order.Utf8.Span : default),
                TradeKey = ExecutionKey.OfId(id.Utf8.Span),
            };
        }
        else if (hasOrder)
        {
            fill = fill with
            {
                ExecutionKey = ExecutionKey.OfOrder(order.Utf8.Span, status.Utf8.Span, fill.Quantity, fill.Price, timestamp.Utf8.Span),
                IsKeyGuessed = !StatusWords.IsFinal(status.Utf8.Span),
            };
        }
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

    /// <summary>A word that is not known says as little as none: a fill is not lost for it.</summary>
    private static OrderRole Role(ref FieldReader reader)
    {
        if (!reader.TryText([Field.OrderRole], out RawValue value)) return OrderRole.Unknown;
        ReadOnlySpan<byte> word = value.Utf8.Span.Trim((byte)' ');
        if (Ascii.EqualsIgnoreCase(word, "stop"u8)) return OrderRole.Stop;
        if (Ascii.EqualsIgnoreCase(word, "entry"u8)) return OrderRole.Entry;
        if (Ascii.EqualsIgnoreCase(word, "harvest"u8)) return OrderRole.Harvest;
        return Ascii.EqualsIgnoreCase(word, "manual"u8) ? OrderRole.Manual : OrderRole.Unknown;
    }

    private static bool IsIntentId(RawValue value) =>
        value.Kind == RawKind.Text && value.Utf8.Length <= Limits.MaxTextLength && value.Utf8.Span.StartsWith("harvest:"u8);

    /// <summary>The event time: the earliest that it may mean, how much later it may have been, and as it was written.</summary>
    private readonly record struct Time(long UnixMs, int SlackMs, RawValue Written);
}
