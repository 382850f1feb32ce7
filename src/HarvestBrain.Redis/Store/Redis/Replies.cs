using HarvestBrain.Core.Events;
using RESPite.Messages;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>What the readers of several answers need.</summary>
internal static class Replies
{
    public static EntryId Id(ref RespReader reader)
    {
        Span<byte> text = stackalloc byte[64]; // two numbers of at most 20 digits
        int length = reader.ScalarLength() <= text.Length ? reader.CopyTo(text) : 0;
        return EntryId.TryParse(text[..length], out EntryId id)
            ? id
            : throw new StoreException(StoreFault.Server, $"'{reader.ReadString()}' is no entry id");
    }

    // A script's false or nil is a null, in one of three forms.
    public static int Length(ref RespReader reader) => reader.IsNull ? 0 : reader.AggregateLength();

    public static string? Text(ref RespReader reader) => reader.IsNull ? null : reader.ReadString();
}
