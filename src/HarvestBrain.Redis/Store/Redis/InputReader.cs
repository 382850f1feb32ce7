using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store.Redis.Scripts;
using RESPite.Messages;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// Reads the input streams, and behind them on the same connection runs the script that holds the lease against ours: what it finds is no
/// older than what was read. Others may come between; <see cref="ReadCheck.With"/> tells.
/// </summary>
internal static class InputReader
{
    /// <returns><see langword="null"/> when it is to be done again.</returns>
    public static async Task<ReadResult?> ReadAsync(
        IDatabase redis, IReadOnlyList<InputStream> inputs, IReadOnlyList<EntryId> after, int count, ScriptCall<ReadCheck> call)
    {
        var ranges = new Task<RespResult>[inputs.Count];
        // The executions last: all that came before a snapshot are read with it.
        for (int i = ranges.Length - 1; i >= 0; i--)
            ranges[i] = redis.ExecuteRespAsync("XRANGE", ReadScript.Range(inputs[i], after[i], count), CommandFlags.DemandMaster);
        try
        {
            ReadCheck check = await RedisCalls.DecodedAsync(redis, call).ConfigureAwait(false);
            if (check.Fenced) return ReadResult.LostLease;
            return check.With(Entries(await Task.WhenAll(ranges).ConfigureAwait(false), inputs), count);
        }
        finally
        {
            await ((Task)Task.WhenAll(ranges)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (Task<RespResult> range in ranges)
            {
                if (range.IsCompletedSuccessfully) (await range.ConfigureAwait(false)).Dispose();
            }
        }
    }

    private static StreamEntry[][] Entries(RespResult[] ranges, IReadOnlyList<InputStream> inputs)
    {
        var reply = new RangeReply();
        var entries = new StreamEntry[ranges.Length][];
        for (int i = 0; i < ranges.Length; i++)
        {
            RespReader reader = ranges[i].Read();
            entries[i] = reply.Read(ref reader, inputs[i]);
        }
        return entries;
    }
}
