namespace HarvestBrain.Core.Wire;

/// <summary>How a value was written.</summary>
internal enum RawKind : byte
{
    Text,
    Number,
    Boolean,
    Object,
    Other,
}

/// <summary>The bytes of one value, unescaped, as they stand in the entry.</summary>
internal readonly record struct RawValue(ReadOnlyMemory<byte> Utf8, RawKind Kind);
