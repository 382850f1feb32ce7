using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using StackExchange.Redis;

namespace HarvestBrain.Paper.Store;

/// <summary>An entry of a stream.</summary>
internal sealed record PaperEntry(EntryId Id, EntryField[] Fields)
{
    /// <summary>As the client read it.</summary>
    /// <exception cref="StoreException">Its id is none.</exception>
    public static PaperEntry Of(StackExchange.Redis.StreamEntry entry) => new(
        IdOf(entry.Id), [.. entry.Values.Select(field => new EntryField((byte[])field.Name!, (byte[])field.Value!))]);

    /// <summary>An id as the client read it.</summary>
    /// <exception cref="StoreException">It is none.</exception>
    public static EntryId IdOf(RedisValue text) =>
        EntryId.TryParse((string?)text, out EntryId id) ? id : throw new StoreException(StoreFault.Server, $"'{text}' is no entry id");

    /// <summary>The value of a field, UTF-8; empty = there is none.</summary>
    public ReadOnlyMemory<byte> this[ReadOnlySpan<byte> name]
    {
        get
        {
            foreach (EntryField field in Fields)
            {
                if (field.Name.Span.SequenceEqual(name)) return field.Value;
            }
            return default;
        }
    }
}
