using System.Text.RegularExpressions;
using HarvestBrain.Core.Partitions;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Hosting;

/// <summary>A service with partitions, as seen in Redis by everybody else.</summary>
internal sealed partial class Parted(RedisServer redis, int partitions)
{
    public const string ControlKill = "{quantum:ctl}:kill";
    public const string Hosts = "{quantum:ctl}:hosts";

    private readonly Dictionary<int, string> _last = []; // id of the last entry, by partition

    public static string Key(int partition, string name) => $"{{quantum:{partition}}}:{name}";

    public static string Input(int partition) => Key(partition, "stream:execution.result");

    /// <summary>The partition of an entry, in whatever dialect it is written.</summary>
    public int Of(FeedEntry entry) => SymbolPartition.Of(
        Array.IndexOf(entry.Fields, "symbol") is >= 0 and var at
            ? entry.Fields[at + 1]
            : entry.Fields.Select(field => Symbol().Match(field)).First(match => match.Success).Groups["symbol"].Value,
        partitions);

    public void Send(IEnumerable<FeedEntry> entries)
    {
        using RespClient client = redis.Connect();
        FeedEntry[] all = [.. entries];
        client.DoAll([.. all.Select(entry => entry.Command(Input(Of(entry))))]);
        foreach (FeedEntry entry in all) _last[Of(entry)] = entry.Id;
    }

    public string Add(int partition, params string[] fields) => redis.Text(["XADD", Input(partition), "*", .. fields])!;

    public string? Applied(int partition) => redis.Text("HGET", Key(partition, "harvest:checkpoint"), Input(partition));

    /// <summary>All that was sent is applied.</summary>
    public void WaitApplied(Func<string> context, TimeSpan? limit = null)
    {
        foreach ((int partition, string id) in _last)
            Eventually.Equal(id, () => Applied(partition), $"the entries of partition {partition} are applied", context, limit);
    }

    /// <summary>The payloads of an output stream of all partitions.</summary>
    public List<string> Payloads(string stream) =>
        [.. Enumerable.Range(0, partitions).SelectMany(partition => redis.Payloads(Key(partition, $"stream:{stream}"))).Order(StringComparer.Ordinal)];

    public SortedDictionary<string, string> Positions() => new(
        Enumerable.Range(0, partitions).SelectMany(partition => redis.Positions(Key(partition, "harvest:positions")))
            .ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal);

    /// <summary>The process that works on a partition; <see langword="null"/> = nobody.</summary>
    public int? OwnerPid(int partition) => redis.OwnerPid(Key(partition, "harvest:lease"));

    /// <summary>How many partitions each process works on.</summary>
    public Dictionary<int, int> Loads() => Enumerable.Range(0, partitions).Select(OwnerPid).OfType<int>().CountBy(pid => pid).ToDictionary();

    [GeneratedRegex(@"""symbol"":\s*""(?<symbol>[^""]+)""")]
    private static partial Regex Symbol();
}
