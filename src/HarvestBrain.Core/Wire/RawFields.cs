namespace HarvestBrain.Core.Wire;

/// <summary>The fields of one level of an entry that mean something to us; reused from entry to entry.</summary>
internal sealed class RawFields
{
    private readonly RawValue[] _values = new RawValue[FieldNames.Count];
    private ulong _present;

    /// <summary>No field was found.</summary>
    public bool IsEmpty => _present == 0;

    public void Clear() => _present = 0;

    /// <summary>Sets a field; empty text counts as absent, since a flat entry has no other way to say so.</summary>
    public void Set(Field field, ReadOnlyMemory<byte> utf8, RawKind kind)
    {
        ulong bit = BitOf(field);
        if (kind == RawKind.Text && IsBlank(utf8.Span))
        {
            _present &= ~bit;
            return;
        }
        _values[(int)field] = new RawValue(utf8, kind);
        _present |= bit;
    }

    public void Remove(Field field) => _present &= ~BitOf(field);

    public bool Has(Field field) => (_present & BitOf(field)) != 0;

    public bool HasAny(Names names) => (_present & names.Bits) != 0;

    /// <summary>The first of the names that is present, or <see cref="Field.Unknown"/>.</summary>
    public Field FirstOf(Names names)
    {
        if (!HasAny(names)) return Field.Unknown;
        foreach (Field name in names.InOrder)
        {
            if (Has(name)) return name;
        }
        return Field.Unknown;
    }

    /// <summary>The value of a field that is present.</summary>
    public ref readonly RawValue this[Field field] => ref _values[(int)field];

    public bool TryGet(Field field, out RawValue value)
    {
        bool has = Has(field);
        value = has ? _values[(int)field] : default;
        return has;
    }

    private static bool IsBlank(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty || (utf8[0] == ' ' && utf8.IndexOfAnyExcept((byte)' ') < 0);

    /// <summary>The bit that stands for a field in a set of fields.</summary>
    public static ulong BitOf(Field field) => 1UL << (int)field;
}
