using HarvestBrain.Core.Events;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>How far a consumer group is in a stream.</summary>
/// <param name="Lag">Entries it was not given yet; <see langword="null"/> when Redis cannot tell, after an entry was deleted.</param>
/// <param name="Pending">Entries it was given and has not acknowledged.</param>
internal sealed record GroupProgress(long? Lag, long Pending)
{
    /// <returns><see langword="null"/> when there is no such stream, or no such group on it.</returns>
    public static async Task<GroupProgress?> OfAsync(RedisCalls calls, string stream, string group, CancellationToken stop)
    {
        foreach (StreamGroupInfo info in await GroupsAsync(calls, stream, stop).ConfigureAwait(false))
        {
            if (info.Name != group) continue;
            // Redis counts what was added, also when it was removed before it was read: then nothing is left to read.
            bool isRead = info.Lag > 0 && !await HasAfterAsync(calls, stream, info.LastDeliveredId, stop).ConfigureAwait(false);
            return new GroupProgress(isRead ? 0 : info.Lag, info.PendingMessageCount);
        }
        return null;
    }

    /// <summary>
    /// Up to where a group was given entries and acknowledged all of them; <see langword="null"/> when there is no such group.
    /// </summary>
    public static async Task<EntryId?> DoneAsync(RedisCalls calls, string stream, string group, CancellationToken stop)
    {
        foreach (StreamGroupInfo info in await GroupsAsync(calls, stream, stop).ConfigureAwait(false))
        {
            if (info.Name != group) continue;
            string? done = info.LastDeliveredId;
            if (info.PendingMessageCount > 0)
            {
                StreamPendingInfo pending = await calls.DoAsync(redis => redis.StreamPendingAsync(stream, group), stop, stream)
                    .ConfigureAwait(false);
                if (EntryId.TryParse((string?)pending.LowestPendingMessageId, out EntryId first)) return Before(first);
            }
            return EntryId.TryParse(done, out EntryId id) ? id : default;
        }
        return null;
    }

    /// <summary>The error says that there is no such stream.</summary>
    public static bool IsNoStream(StoreException e) => e.Message.Contains("no such key", StringComparison.Ordinal);

    private static EntryId Before(EntryId id) => id.Sequence > 0
        ? id with { Sequence = id.Sequence - 1 }
        : id.UnixMilliseconds > 0 ? new EntryId(id.UnixMilliseconds - 1, long.MaxValue) : default;

    private static async Task<StreamGroupInfo[]> GroupsAsync(RedisCalls calls, string stream, CancellationToken stop)
    {
        try
        {
            return await calls.DoAsync(redis => redis.StreamGroupInfoAsync(stream), stop, stream).ConfigureAwait(false);
        }
        catch (StoreException e) when (IsNoStream(e))
        {
            return []; // the next entry that is added makes the stream again
        }
    }

    private static async Task<bool> HasAfterAsync(RedisCalls calls, string stream, string? id, CancellationToken stop) =>
        (await calls.DoAsync(redis => redis.StreamRangeAsync(stream, $"({id}", "+", count: 1), stop, stream).ConfigureAwait(false))
            .Length > 0;
}
