using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using RESPite.Messages;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// The answers of XRANGE to one read, taken straight from what came over the wire: a batch is some ten thousand values, and an object for
/// each would cost more than all decisions. Values are copied into blocks, because entries outlive the client's buffer.
/// </summary>
internal ref struct RangeReply()
{
    private const int BlockBytes = 16 * 1024; // many small values in each, and far from the large object heap

    private byte[] _block = [];
    private int _used;

    public StreamEntry[] Read(ref RespReader reader, InputStream stream)
    {
        int count = Replies.Length(ref reader);
        if (count == 0) return [];
        var entries = new StreamEntry[count];
        for (int i = 0; i < count; i++)
        {
            reader.MoveNextAggregate();
            reader.MoveNextScalar();
            EntryId id = Replies.Id(ref reader);
            reader.MoveNext();
            entries[i] = new StreamEntry(id, Fields(ref reader), stream);
        }
        return entries;
    }

    private EntryField[] Fields(ref RespReader reader)
    {
        var fields = new EntryField[Replies.Length(ref reader) / 2];
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
}
