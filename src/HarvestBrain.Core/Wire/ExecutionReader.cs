using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Reads the fields of executions: fills, price updates and outcomes, told apart by their status; and of costs without one.
/// </summary>
internal static class ExecutionReader
{
    private static readonly Names Totals =
        new(Field.FilledQty, Field.CumQty, Field.ExecutedQty, Field.CumQtyCamel, Field.ExecutedQtyCamel);

    private static readonly Names Sums = new(Field.CumQty, Field.ExecutedQty, Field.CumQtyCamel, Field.ExecutedQtyCamel);
    private static readonly Names OwnQuantities = new(Field.Qty, Field.Quantity);

    private static readonly Names Quantities = new(
        Field.Qty, Field.Quantity, Field.FilledQty, Field.CumQty, Field.ExecutedQty, Field.CumQtyCamel, Field.ExecutedQtyCamel);

    private static readonly Names PositionSizes = new(Field.PositionSizeUsd);
    private static readonly Names EntryPrices = new(Field.EntryPrice);

    // An average can only be what was paid; a price may be the limit.
    private static readonly Names FillPrices = new(Field.AvgPrice, Field.Price, Field.EntryPrice);
    private static readonly Names MarkPrices = new(Field.Price, Field.CurrentPrice, Field.MarkPrice);
    private static readonly Names ReduceOnly = new(Field.ReduceOnly, Field.ReduceOnlyCamel);
    private static readonly Names Executions = new(Field.TradeId, Field.ExecId);

    /// <param name="reader">The event's fields.</param>
    /// <param name="fees">Reads the fee.</param>
    /// <param name="envelope">The fields around them, or the same; an intent echo may stand there.</param>
    /// <param name="id">The stream entry id.</param>
    /// <param name="symbol">The symbol, which was read before.</param>
    /// <param name="entry">The event.</param>
    public static bool TryRead(
        ref FieldReader reader, FeeReader fees, RawFields envelope, EntryId id, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryText(Field.Status, out RawValue status)) return reader.Fail(DecodeCode.StatusMissing, Field.Status);
        if (StatusWords.Find(status.Utf8.Span) is not { } kind) return reader.Fail(DecodeCode.StatusUnknown, Field.Status, status);
        if (!TryTime(ref reader, id, kind, out long timeUnixMs, out int slackMs, out RawValue written)) return false;
        var head = new Head(id, symbol, status, timeUnixMs, slackMs, written);

        switch (kind)
        {
            case EventKind.Fill:
                return TryFill(ref reader, fees, envelope, head, endsOrder: false, ref entry);
            case EventKind.Price:
                return TryPrice(ref reader, head, ref entry);
            case EventKind.Cost:
                return TryCost(ref reader, fees, head, ref entry);
            case EventKind.Outcome:
                // An order that ended may have filled a part of it before; one that was blocked never was an order.
                decimal total = 0;
                if (!StatusWords.IsBlocked(status.Utf8.Span) && !TryTotal(ref reader, out total)) return false;
                if (total > 0) return TryFill(ref reader, fees, envelope, head, endsOrder: true, ref entry);
                entry = HarvestEvent.Outcome(id, timeUnixMs, symbol, IntentEcho(ref reader, envelope)) with
                {
                    OrderRole = Role(ref reader),
                };
                return true;
            default:
                // What an order that waits has filled, its next update tells again.
                entry = kind == EventKind.Accepted && IntentEcho(ref reader, envelope) is { } accepted
                    ? HarvestEvent.Accepted(id, timeUnixMs, symbol, accepted)
                    : new HarvestEvent { Kind = EventKind.Ignored, Id = id, TimeUnixMs = timeUnixMs, Symbol = symbol };
                return true;
        }
    }

    /// <summary>The fields tell of something filled, whatever their status says.</summary>
    public static bool TellsTotal(RawFields level)
    {
        foreach (Field name in Totals.InOrder)
        {
            if (!level.TryGet(name, out RawValue value)) continue;
            if (FieldReader.Read(value, out decimal number) is not null || number != 0) return true;
        }
        return false;
    }

    /// <summary>A time that cannot be read is not needed where nothing is held against it: the id's time stands in, as for none.</summary>
    private static bool TryTime(
        ref FieldReader reader, EntryId id, EventKind kind, out long unixMs, out int slackMs, out RawValue written)
    {
        if (reader.TryTime(id, out unixMs, out slackMs, out written)) return true;
        if (kind == EventKind.Price || id == default || id.UnixMilliseconds > WireTime.LastUnixMs || written.Utf8.IsEmpty) return false;
        reader.LeaveOutFailure();
        (unixMs, slackMs, written) = (id.UnixMilliseconds, 0, default);
        return true;
    }

    private static bool TryFill(
        ref FieldReader reader, FeeReader fees, RawFields envelope, in Head head, bool endsOrder, ref HarvestEvent entry)
    {
        if (!reader.TrySide(out OrderSide? side)) return false;
        if (side is null) return reader.Fail(DecodeCode.SideMissing, Field.Side);
        if (!TryQuantity(ref reader, head, out decimal quantity, out Extent extent)) return false;
        if (!reader.TryPositive(
            FillPrices, Limits.MaxPrice, DecodeCode.PriceMissing, Field.Price, out decimal price, out Field told)) return false;
        if (quantity * price > Limits.MaxNotional) return reader.Fail(DecodeCode.NumberOutOfRange, Field.Quantity);
        if (!reader.TryPositionSide(out PositionSide positionSide)) return false;
        bool? reduceOnly = reader.Flag(ReduceOnly);
        Fee fee = fees.Read(ref reader);
        Identity identity = Identify(ref reader, head, side.Value, quantity, price, extent == Extent.Order);
        entry = new HarvestEvent
        {
            Kind = EventKind.Fill,
            Id = head.Id,
            TimeUnixMs = head.UnixMs,
            TimeSlackMs = head.SlackMs,
            Symbol = head.Symbol,
            EndsOrder = endsOrder,
            PositionSide = positionSide,
            Side = side.Value,
            Quantity = quantity,
            Price = price,
            IsOrderTotal = extent == Extent.Order,
            IsOrderUnnamed = extent == Extent.UnnamedOrder,
            IsAveragePrice = extent == Extent.Order && told == Field.AvgPrice,
            StopLoss = reader.Stop(),
            FeeQuote = fee.Amount,
            FeeAsset = fee.Asset,
            IsFeeIncomplete = fee.IsUnread,
            Atr = reader.Atr(),
            ReduceOnly = reduceOnly ?? false,
            IsReduceOnlyUnknown = reduceOnly is null,
            IntentEcho = IntentEcho(ref reader, envelope),
            OrderRole = Role(ref reader),
            ExecutionKey = identity.Execution,
            TradeKey = identity.Trade,
            OrderKey = identity.Order,
            IsKeyGuessed = identity.IsGuessed,
        };
        return true;
    }

    private static bool TryPrice(ref FieldReader reader, in Head head, ref HarvestEvent entry)
    {
        if (!reader.TryPositive(
            MarkPrices, Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price)) return false;
        entry = new HarvestEvent
        {
            Kind = EventKind.Price,
            Id = head.Id,
            TimeUnixMs = head.UnixMs,
            TimeSlackMs = head.SlackMs,
            Symbol = head.Symbol,
            Price = price,
            StopLoss = reader.Stop(),
            Atr = reader.Atr(),
        };
        return true;
    }

    private static bool TryCost(ref FieldReader reader, FeeReader fees, in Head head, ref HarvestEvent entry)
    {
        if (!reader.HasAny(FeeReader.Names)) return reader.Fail(DecodeCode.FeeMissing, Field.Fee);
        Fee fee = fees.Read(ref reader);
        if (fee.IsUnread) return reader.FailLeftOut();
        if (!reader.TryPositionSide(out PositionSide positionSide)) return false;
        entry = HarvestEvent.Cost(head.Id, head.UnixMs, head.Symbol, fee.Amount) with
        {
            TimeSlackMs = head.SlackMs, PositionSide = positionSide, FeeAsset = fee.Asset,
        };
        if (reader.TryText(Executions, out RawValue costId))
            entry = entry with { ExecutionKey = ExecutionKey.OfId(costId.Utf8.Span) };
        else if (reader.TryText(Field.OrderId, out RawValue order))
            entry = entry with { ExecutionKey = ExecutionKey.OfOrder(order.Utf8.Span, default, fee.Amount, 0, head.Written.Utf8.Span) };
        return true;
    }

    /// <summary>What an order that ended has filled; 0 = nothing. Unreadable, it may be anything.</summary>
    private static bool TryTotal(ref FieldReader reader, out decimal total) =>
        reader.TryPositive(Totals, Limits.MaxQuantity, DecodeCode.QuantityMissing, out total) || reader.IsMissing;

    /// <summary>
    /// What was filled. Of an order that has a total so far, that is it: the quantity beside it is what was ordered, or one execution.
    /// Where no order is named no total can be taken apart, and the execution is the smaller of the two.
    /// </summary>
    private static bool TryQuantity(ref FieldReader reader, in Head head, out decimal quantity, out Extent extent)
    {
        (decimal total, decimal own) = reader.HasAny(Totals)
            ? reader.OfOneLevel(Totals, OwnQuantities, Limits.MinPositive, Limits.MaxQuantity)
            : default;
        if (total > 0)
        {
            bool isNamed = reader.Has(Field.OrderId), isOrders = own > total && !Noise.Covers(own - total, total);
            bool isFill = StatusWords.Find(head.Status.Utf8.Span) == EventKind.Fill;
            bool hasTrade = reader.HasAny(Executions);
            // The only quantity beside the id of an execution is that execution's, unless its name says that it is a sum.
            if (isNamed && isFill && hasTrade && own == 0 && !reader.HasAny(Sums)) isNamed = false;
            quantity = isNamed || own == 0 || isOrders ? total : own;
            // An order that only ends tells no execution of its own.
            extent = isNamed ? Extent.Order : isOrders || (!isFill && !hasTrade) ? Extent.UnnamedOrder : Extent.Execution;
            return true;
        }
        extent = Extent.Execution;
        if (reader.TryPositive(Quantities, Limits.MaxQuantity, DecodeCode.QuantityMissing, out quantity)) return true;
        if (!reader.IsMissing || !reader.Has(Field.PositionSizeUsd)) return false;
        if (!reader.TryPositive(PositionSizes, Limits.MaxNotional, DecodeCode.QuantityMissing, out decimal size)
            || !reader.TryPositive(EntryPrices, Limits.MaxPrice, DecodeCode.QuantityMissing, out decimal entryPrice)) return false;
        if (size / Limits.MaxQuantity > entryPrice) return reader.Fail(DecodeCode.NumberOutOfRange, Field.PositionSizeUsd);
        quantity = size / entryPrice;
        return quantity >= Limits.MinPositive || reader.Fail(DecodeCode.NumberOutOfRange, Field.PositionSizeUsd);
    }

    /// <summary>
    /// Which execution it is: the trade id with side and order; without one the order with what was filled, at what price and when. An
    /// order is filled to its end once, but it may be filled in part twice alike.
    /// </summary>
    private static Identity Identify(
        ref FieldReader reader, in Head head, OrderSide side, decimal quantity, decimal price, bool isOrderTotal)
    {
        bool hasOrder = reader.TryText(Field.OrderId, out RawValue order);
        ulong orderKey = hasOrder ? ExecutionKey.OfExecution(order.Utf8.Span, side, default) : 0;
        if (reader.TryText(Executions, out RawValue id))
        {
            ulong key = ExecutionKey.OfExecution(id.Utf8.Span, side, order.Utf8.Span, out ulong trade);
            return new Identity(key, trade, orderKey, IsGuessed: false);
        }
        if (!hasOrder || isOrderTotal) return new Identity(0, 0, orderKey, IsGuessed: false); // what a total was, says the order
        ReadOnlySpan<byte> status = head.Status.Utf8.Span;
        ulong guessed = ExecutionKey.OfOrder(order.Utf8.Span, status, quantity, price, head.Written.Utf8.Span);
        return new Identity(guessed, 0, orderKey, !StatusWords.IsFinal(status));
    }

    /// <summary>
    /// The echo of an intent: the first of the fields that looks like one of our ids. Buses put ids of their own into
    /// <c>correlation_id</c>; those say nothing to us.
    /// </summary>
    private static string? IntentEcho(ref FieldReader reader, RawFields envelope)
    {
        if (reader.TryText(Field.IntentId, out RawValue value) && IsIntentId(value)) return Encoding.UTF8.GetString(value.Utf8.Span);
        if (reader.TryText(Field.CorrelationId, out value) && IsIntentId(value)) return Encoding.UTF8.GetString(value.Utf8.Span);
        return envelope.TryGet(Field.CorrelationId, out value) && IsIntentId(value) ? Encoding.UTF8.GetString(value.Utf8.Span) : null;
    }

    /// <summary>A word that is not known says as little as none: a fill is not lost for it.</summary>
    private static OrderRole Role(ref FieldReader reader)
    {
        if (!reader.TryText(Field.OrderRole, out RawValue value)) return OrderRole.Unknown;
        return SideWords.FindRole(value.Utf8.Span);
    }

    private static bool IsIntentId(RawValue value) =>
        value.Kind == RawKind.Text && value.Utf8.Length <= Limits.MaxTextLength && value.Utf8.Span.StartsWith("harvest:"u8);

    /// <summary>
    /// What every execution has: id, symbol, status, and the event time: the earliest that it may mean, how much later it may have been,
    /// and as it was written.
    /// </summary>
    private readonly record struct Head(EntryId Id, string Symbol, RawValue Status, long UnixMs, int SlackMs, RawValue Written);

    /// <summary>The keys of a fill; 0 = it has none.</summary>
    private readonly record struct Identity(ulong Execution, ulong Trade, ulong Order, bool IsGuessed);

    /// <summary>What a quantity is of.</summary>
    private enum Extent
    {
        Execution,
        Order,
        UnnamedOrder,
    }
}
