using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using RESPite.Messages;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>read.lua and policies.lua: entries after the cursors, and the settings of symbols.</summary>
internal static class ReadScript
{
    private static readonly Script Entries = new("read");
    private static readonly Script Policies = new("policies");

    public static ScriptCall<ReadResult> Call(
        Keys keys, string lease, long leaseMs, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols) => new(
        Entries,
        [
            keys.Lease, keys.Fence, keys.KillSwitch, .. keys.Inputs.Select(stream => (RedisKey)stream.Name),
            .. symbols.Select(symbol => (RedisKey)keys.Config(symbol)),
        ],
        [Script.Head(head => WriteHead(head, lease, leaseMs, after, count))],
        (ref RespReader reply) => new ReadReply(keys.Inputs).Read(ref reply));

    public static ScriptCall<IReadOnlyList<SymbolOverrides>> Settings(Keys keys, IReadOnlyList<string> symbols) =>
        new(Policies, [.. symbols.Select(symbol => (RedisKey)keys.Config(symbol))], [Script.NoHead], ReadReply.Overrides);

    private static void WriteHead(Utf8JsonWriter head, string lease, long leaseMs, IReadOnlyList<EntryId> after, int count)
    {
        head.WriteString("lease", lease);
        head.WriteNumber("lease_ms", leaseMs);
        head.WriteNumber("count", count);
        head.WriteStartArray("after");
        foreach (EntryId id in after) head.WriteStringValue(id.ToString());
        head.WriteEndArray();
    }
}

/// <summary>
/// The answer of read.lua, taken straight from what came over the wire: a batch is some ten thousand values, and an object for each would
/// cost more than all decisions. Values are copied into blocks, because entries outlive the client's buffer.
/// </summary>
internal ref struct ReadReply(IReadOnlyList<InputStream> streams)
{
    private const int BlockBytes = 16 * 1024; // many small values in each, and far from the large object heap

    private readonly IReadOnlyList<InputStream> _streams = streams;
    private byte[] _block = [];
    private int _used;

    public ReadResult Read(ref RespReader reader)
    {
        reader.DemandAggregate();
        reader.MoveNext();
        if (reader.Is("FENCED"u8)) return ReadResult.LostLease;
        reader.MoveNext();
        var read = new IReadOnlyList<StreamEntry>[Length(ref reader)];
        for (int i = 0; i < read.Length; i++)
        {
            reader.MoveNext();
            read[i] = StreamEntries(ref reader, _streams[i]);
        }
        reader.MoveNext();
        string? kill = reader.IsNull ? null : reader.ReadString();
        long seconds = NextNumber(ref reader), microseconds = NextNumber(ref reader), cut = NextNumber(ref reader);
        reader.MoveNext();
        var last = new EntryId[Length(ref reader)];
        for (int i = 0; i < last.Length; i++)
        {
            reader.MoveNextScalar();
            last[i] = Id(ref reader);
        }
        reader.MoveNext();
        return new ReadResult(Fenced: false, read, kill, (seconds * 1000) + (microseconds / 1000), cut, last, Overrides(ref reader));
    }

    /// <summary>The settings of symbols, one list of names and values each; <c>{"", type}</c> for a key that is no hash.</summary>
    public static IReadOnlyList<SymbolOverrides> Overrides(ref RespReader reader)
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
        return values == 2 && overrides.Remove("", out string? type)
            ? new SymbolOverrides(overrides, type)
            : new SymbolOverrides(overrides);
    }

    private StreamEntry[] StreamEntries(ref RespReader reader, InputStream stream)
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
            entries[i] = new StreamEntry(id, Fields(ref reader), stream);
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
