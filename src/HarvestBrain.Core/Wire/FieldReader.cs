using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Reads one meaning from its accepted names: the first name that is present wins, the entry's own level before the nested
/// signal. A number of zero is absent where zero makes no sense. What cannot be read fails where it is needed, and is left out where it is
/// not, or where another name of the same level tells it.
/// </summary>
internal ref struct FieldReader(RawFields fields, RawFields signal)
{
    private static readonly Names TimeNames =
        new(Field.Timestamp, Field.Ts, Field.Time, Field.TimeCapital, Field.Datetime, Field.CreatedAt, Field.TransactTime);

    private static readonly Names StopNames = new(Field.StopLoss, Field.Sl);
    private static readonly Names AtrNames = new(Field.Atr, Field.AtrValue);
    /// <summary>The names of the side.</summary>
    public static readonly Names SideNames = new(Field.Side, Field.Action);
    private static readonly Names PositionSideNames = new(Field.PositionSide, Field.PositionSideCamel);

    /// <summary>No name told a time, and the entry has no id.</summary>
    public bool HasNoTime { get; private set; }

    /// <summary>The failure, after a method returned <see langword="false"/>.</summary>
    public DecodeCode Code { get; private set; }

    /// <summary>The wire name of the field that failed.</summary>
    public string? FieldName { get; private set; }

    /// <summary>What was found there.</summary>
    public RawValue Found { get; private set; }

    /// <summary>The number that failed last is not there, or zero: nothing that cannot be read stands in its place.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>The first thing that was left out; <see langword="null"/> = nothing was.</summary>
    public (DecodeCode Code, string Field, RawValue Found)? LeftOut { get; private set; }

    public readonly bool Has(Field name) => fields.Has(name) || signal.Has(name);

    public readonly bool HasAny(Names names) => fields.HasAny(names) || signal.HasAny(names);

    /// <summary>The raw value of a name that is present.</summary>
    public readonly bool TryText(Field name, out RawValue value) => fields.TryGet(name, out value) || signal.TryGet(name, out value);

    /// <summary>The raw value of the first name present.</summary>
    public readonly bool TryText(Names names, out RawValue value) => TryFind(names, out value, out _);

    /// <summary>A number that must be there and be above zero.</summary>
    public bool TryPositive(Names names, decimal max, DecodeCode missing, out decimal number) =>
        TryPositive(names, max, missing, names.First, out number, out _);

    /// <summary>A number that must be there and be above zero, and the name that told it.</summary>
    /// <param name="names">Its names.</param>
    /// <param name="max">The largest that is possible.</param>
    /// <param name="missing">Why it fails when there is none.</param>
    /// <param name="usual">The name that it is missed by.</param>
    /// <param name="number">The number.</param>
    /// <param name="told">The name that told it.</param>
    public bool TryPositive(
        Names names, decimal max, DecodeCode missing, Field usual, out decimal number, out Field told)
    {
        Problem problem = default;
        if (TryUsable(fields, names, Limits.MinPositive, max, ref problem, out number, out told)) return true;
        // A number inside the signal stands for one that is not there, not for one that cannot be read.
        if (!problem.IsUnreadable && TryUsable(signal, names, Limits.MinPositive, max, ref problem, out number, out told)) return true;
        IsMissing = !problem.IsUnreadable;
        return problem.IsAny ? Fail(problem.Code, problem.Name, problem.Found) : Fail(missing, usual);
    }

    /// <summary>A number that is not needed; 0 = none is told, or none that can be read.</summary>
    public decimal Optional(Names names, decimal min, decimal max)
    {
        if (!HasAny(names)) return 0;
        Problem problem = default;
        if (TryUsable(fields, names, min, max, ref problem, out decimal number, out _)) return number;
        if (TryUsable(signal, names, min, max, ref problem, out number, out _)) return number;
        return 0;
    }

    /// <summary>
    /// Two numbers that are not needed, both of the level that tells the first; 0 = none. What stands inside the signal was wanted, and
    /// does not belong to what stands beside it.
    /// </summary>
    public (decimal First, decimal Second) OfOneLevel(Names first, Names second, decimal min, decimal max)
    {
        Problem problem = default;
        RawFields level = fields;
        if (!TryUsable(level, first, min, max, ref problem, out decimal found, out _)
            && !TryUsable(level = signal, first, min, max, ref problem, out found, out _)) return default;
        return (found, TryUsable(level, second, min, max, ref problem, out decimal other, out _) ? other : 0);
    }

    /// <summary>A number that may be missing (0), within bounds, and that must be readable.</summary>
    public bool TryNumber(Names names, decimal min, decimal max, out decimal number)
    {
        number = 0;
        if (!TryFind(names, out RawValue value, out Field name)) return true;
        if (Read(value, out number) is { } code) return Fail(code, name, value);
        return number >= min && number <= max || Fail(DecodeCode.NumberOutOfRange, name, value);
    }

    /// <summary>A flag that may be missing (false).</summary>
    /// <returns><see langword="null"/> when it is told in a word that is not known, and left out.</returns>
    public bool? Flag(Names names)
    {
        if (!TryFind(names, out RawValue value, out Field name)) return false;
        bool? found = SideWords.FindFlag(value.Utf8.Span);
        if (found is null) LeaveOut(DecodeCode.FlagInvalid, name, value);
        return found;
    }

    /// <summary>The protective stop; 0 = none given.</summary>
    public decimal Stop() => Optional(StopNames, 0, Limits.MaxPrice);

    /// <summary>The average true range; 0 = none given.</summary>
    public decimal Atr() => Optional(AtrNames, 0, Limits.MaxPrice);

    /// <summary>
    /// The event time in Unix milliseconds, how much later it may have been, and as it was written: of several names the first that can be
    /// read. Where there is none, the time of the entry id.
    /// </summary>
    public bool TryTime(EntryId id, out long unixMs, out int slackMs, out RawValue timestamp)
    {
        timestamp = default;
        Field first = Field.Unknown;
        foreach (RawFields level in (ReadOnlySpan<RawFields>)[fields, signal])
        {
            if (!level.HasAny(TimeNames)) continue;
            foreach (Field name in TimeNames.InOrder)
            {
                if (!level.TryGet(name, out RawValue value)) continue;
                if (first == Field.Unknown) (first, timestamp) = (name, value);
                if (!WireTime.TryRead(value.Utf8.Span, out unixMs, out slackMs)) continue;
                timestamp = value;
                return true;
            }
        }
        (unixMs, slackMs) = (id.UnixMilliseconds, 0);
        if (first != Field.Unknown) return Fail(DecodeCode.TimestampInvalid, first, timestamp);
        // Of a recorded line all else is told first: with no id either it is refused in the end.
        HasNoTime = id == default;
        return unixMs <= WireTime.LastUnixMs || Fail(DecodeCode.TimestampInvalid, Field.Timestamp);
    }

    /// <summary>Keeps as the failure that there is no time, under no name.</summary>
    public bool FailTime() => Fail(DecodeCode.TimestampMissing, TimeNames.First);

    /// <summary>
    /// BUY or SELL. Of one level both names have to say the same: <c>LONG</c> beside <c>SELL</c> may be an entry or an exit.
    /// </summary>
    /// <returns>It can be read, or there is none and <paramref name="side"/> is <see langword="null"/>.</returns>
    public bool TrySide(out OrderSide? side)
    {
        side = null;
        if (!TryFind(SideNames, out RawValue value, out Field name)) return true;
        side = SideWords.FindOrderSide(value.Utf8.Span);
        if (side is null) return Fail(DecodeCode.SideUnknown, name, value);
        RawFields level = fields.Has(name) ? fields : signal;
        bool contradicts = name == Field.Side && level.TryGet(Field.Action, out value)
            && SideWords.FindOrderSide(value.Utf8.Span) is { } other && other != side;
        return !contradicts || Fail(DecodeCode.SideContradicts, Field.Action, value);
    }

    /// <summary>The position side; missing = one-way mode.</summary>
    public bool TryPositionSide(out PositionSide side)
    {
        side = PositionSide.Both;
        if (!TryText(PositionSideNames, out RawValue value)) return true;
        if (SideWords.FindPositionSide(value.Utf8.Span) is not { } found)
            return Fail(DecodeCode.PositionSideUnknown, PositionSideNames);
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
    public bool Fail(DecodeCode code, Names names) =>
        TryFind(names, out RawValue found, out Field name) ? Fail(code, name, found) : Fail(code, names.First);

    /// <summary>What cannot be read is not needed.</summary>
    public void LeaveOut(DecodeCode code, Field name, RawValue found) => LeftOut ??= (code, FieldNames.Of(name), found);

    /// <summary>What failed last is not needed after all.</summary>
    public void LeaveOutFailure() => LeftOut ??= (Code, FieldName!, Found);

    /// <summary>What was left out is needed after all.</summary>
    public bool FailLeftOut()
    {
        (Code, FieldName, Found) = LeftOut!.Value;
        return false;
    }

    /// <summary>A number as it was written; the result is coded.</summary>
    public static DecodeCode? Read(in RawValue value, out decimal number)
    {
        number = 0;
        return value.Kind is RawKind.Number or RawKind.Text ? WireNumber.Read(value.Utf8.Span, out number) : DecodeCode.NumberInvalid;
    }

    /// <summary>The first number of a level that is not zero and can be used. Those before it, or all, are left out.</summary>
    private bool TryUsable(
        RawFields level, Names names, decimal min, decimal max, ref Problem problem, out decimal number, out Field told)
    {
        number = 0;
        told = Field.Unknown;
        if (!level.HasAny(names)) return false;
        foreach (Field name in names.InOrder)
        {
            if (!level.Has(name)) continue;
            ref readonly RawValue value = ref level[name];
            DecodeCode? code = Read(value, out number);
            told = name;
            if (code is null && number >= min && number <= max && number != 0) return true;
            bool isZero = code is null && number == 0;
            code ??= number > 0 ? DecodeCode.NumberOutOfRange : min > 0 ? DecodeCode.NumberNotPositive : DecodeCode.NumberNegative;
            if (!isZero) LeaveOut(code.Value, name, value);
            if (!problem.IsAny || (!isZero && !problem.IsUnreadable)) problem = new Problem(code.Value, name, value, !isZero);
        }
        number = 0;
        told = Field.Unknown;
        return false;
    }

    private readonly bool TryFind(Names names, out RawValue value, out Field found)
    {
        RawFields? level = (found = fields.FirstOf(names)) != Field.Unknown ? fields
            : (found = signal.FirstOf(names)) != Field.Unknown ? signal
            : null;
        value = level is null ? default : level[found];
        return level is not null;
    }

    private readonly record struct Problem(DecodeCode Code, Field Name, RawValue Found, bool IsUnreadable)
    {
        public bool IsAny => Name != Field.Unknown;
    }
}
