namespace HarvestBrain.Core.Wire;

/// <summary>Every field name that means something to us.</summary>
internal enum Field
{
    Unknown,
    Id,
    Payload,
    Data,
    Signal,
    Symbol,
    Side,
    Action,
    Qty,
    Quantity,
    FilledQty,
    PositionSizeUsd,
    Price,
    AvgPrice,
    EntryPrice,
    CurrentPrice,
    MarkPrice,
    Status,
    StopLoss,
    Sl,
    Fee,
    FeeUsd,
    Commission,
    PositionSide,
    PositionSideCamel,
    ReduceOnly,
    ReduceOnlyCamel,
    TradeId,
    ExecId,
    OrderId,
    IntentId,
    CorrelationId,
    Atr,
    AtrValue,
    Timestamp,
    Ts,
    Time,
    TimeCapital,
    Datetime,
    CreatedAt,
    TransactTime,
    EventType,
    Stream,
    PositionAmt,
    EntryPriceCamel,
    MarkPriceCamel,
    CumQty,
    ExecutedQty,
    CumQtyCamel,
    ExecutedQtyCamel,
    FeeAsset,
    FeeCurrency,
    FeeCurrencyCamel,
    CommissionAssetCamel,
    CommissionAsset,
    Cost,
    Currency,
    OrderRole,
    Orders,
}

/// <summary>The wire names of the fields, case-sensitive.</summary>
internal static class FieldNames
{
    /// <summary>Number of members of <see cref="Field"/>; slots are indexed by them.</summary>
    public const int Count = (int)Field.Orders + 1;

    private const int Letters = 32; // a letter, large or small, is one of these

    private static readonly string[] Names =
    [
        "", "id", "payload", "data", "signal", "symbol", "side", "action", "qty", "quantity", "filled_qty", "position_size_usd",
        "price", "avg_price", "entry_price", "current_price", "mark_price", "status", "stop_loss", "sl",
        "fee", "fee_usd", "commission", "position_side", "positionSide", "reduce_only", "reduceOnly", "trade_id", "exec_id",
        "order_id", "intent_id", "correlation_id", "atr", "atr_value", "timestamp", "ts",
        "time", "T", "datetime", "created_at", "transact_time",
        "event_type", "stream", "positionAmt", "entryPrice", "markPrice",
        "cum_qty", "executed_qty", "cumQty", "executedQty",
        "fee_asset", "fee_currency", "feeCurrency", "commissionAsset", "commission_asset", "cost", "currency",
        "order_role", "orders",
    ];

    // Candidates by the length and the middle letter of the name: a look-up compares with one or two names instead of all.
    private static readonly (byte[] Name, Field Field)[][] ByShape = Index();

    /// <summary>The wire name of a field.</summary>
    public static string Of(Field field) => Names[(int)field];

    /// <summary>The field of a wire name, or <see cref="Field.Unknown"/>.</summary>
    public static Field Find(ReadOnlySpan<byte> utf8Name)
    {
        int shape = ShapeOf(utf8Name);
        if ((uint)shape >= (uint)ByShape.Length) return Field.Unknown;
        foreach ((byte[] name, Field field) in ByShape[shape])
        {
            if (utf8Name.SequenceEqual(name)) return field;
        }
        return Field.Unknown;
    }

    private static int ShapeOf(ReadOnlySpan<byte> utf8Name) =>
        utf8Name.IsEmpty ? 0 : (utf8Name.Length * Letters) + (utf8Name[utf8Name.Length / 2] % Letters);

    private static (byte[] Name, Field Field)[][] Index()
    {
        ILookup<int, (byte[] Name, Field Field)> names = Enumerable.Range(1, Count - 1)
            .Select(i => (Name: System.Text.Encoding.UTF8.GetBytes(Names[i]), Field: (Field)i))
            .ToLookup(known => ShapeOf(known.Name));
        return [.. Enumerable.Range(0, names.Max(shape => shape.Key) + 1).Select(shape => names[shape].ToArray())];
    }
}
