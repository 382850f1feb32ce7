namespace HarvestBrain.Core.Wire;

/// <summary>Why an entry could not be understood. A closed set; dead letters, logs, metrics and tests use the code.</summary>
public enum DecodeCode
{
    /// <summary>The entry has no fields.</summary>
    EntryEmpty,

    /// <summary>Not valid JSON.</summary>
    JsonBroken,

    /// <summary>Valid JSON, but no object where one is expected.</summary>
    JsonNotObject,

    /// <summary>A line of a recording is longer than any entry may be.</summary>
    LineTooLong,

    /// <summary>The <c>id</c> of a recorded entry is no stream entry id.</summary>
    EntryIdInvalid,

    /// <summary>No symbol, or an empty one.</summary>
    SymbolMissing,

    /// <summary>The symbol is no text, is no valid UTF-8, or is too long.</summary>
    SymbolInvalid,

    /// <summary>No status.</summary>
    StatusMissing,

    /// <summary>A status that is not known.</summary>
    StatusUnknown,

    /// <summary>A fill without side.</summary>
    SideMissing,

    /// <summary>A side other than BUY, SELL, LONG, SHORT.</summary>
    SideUnknown,

    /// <summary>A position side other than LONG, SHORT, BOTH.</summary>
    PositionSideUnknown,

    /// <summary>Side, position side and the sign of the quantity of a snapshot contradict each other.</summary>
    SideContradicts,

    /// <summary>A fill or a position snapshot without quantity.</summary>
    QuantityMissing,

    /// <summary>A fill, a price or a PnL snapshot without price, or an open position's snapshot without entry price.</summary>
    PriceMissing,

    /// <summary>A cost without its amount.</summary>
    FeeMissing,

    /// <summary>A field that should be a number is none.</summary>
    NumberInvalid,

    /// <summary>NaN or infinite.</summary>
    NumberNotFinite,

    /// <summary>Zero or negative where only a positive number makes sense.</summary>
    NumberNotPositive,

    /// <summary>Negative where it must not be.</summary>
    NumberNegative,

    /// <summary>Larger or smaller than any market knows.</summary>
    NumberOutOfRange,

    /// <summary>The reduce-only flag is neither true nor false.</summary>
    FlagInvalid,

    /// <summary>The event time is neither Unix time nor ISO 8601, and there is no id whose time could stand in.</summary>
    TimestampInvalid,

    /// <summary>Understood, but the engine failed on it: a bug of ours. Set aside so that other entries go on.</summary>
    EngineFailed,

    /// <summary>A recorded entry without a time and without an id.</summary>
    TimestampMissing,

    /// <summary>A snapshot of open orders without its orders.</summary>
    OrdersMissing,

    /// <summary>The orders are no array of objects that can be read, or more than a venue has of one symbol.</summary>
    OrdersInvalid,

    /// <summary>A recorded bar of a time and a symbol of which another bar said something else.</summary>
    BarContradicts,

    /// <summary>Its symbol belongs to another partition: whoever wrote it counts partitions otherwise.</summary>
    WrongPartition,
}

/// <summary>A coded refusal of an entry, with what can still be said of it.</summary>
/// <param name="Code">Why.</param>
/// <param name="Field">The field that it is about; <see langword="null"/> when it is about the whole entry.</param>
/// <param name="Found">What was found there, shortened.</param>
/// <param name="Symbol">The entry's symbol, if that could be read.</param>
/// <param name="MayBeFill">The entry may have been a fill: the symbol's positions can no longer be trusted.</param>
public readonly record struct DecodeError(DecodeCode Code, string? Field, string? Found, string? Symbol, bool MayBeFill)
{
    /// <summary>Such as <c>NumberNotFinite(field: price, found: 'NaN')</c>.</summary>
    public override string ToString() => (Field, Found) switch
    {
        (null, null) => Code.ToString(),
        (null, _) => $"{Code}(found: '{Found}')",
        (_, null) => $"{Code}(field: {Field})",
        _ => $"{Code}(field: {Field}, found: '{Found}')",
    };
}
