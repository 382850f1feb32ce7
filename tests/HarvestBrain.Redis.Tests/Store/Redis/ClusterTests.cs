using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Store.Redis;

/// <summary>On a cluster (of one node, which holds keys to their slots like any) all works with a hash tag, and without one nothing is tried.</summary>
public sealed class ClusterTests : IDisposable
{
    private readonly RedisServer _redis = new(["--cluster-enabled", "yes", "--cluster-port", $"{RedisServer.FreePort()}", .. RedisServer.Durable]);

    public ClusterTests()
    {
        _redis.Do("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        Eventually.True(() => _redis.Text("CLUSTER", "INFO")!.Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster is up");
    }

    [Fact]
    public void Service_WithAHashTag_Works()
    {
        using WorkerProcess worker = WorkerProcess.Run(_redis, ("HARVEST_KEY_PREFIX", "{quantum}"), ("HARVEST_LEASE_SEC", "1"));
        worker.WaitFor(LogEvent.Loaded);
        _redis.Do(["XADD", "{quantum}:stream:execution.result", "*", .. Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)]);
        _redis.Do("XADD", "{quantum}:stream:pnl.snapshot", "*", "symbol", Scene.Symbol, "mark_price", "3350");
        Eventually.Equal(2, () => _redis.IntentIds("{quantum}:stream:harvest.suggestions").Count, "intents", () => worker.Output);
        Assert.False(worker.Said(LogEvent.RedisFault) || worker.Said(LogEvent.RedisWarning), worker.Output);
    }

    [Theory]
    [InlineData("run", "", "HARVEST_KEY_PREFIX: found 'quantum': this Redis is a cluster, where all keys need one hash tag; allowed: on a cluster a prefix with a part in braces, such as {quantum}")]
    [InlineData("check-config", "", "HARVEST_KEY_PREFIX: found 'quantum': this Redis is a cluster")]
    [InlineData("run", "orders", "STREAM_TRADE_INTENT: found 'orders': this Redis is a cluster, where all keys need one hash tag; allowed: on a cluster a key with {q} in it")]
    [InlineData("check-config", "orders", "STREAM_TRADE_INTENT: found 'orders'")]
    public void Command_WithoutAHashTag_Is78AndNamesTheSetting(string command, string stream, string problem)
    {
        (string, string)[] settings = stream.Length == 0 ? [] : [("HARVEST_KEY_PREFIX", "{q}"), ("STREAM_TRADE_INTENT", stream)];
        using WorkerProcess worker = WorkerProcess.Start([command], _redis.Port, settings);
        Assert.Equal(78, worker.WaitForExit());
        Assert.Contains("harvestbrain: 1 setting is not valid:\n", worker.Errors, StringComparison.Ordinal);
        Assert.Contains($"  {problem}", worker.Errors, StringComparison.Ordinal);
        Assert.Empty(_redis.List("KEYS", "*"));
    }

    [Fact]
    public void Command_WhoseUserMayNotAskForTheCluster_Is78Too()
    {
        _redis.Do("ACL", "SETUSER", "default", "-cluster");
        using WorkerProcess worker = WorkerProcess.Run(_redis);
        Assert.Equal(78, worker.WaitForExit());
        Assert.Contains("HARVEST_KEY_PREFIX: found 'quantum'", worker.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfOneServer_FindsNothing_AndOfNoneSaysSo()
    {
        using var single = new RedisServer();
        Assert.Empty(await HarvestOperations.CheckAsync(new HarvestBrainOptions { Redis = new RedisSettings { Port = single.Port } }));
        IReadOnlyList<SettingProblem> problems = await HarvestOperations.CheckAsync(new HarvestBrainOptions { Redis = new RedisSettings { Port = _redis.Port } });
        Assert.Equal("HARVEST_KEY_PREFIX", Assert.Single(problems).Name);
        var nowhere = new HarvestBrainOptions { Redis = new RedisSettings { Port = RedisServer.FreePort() } };
        Assert.Equal(StoreFault.Connection, (await Assert.ThrowsAsync<StoreException>(() => HarvestOperations.CheckAsync(nowhere))).Fault);
    }

    public void Dispose() => _redis.Dispose();
}
