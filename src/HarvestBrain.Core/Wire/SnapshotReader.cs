using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Reads the fields of snapshots. The names are those of fills and price updates, and Binance's; a name that can only be the one
/// thing comes before one that could be another.
/// </summary>
internal static class SnapshotReader
{
    private static readonly Names QuantityNames = new(Field.Quantity, Field.Qty, Field.PositionAmt);

    private static readonly Names EntryNames = new(Field.EntryPrice, Field.EntryPriceCamel, Field.AvgPrice);

    private static readonly Names MarkNames = new(Field.MarkPrice, Field.MarkPriceCamel, Field.Price, Field.CurrentPrice);

    /// <summary>What is open: a signed quantity, or one with a side; its average entry; perhaps a mark price and a stop.</summary>
    public static bool TryPosition(ref FieldReader reader, EntryId id, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryTime(id, out long timeUnixMs, out int slackMs, out _)) return false;
        if (!reader.HasAny(QuantityNames)) return reader.Fail(DecodeCode.QuantityMissing, Field.Quantity);
        if (!reader.TryNumber(QuantityNames, -Limits.MaxQuantity, Limits.MaxQuantity, out decimal signed)
            || !reader.TryPositionSide(out PositionSide positionSide)) return false;
        decimal quantity = Math.Abs(signed), entryPrice = 0;
        var side = OrderSide.Buy;
        if (quantity != 0)
        {
            if (quantity < Limits.MinPositive) return reader.Fail(DecodeCode.NumberOutOfRange, QuantityNames);
            if (!TrySide(ref reader, signed, positionSide, out side)
                || !reader.TryPositive(EntryNames, Limits.MaxPrice, DecodeCode.PriceMissing, out entryPrice)) return false;
            if (quantity * entryPrice > Limits.MaxNotional) return reader.Fail(DecodeCode.NumberOutOfRange, QuantityNames);
        }
        decimal mark = reader.Optional(MarkNames, Limits.MinPositive, Limits.MaxPrice);
        entry = HarvestEvent.PositionSnapshot(id, timeUnixMs, symbol, side, quantity, entryPrice, mark, reader.Stop()) with
        {
            TimeSlackMs = slackMs,
            PositionSide = positionSide,
            Atr = reader.Atr(),
        };
        return true;
    }

    /// <summary>The mark price out of a PnL snapshot.</summary>
    public static bool TryPrice(ref FieldReader reader, EntryId id, string symbol, ref HarvestEvent entry)
    {
        if (!reader.TryTime(id, out long timeUnixMs, out int slackMs, out _)
            || !reader.TryPositive(MarkNames, Limits.MaxPrice, DecodeCode.PriceMissing, out decimal price)) return false;
        entry = HarvestEvent.PriceUpdate(id, timeUnixMs, symbol, price) with
        {
            TimeSlackMs = slackMs, Atr = reader.Atr(), IsSnapshotPrice = true,
        };
        return true;
    }

    /// <summary>
    /// Long or short by the word, and without one by the sign. Producers write a short's quantity with a minus or without, so a
    /// plain number contradicts no word; a minus contradicts LONG, and the two words must not contradict each other.
    /// </summary>
    private static bool TrySide(ref FieldReader reader, decimal signed, PositionSide positionSide, out OrderSide side)
    {
        side = signed < 0 || positionSide == PositionSide.Short ? OrderSide.Sell : OrderSide.Buy;
        if (signed < 0 && positionSide == PositionSide.Long) return reader.Fail(DecodeCode.SideContradicts, QuantityNames);
        if (!reader.TrySide(out OrderSide? word)) return false;
        if (word is not { } told) return true;
        bool contradicts = told == OrderSide.Buy ? side == OrderSide.Sell : positionSide == PositionSide.Long;
        if (contradicts) return reader.Fail(DecodeCode.SideContradicts, FieldReader.SideNames);
        side = told;
        return true;
    }
}
