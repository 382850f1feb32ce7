using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using RESPite.Messages;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// The answer of read.lua, taken straight from what came over the wire: a batch is some ten thousand values, and an object for each would cost
/// more than all decisions. Values are copied into blocks, because entries outlive the client's buffer.
/// </summary>
internal ref struct ReadReply(IReadOnlyList<InputStream> snapshots)
{
    private const int BlockBytes = 16 * 1024; // many small values in each, and far from the large object heap

    private readonly IReadOnlyList<InputStream> _snapshots = snapshots;
    private byte[] _block = [];
    private int _used;

    public ReadResult Read(ref RespReader reader)
    {
        reader.DemandAggregate();
        reader.MoveNext();
        if (reader.Is("FENCED"u8)) return ReadResult.LostLease;
        reader.MoveNext();
        StreamEntry[] entries = Entries(ref reader, null);
        reader.MoveNext();
        string? kill = reader.IsNull ? null : reader.ReadString();
        long seconds = NextNumber(ref reader), microseconds = NextNumber(ref reader), cut = NextNumber(ref reader);
        reader.MoveNext();
        SymbolOverrides[] overrides = Overrides(ref reader);
        bool moved = NextNumber(ref reader) == 1;
        reader.MoveNext();
        var read = new List<StreamEntry>();
        int streams = Length(ref reader);
        for (int i = 0; i < streams; i++)
        {
            reader.MoveNext();
            read.AddRange(Entries(ref reader, _snapshots[i]));
        }
        return new ReadResult(Fenced: false, entries, kill, (seconds * 1000) + (microseconds / 1000), cut, overrides, moved) { Snapshots = read };
    }

    /// <summary>The settings of symbols, one list of names and values each; <c>{"", type}</c> for a key that is no hash.</summary>
    public static SymbolOverrides[] Overrides(ref RespReader reader)
    {
        var symbols = new SymbolOverrides[Length(ref reader)];
        for (int i = 0; i < symbols.Length; i++)
        {
            reader.MoveNext();
            symbols[i] = Override(ref reader);
        }
        return symbols;
    }

    private static SymbolOverrides Override(ref RespReader reader)
    {
        int values = Length(ref reader);
        if (values == 0) return SymbolOverrides.None;
        var overrides = new Dictionary<string, string>(values / 2, StringComparer.Ordinal);
        for (int i = 0; i < values; i += 2) overrides[NextText(ref reader)] = NextText(ref reader);
        return values == 2 && overrides.Remove("", out string? type) ? new SymbolOverrides(overrides, type) : new SymbolOverrides(overrides);
    }

    private StreamEntry[] Entries(ref RespReader reader, InputStream? stream)
    {
        int count = Length(ref reader);
        if (count == 0) return [];
        var entries = new StreamEntry[count];
        for (int i = 0; i < count; i++)
        {
            reader.MoveNextAggregate();
            reader.MoveNextScalar();
            EntryId id = Id(ref reader);
            reader.MoveNext();
            entries[i] = new StreamEntry(id, reader.IsNull ? null : Fields(ref reader), stream);
        }
        return entries;
    }

    private EntryField[] Fields(ref RespReader reader)
    {
        var fields = new EntryField[Length(ref reader) / 2];
        for (int i = 0; i < fields.Length; i++) fields[i] = new EntryField(NextBytes(ref reader), NextBytes(ref reader));
        return fields;
    }

    private ReadOnlyMemory<byte> NextBytes(ref RespReader reader)
    {
        reader.MoveNextScalar();
        int length = reader.ScalarLength();
        if (length > BlockBytes / 4) return reader.ReadByteArray();
        if (length > _block.Length - _used) (_block, _used) = (new byte[BlockBytes], 0);
        Memory<byte> value = _block.AsMemory(_used, length);
        reader.CopyTo(value.Span);
        _used += length;
        return value;
    }

    private static EntryId Id(ref RespReader reader)
    {
        Span<byte> text = stackalloc byte[64]; // two numbers of at most 20 digits
        int length = reader.ScalarLength() <= text.Length ? reader.CopyTo(text) : 0;
        return EntryId.TryParse(text[..length], out EntryId id)
            ? id
            : throw new StoreException(StoreFault.Server, $"'{reader.ReadString()}' is no entry id");
    }

    // Redis says what TIME answers as text, and what a script counts as a number.
    private static long NextNumber(ref RespReader reader)
    {
        reader.MoveNextScalar();
        return reader.ReadInt64();
    }

    private static string NextText(ref RespReader reader)
    {
        reader.MoveNextScalar();
        return reader.ReadString() ?? "";
    }

    // A script's false or nil is a null, in one of three forms.
    private static int Length(ref RespReader reader) => reader.IsNull ? 0 : reader.AggregateLength();
}
