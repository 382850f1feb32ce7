using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Reads one meaning from its accepted names: the first name that is present wins, the entry's own level before the nested
/// signal. Keeps the first failure.
/// </summary>
internal ref struct FieldReader(RawFields fields, RawFields signal)
{
    private static ReadOnlySpan<Field> TimeNames =>
        [Field.Timestamp, Field.Ts, Field.Time, Field.TimeCapital, Field.Datetime, Field.CreatedAt, Field.TransactTime];

    /// <summary>No name told a time that can be read, and the entry has no id.</summary>
    public bool HasNoTime { get; private set; }

    /// <summary>The failure, after a method returned <see langword="false"/>.</summary>
    public DecodeCode Code { get; private set; }

    /// <summary>The wire name of the field that failed.</summary>
    public string? FieldName { get; private set; }

    /// <summary>What was found there.</summary>
    public RawValue Found { get; private set; }

    public readonly bool HasAny(ReadOnlySpan<Field> names) =>
        fields.FirstOf(names) != Field.Unknown || signal.FirstOf(names) != Field.Unknown;

    /// <summary>The raw value of the first name present.</summary>
    public readonly bool TryText(ReadOnlySpan<Field> names, out RawValue value) => TryFind(names, out value, out _);

    /// <summary>A number that must be there and be above zero.</summary>
    public bool TryPositive(ReadOnlySpan<Field> names, decimal max, DecodeCode missing, out decimal number)
    {
        number = 0;
        if (!TryFind(names, out RawValue value, out Field name)) return Fail(missing, names[0]);
        if (!TryRead(value, name, out number)) return false;
        if (number <= 0) return Fail(DecodeCode.NumberNotPositive, name, value);
        return number >= Limits.MinPositive && number <= max || Fail(DecodeCode.NumberOutOfRange, name, value);
    }

    /// <summary>A number that may be missing (0) and is not negative.</summary>
    public bool TryNotNegative(ReadOnlySpan<Field> names, decimal max, out decimal number)
    {
        number = 0;
        if (!TryFind(names, out RawValue value, out Field name)) return true;
        if (!TryRead(value, name, out number)) return false;
        if (number < 0) return Fail(DecodeCode.NumberNegative, name, value);
        return number <= max || Fail(DecodeCode.NumberOutOfRange, name, value);
    }

    /// <summary>A number that may be missing (0), within bounds.</summary>
    public bool TryNumber(ReadOnlySpan<Field> names, decimal min, decimal max, out decimal number)
    {
        number = 0;
        if (!TryFind(names, out RawValue value, out Field name)) return true;
        if (!TryRead(value, name, out number)) return false;
        return number >= min && number <= max || Fail(DecodeCode.NumberOutOfRange, name, value);
    }

    /// <summary>A flag that may be missing (false).</summary>
    public bool TryFlag(ReadOnlySpan<Field> names, out bool flag)
    {
        flag = false;
        if (!TryFind(names, out RawValue value, out Field name)) return true;
        if (SideWords.FindFlag(value.Utf8.Span) is not { } found) return Fail(DecodeCode.FlagInvalid, name, value);
        flag = found;
        return true;
    }

    /// <summary>The protective stop; 0 = none given.</summary>
    public bool TryStop(out decimal stop) =>
        TryNotNegative([Field.StopLoss, Field.Sl], Limits.MaxPrice, out stop);

    /// <summary>The average true range; 0 = none given.</summary>
    public bool TryAtr(out decimal atr) =>
        TryNotNegative([Field.Atr, Field.AtrValue], Limits.MaxPrice, out atr);

    /// <summary>
    /// The event time in Unix milliseconds, how much later it may have been, and as it was written: of several names the first that can be
    /// read. Where none can, the time of the entry id stands in, if it has one.
    /// </summary>
    public bool TryTime(EntryId id, out long unixMs, out int slackMs, out RawValue timestamp)
    {
        timestamp = default;
        Field first = Field.Unknown;
        foreach (RawFields level in (ReadOnlySpan<RawFields>)[fields, signal])
        {
            foreach (Field name in TimeNames)
            {
                if (!level.TryGet(name, out RawValue value)) continue;
                if (first == Field.Unknown) (first, timestamp) = (name, value);
                if (!WireTime.TryRead(value.Utf8.Span, out unixMs, out slackMs)) continue;
                timestamp = value;
                return true;
            }
        }
        (unixMs, slackMs) = (id.UnixMilliseconds, 0);
        HasNoTime = id == default;
        // Of a recorded line without an id all else is told first: with no time either it is refused in the end.
        return unixMs <= WireTime.LastUnixMs
            || Fail(DecodeCode.TimestampInvalid, first == Field.Unknown ? Field.Timestamp : first, timestamp);
    }

    /// <summary>Keeps as the failure that there is no time, under no name.</summary>
    public bool FailTime() =>
        Fail(HasAny(TimeNames) ? DecodeCode.TimestampInvalid : DecodeCode.TimestampMissing, TimeNames);

    /// <summary>The position side; missing = one-way mode.</summary>
    public bool TryPositionSide(out PositionSide side)
    {
        side = PositionSide.Both;
        if (!TryText([Field.PositionSide, Field.PositionSideCamel], out RawValue value)) return true;
        if (SideWords.FindPositionSide(value.Utf8.Span) is not { } found)
            return Fail(DecodeCode.PositionSideUnknown, [Field.PositionSide, Field.PositionSideCamel]);
        side = found;
        return true;
    }

    /// <summary>Keeps the failure and returns <see langword="false"/>.</summary>
    public bool Fail(DecodeCode code, Field name, RawValue found = default)
    {
        Code = code;
        FieldName = FieldNames.Of(name);
        Found = found;
        return false;
    }

    /// <summary>As above, with the name and the value of the first name present.</summary>
    public bool Fail(DecodeCode code, ReadOnlySpan<Field> names) =>
        TryFind(names, out RawValue found, out Field name) ? Fail(code, name, found) : Fail(code, names[0]);

    private bool TryRead(RawValue value, Field name, out decimal number)
    {
        number = 0;
        DecodeCode? problem = value.Kind is RawKind.Number or RawKind.Text
            ? WireNumber.Read(value.Utf8.Span, out number)
            : DecodeCode.NumberInvalid;
        return problem is not { } code || Fail(code, name, value);
    }

    private readonly bool TryFind(ReadOnlySpan<Field> names, out RawValue value, out Field found)
    {
        RawFields? level = (found = fields.FirstOf(names)) != Field.Unknown ? fields
            : (found = signal.FirstOf(names)) != Field.Unknown ? signal
            : null;
        value = level is null ? default : level[found];
        return level is not null;
    }
}
