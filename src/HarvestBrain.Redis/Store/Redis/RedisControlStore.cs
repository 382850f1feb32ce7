using HarvestBrain.Redis.Store.Redis.Scripts;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>What concerns all partitions, on a real Redis: keys with the hash tag of the control slot.</summary>
internal sealed class RedisControlStore(RedisCalls calls, RedisSettings settings) : IControlStore
{
    private readonly string _layout = PartitionSettings.Control(settings, "layout");
    private readonly string _hosts = PartitionSettings.Control(settings, "hosts");
    private readonly string _killSwitch = PartitionSettings.ControlKillSwitch(settings);

    public Task<PartitionLayout> LayoutAsync(int partitions, CancellationToken cancellationToken) =>
        calls.RunAsync(ControlScript.Layout(_layout, partitions), cancellationToken);

    public Task<Beat> BeatAsync(
        string host, IReadOnlyCollection<int> owned, TimeSpan deadAfter, CancellationToken cancellationToken) =>
        calls.RunAsync(ControlScript.Beat(_hosts, _killSwitch, host, owned, deadAfter), cancellationToken);

    public Task LeaveAsync(string host, CancellationToken cancellationToken) =>
        calls.DoAsync(redis => redis.HashDeleteAsync(_hosts, host), cancellationToken);
}
