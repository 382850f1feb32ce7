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
        ulong bit = 1UL << (int)field;
        if (kind == RawKind.Text && utf8.Span.IndexOfAnyExcept((byte)' ') < 0)
        {
            _present &= ~bit;
            return;
        }
        _values[(int)field] = new RawValue(utf8, kind);
        _present |= bit;
    }

    public void Remove(Field field) => _present &= ~(1UL << (int)field);

    public bool Has(Field field) => (_present & (1UL << (int)field)) != 0;

    /// <summary>The first of the names that is present, or <see cref="Field.Unknown"/>.</summary>
    public Field FirstOf(ReadOnlySpan<Field> names)
    {
        foreach (Field name in names)
        {
            if (Has(name)) return name;
        }
        return Field.Unknown;
    }

    /// <summary>The value of a field that is present.</summary>
    public RawValue this[Field field] => _values[(int)field];

    public bool TryGet(Field field, out RawValue value)
    {
        value = _values[(int)field];
        return Has(field);
    }
}
