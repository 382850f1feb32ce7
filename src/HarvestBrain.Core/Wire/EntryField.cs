namespace HarvestBrain.Core.Wire;

/// <summary>One field of a stream entry as it comes from Redis.</summary>
/// <param name="Name">UTF-8 name.</param>
/// <param name="Value">UTF-8 value.</param>
public readonly record struct EntryField(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
