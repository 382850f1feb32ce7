using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;

namespace HarvestBrain.Host.Commands;

/// <summary>Which partition a command looks at, that looks at one.</summary>
internal static class PartitionOption
{
    public static Option<int?> Create() => new("--partition")
    {
        Description = "The partition to look at, where HARVEST_PARTITIONS is above 1.", HelpName = "P",
    };

    /// <summary>The options of that partition; <see langword="null"/> = it is missing, or there is none like that, which is said.</summary>
    public static HarvestBrainOptions? Of(HarvestBrainOptions options, int? partition)
    {
        int partitions = options.Redis.Partitions;
        if (partitions == 1 && partition is null or 0) return options;
        if (partition is { } one && one >= 0 && one < partitions) return options.OfPartition(one);
        Console.Error.WriteLine(partitions == 1
            ? "harvestbrain: --partition: HARVEST_PARTITIONS is 1: there is only partition 0"
            : $"harvestbrain: HARVEST_PARTITIONS is {partitions}: say which partition, with --partition 0 to {partitions - 1}");
        return null;
    }

    /// <summary>Refuses partitions, for a command that stands in for others and knows nothing of them.</summary>
    public static void Refuse(SettingReader reader, RedisSettings redis)
    {
        if (redis.Partitions > 1) reader.Refuse(RedisSettings.PartitionsSetting, "this command works with one partition: set it to 1 here");
    }
}
