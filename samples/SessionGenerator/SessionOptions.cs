namespace HarvestBrain.SessionGeneration;

/// <summary>What session to generate. Equal options give equal bytes, on every machine.</summary>
public sealed record SessionOptions
{
    /// <summary>The most symbols a session can have; each costs a little memory for as long as the session is read.</summary>
    public const int MaxSymbols = 1000;

    /// <summary>Chooses the session. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of lines, 0 or more. Default 5,000. A shorter session is the beginning of a longer one.</summary>
    public int Entries { get; init; } = 5000;

    /// <summary>Number of symbols, 1 to <see cref="MaxSymbols"/>. Default 6: those of the catalogue; more are variations of them.</summary>
    public int Symbols { get; init; } = 6;

    /// <summary>
    /// True (the default) mixes the dialects, field names, letter cases, number and time forms that real producers use.
    /// False writes the same events all in one plain flat form.
    /// </summary>
    public bool DialectMix { get; init; } = true;

    /// <summary>Throws if a value is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Entries"/> or <see cref="Symbols"/> is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(Symbols, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Symbols, MaxSymbols);
    }
}
