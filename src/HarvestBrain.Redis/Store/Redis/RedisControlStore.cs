using HarvestBrain.Redis.Store.Redis.Scripts;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>What concerns all partitions, on a real Redis: keys with the hash tag of the control slot.</summary>
internal sealed class RedisControlStore : IControlStore, IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisCalls _calls;
    private readonly string _layout;
    private readonly string _hosts;
    private readonly string _killSwitch;

    public RedisControlStore(RedisConnection connection, RedisSettings settings, CallLimits limits)
    {
        _connection = connection;
        _calls = new RedisCalls(connection, limits);
        _layout = PartitionSettings.Control(settings, "layout");
        _hosts = PartitionSettings.Control(settings, "hosts");
        _killSwitch = PartitionSettings.ControlKillSwitch(settings);
    }

    public async Task<PartitionLayout> LayoutAsync(int partitions, CancellationToken cancellationToken)
    {
        await _calls.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await _calls.RunAsync(ControlScript.Layout(_layout, partitions), cancellationToken).ConfigureAwait(false);
    }

    public async Task<Beat> BeatAsync(
        string host, IReadOnlyCollection<int> owned, TimeSpan deadAfter, CancellationToken cancellationToken)
    {
        await _calls.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await _calls.RunAsync(ControlScript.Beat(_hosts, _killSwitch, host, owned, deadAfter), cancellationToken)
            .ConfigureAwait(false);
    }

    public async Task LeaveAsync(string host, CancellationToken cancellationToken) =>
        await _calls.DoAsync(redis => redis.HashDeleteAsync(_hosts, host), cancellationToken).ConfigureAwait(false);

    public Task ResetAsync() => _connection.ResetAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
