
namespace HarvestBrain.Core.Wire;

/// <summary>One string per symbol, so that a price tick allocates none. Bounded: past that, strings are made anew.</summary>
internal sealed class SymbolTable
{
    // More symbols than all exchanges list together; a flood of made-up ones must not fill the memory.
    private const int Capacity = 16_384;

    private const int Slots = 256;

    // The symbols that came first, by their bytes: found without characters and their hash.
    private readonly (byte[] Utf8, string Symbol)[] _first = new (byte[], string)[Slots];

    private readonly char[] _chars = new char[Limits.MaxSymbolLength * 3]; // on the stack it would be cleared for every entry
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public SymbolTable() => _lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The symbol as a string, or <see langword="null"/> when it is not valid: too long, or no UTF-8.</summary>
    public string? Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 3) return Look(utf8);
        ref (byte[] Utf8, string Symbol) first = ref _first[SlotOf(utf8)];
        if (first.Utf8 is not null && utf8.SequenceEqual(first.Utf8)) return first.Symbol;
        string? symbol = Look(utf8);
        if (first.Utf8 is null && symbol is not null) first = (utf8.ToArray(), symbol);
        return symbol;
    }

    // Markets differ in front more than behind: most end in the same quote asset.
    private static int SlotOf(ReadOnlySpan<byte> utf8) => (utf8[0] + (utf8[1] * 5) + (utf8[2] * 11) + utf8.Length) % Slots;

    private string? Look(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Limits.MaxSymbolLength * 3) return null;
        if (System.Text.Unicode.Utf8.ToUtf16(utf8, _chars, out _, out int length, replaceInvalidSequences: false)
            != System.Buffers.OperationStatus.Done) return null;
        ReadOnlySpan<char> symbol = _chars.AsSpan(0, length).Trim();
        if (symbol.Length > Limits.MaxSymbolLength) return null;
        if (_lookup.TryGetValue(symbol, out string? known)) return known;
        string added = symbol.ToString();
        if (_known.Count < Capacity) _known.Add(added, added);
        return added;
    }
}
