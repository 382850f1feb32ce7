using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Store.Redis.Scripts;

/// <summary>Whoever lost the lease does nothing more, also when Redis has forgotten that it gave the token out.</summary>
public sealed class FenceTests
{
    private const string Fence = "quantum:harvest:fence";
    private static readonly EntryId[] None = [default, default, default];

    [Fact]
    public async Task TokenGivenOutTwice_LateCallsOfTheOldOwner_DoNothing()
    {
        using var redis = new RedisServer("--appendonly", "no");
        await using RedisHarvestStore old = Store(redis, "old:1:0"), next = Store(redis, "next:2:0");
        await old.ConnectAsync(default);
        await next.ConnectAsync(default);
        string first = (await old.AcquireAsync(default)).Lease!;

        // A crash without AOF: the token is lost, and is given out once more.
        redis.Do("FLUSHALL");
        string second = (await next.AcquireAsync(default)).Lease!;
        Assert.Equal(("1:old:1:0", "1:next:2:0"), (first, second));
        string id = redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        Eventually.True(() => redis.Text("GET", Feed.Lease) is null, "the lease of the new owner runs out");

        Assert.True((await old.ReadAsync(first, None, 10, [], default)).Fenced);
        var batch = new CommitBatch { Cursors = [new CursorMove(Feed.Input, null, new EntryId(1, 0), 1)], Revision = "" };
        Assert.Equal(CommitStatus.Fenced, (await old.CommitAsync(first, batch, default)).Status);
        Assert.Null(redis.Text("HGET", Feed.Checkpoint, Feed.Input));
        Assert.Null(redis.Text("GET", Feed.Lease));

        // The new owner only slept: nobody has taken its lease since, and it goes on.
        ReadResult read = await next.ReadAsync(second, None, 10, [], default);
        Assert.Equal([id], read.Executions.Select(entry => entry.Id.ToString()));
    }

    [Theory]
    [InlineData("7", 8)] // of an older version
    [InlineData("7:somebody:1:0", 8)]
    [InlineData("9007199254740990:somebody:1:0", 9007199254740991)]
    [InlineData("nonsense", 1)]
    public async Task Acquire_GoesOnFromTheFence(string before, long token)
    {
        using var redis = new RedisServer();
        await using RedisHarvestStore store = Store(redis, "new:1:0");
        await store.ConnectAsync(default);
        redis.Do("SET", Fence, before);

        Assert.Equal($"{token}:new:1:0", (await store.AcquireAsync(default)).Lease);
        Assert.Equal($"{token}:new:1:0", redis.Text("GET", Fence));
        Assert.Equal($"{token + 1}:new:1:0", (await store.AcquireAsync(default)).Lease);
    }

    [Fact]
    public async Task Acquire_BesideAnOwnerOfAnOlderVersion_WaitsForItAndThenShutsItOut()
    {
        using var redis = new RedisServer();
        await using RedisHarvestStore store = Store(redis, "new:1:0");
        await store.ConnectAsync(default);
        redis.Do("SET", Fence, "7");
        redis.Do("SET", Feed.Lease, "7:old:1:0", "PX", 60_000);
        Assert.Equal("7:old:1:0", (await store.AcquireAsync(default)).Holder);

        redis.Do("DEL", Feed.Lease); // it ended
        string lease = (await store.AcquireAsync(default)).Lease!;
        Assert.Equal("8:new:1:0", lease);
        // As the older version's scripts compare: its token, the number before the colon, against the whole fence.
        Assert.NotEqual("7", redis.Text("GET", Fence));
        Assert.True((await store.ReadAsync("7:old:1:0", None, 10, [], default)).Fenced);
    }

    private static RedisHarvestStore Store(RedisServer redis, string owner)
    {
        var options = new HarvestBrainOptions { Redis = new RedisSettings { Port = redis.Port, LeaseSeconds = 1 } };
        return new RedisHarvestStore(new RedisConnection(ConnectionSettings.Of(options.Redis, CallLimits.Loop)), options, "consumer", owner);
    }
}
