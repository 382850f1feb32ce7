using HarvestBrain.Core.Settings;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// Whether the keys may lie on a Redis Cluster. A script, and a read of several streams, take keys of one slot alone, and only a hash tag,
/// the text in the first braces of a name, puts keys with different names into one.
/// </summary>
internal static class ClusterNames
{
    /// <summary>What is wrong with the names on a cluster; empty = nothing.</summary>
    public static IReadOnlyList<SettingProblem> Problems(RedisSettings settings)
    {
        // As all keys have it: the prefix, and a name behind it.
        string tag = Tag(settings.KeyPrefix + ":");
        if (tag.Length == 0)
        {
            return
            [
                new SettingProblem(
                    RedisSettings.KeyPrefixSetting.Name, settings.KeyPrefix, "this Redis is a cluster, where all keys need one hash tag",
                    $"on a cluster a prefix with a part in braces, such as {{{settings.KeyPrefix.Trim('{', '}')}}}"),
            ];
        }
        (Setting Setting, string Name)[] names =
        [
            (RedisSettings.ExecutionStreamSetting, settings.ExecutionStream),
            (RedisSettings.PositionSnapshotStreamSetting, settings.PositionSnapshotStream),
            (RedisSettings.PnlSnapshotStreamSetting, settings.PnlSnapshotStream),
            (RedisSettings.SuggestionStreamSetting, settings.SuggestionStream),
            (RedisSettings.IntentStreamSetting, settings.IntentStream), (RedisSettings.KillSwitchKeySetting, settings.KillSwitchKey),
        ];
        return
        [
            .. names.Where(one => one.Name.Length > 0 && Tag(one.Name) != tag).Select(one => new SettingProblem(
                one.Setting.Name, one.Name,
                "this Redis is a cluster, where all keys need one hash tag", $"on a cluster a key with {{{tag}}} in it")),
        ];
    }

    /// <summary>The hash tag of a key; empty = none.</summary>
    private static string Tag(string key)
    {
        int open = key.IndexOf('{', StringComparison.Ordinal);
        int close = open < 0 ? -1 : key.IndexOf('}', open);
        return close < 0 ? "" : key[(open + 1)..close];
    }
}
