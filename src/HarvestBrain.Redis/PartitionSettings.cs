using HarvestBrain.Core.Partitions;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Redis;

/// <summary>
/// The names of a service that is parted. A partition is a whole service of its own, under the prefix <c>{quantum:7}</c>: the braces are a
/// hash tag, so that on a cluster all of it lies in one slot. What concerns all lies under <c>{quantum:ctl}</c>.
/// </summary>
internal static class PartitionSettings
{
    /// <summary>One partition's settings; those of a service that is not parted are its own.</summary>
    /// <param name="all">The service's settings.</param>
    /// <param name="partition">The partition, from 0.</param>
    public static RedisSettings Of(RedisSettings all, int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, all.Partitions);
        return all.Partitions == 1 ? all : Under(all, Tag(all, $"{partition}")) with { Partition = partition };
    }

    /// <summary>Every partition's settings, by its number.</summary>
    public static IEnumerable<RedisSettings> Each(RedisSettings all) =>
        Enumerable.Range(0, all.Partitions).Select(partition => Of(all, partition));

    /// <summary>A key that concerns all partitions.</summary>
    public static string Control(RedisSettings all, string name) => $"{Tag(all, "ctl")}:{name}";

    /// <summary>The kill switch of all.</summary>
    public static string ControlKillSwitch(RedisSettings all) => Tag(all, "ctl") + Rest(all, all.KillSwitchKey);

    /// <summary>What keeps a service from being parted, by setting; empty = nothing.</summary>
    public static IEnumerable<(Setting Setting, string Why)> Problems(RedisSettings all)
    {
        if (!SymbolPartition.IsCount(all.Partitions)) yield return (RedisSettings.PartitionsSetting, "is no power of two from 1 to 1024");
        if (all.Partitions == 1) yield break;
        if (all.KeyPrefix.AsSpan().ContainsAny('{', '}'))
            yield return (RedisSettings.KeyPrefixSetting, "with partitions the braces are made, one pair for each: leave them out");
        foreach ((Setting setting, string name) in Names(all))
        {
            if (name.Length > 0 && !name.StartsWith(all.KeyPrefix + ":", StringComparison.Ordinal))
                yield return (setting, $"with partitions each has one of its own, made from this name: begin it with {all.KeyPrefix}:");
        }
    }

    private static (Setting Setting, string Name)[] Names(RedisSettings all) =>
    [
        (RedisSettings.ExecutionStreamSetting, all.ExecutionStream),
        (RedisSettings.PositionSnapshotStreamSetting, all.PositionSnapshotStream),
        (RedisSettings.PnlSnapshotStreamSetting, all.PnlSnapshotStream), (RedisSettings.OpenOrdersStreamSetting, all.OpenOrdersStream),
        (RedisSettings.SuggestionStreamSetting, all.SuggestionStream), (RedisSettings.IntentStreamSetting, all.IntentStream),
        (RedisSettings.TradeStreamSetting, all.TradeStream), (RedisSettings.KillSwitchKeySetting, all.KillSwitchKey),
    ];

    private static RedisSettings Under(RedisSettings all, string prefix)
    {
        string Name(string name) => name.Length == 0 ? "" : prefix + Rest(all, name); // empty = not read
        return all with
        {
            KeyPrefix = prefix,
            ExecutionStream = Name(all.ExecutionStream),
            PositionSnapshotStream = Name(all.PositionSnapshotStream),
            PnlSnapshotStream = Name(all.PnlSnapshotStream),
            OpenOrdersStream = Name(all.OpenOrdersStream),
            SuggestionStream = Name(all.SuggestionStream),
            IntentStream = Name(all.IntentStream),
            TradeStream = Name(all.TradeStream),
            KillSwitchKey = Name(all.KillSwitchKey),
        };
    }

    private static string Tag(RedisSettings all, string part) => $"{{{all.KeyPrefix}:{part}}}";

    private static string Rest(RedisSettings all, string name) => name[all.KeyPrefix.Length..];
}
