using HarvestBrain.Core.Partitions;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>Writes settings of symbols beside those that their hashes have. Commands: HSET (4.0), and AUTH with a user (6.0).</summary>
internal sealed class SymbolSettingsWriter(RedisCalls calls, HarvestBrainOptions options)
{
    private const int Page = 200; // symbols that are sent before an answer is waited for

    public async Task<int> WriteAsync(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> bySymbol, CancellationToken stop)
    {
        foreach (KeyValuePair<string, IReadOnlyDictionary<string, string>>[] page in bySymbol.Chunk(Page))
        {
            string first = $"HSET {Key(page[0].Key)}";
            await OperatorConnection.NamedAsync(first, () => calls.DoAsync(redis => WriteAsync(redis, page), stop))
                .ConfigureAwait(false);
        }
        return bySymbol.Count;
    }

    private async Task<bool> WriteAsync(IDatabase redis, KeyValuePair<string, IReadOnlyDictionary<string, string>>[] page)
    {
        // HSET as it is: the client would choose HMSET for several, which is another right.
        await Task.WhenAll(page.Select(one => redis.ExecuteAsync("HSET", Arguments(one)))).ConfigureAwait(false);
        return true;
    }

    private object[] Arguments(KeyValuePair<string, IReadOnlyDictionary<string, string>> one) =>
        [(RedisKey)Key(one.Key), .. one.Value.SelectMany(setting => (object[])[setting.Key, setting.Value])];

    // With the partition that the symbol belongs to.
    private string Key(string symbol)
    {
        int partition = SymbolPartition.Of(symbol, options.Redis.Partitions);
        return new Keys(PartitionSettings.Of(options.Redis, partition), options.Mode, options.Instance).Config(symbol);
    }
}
