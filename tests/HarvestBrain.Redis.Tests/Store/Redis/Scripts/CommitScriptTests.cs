using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Store.Redis.Scripts;

/// <summary>Commits that come late, come twice, or may not do all that they would do: all or nothing.</summary>
public sealed class CommitScriptTests
{
    [Fact]
    public async Task Commit_ExecutedAfterItsClientGaveUp_PublishesNothingFromAPriceThatIsOldByThen()
    {
        using var redis = new RedisServer();
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        bool frozen = false;
        var options = new HarvestBrainOptions
        {
            Redis = new RedisSettings { LeaseSeconds = 60 },
            Policy = HarvestPolicy.Default with { MaxPriceAgeSeconds = 2 },
        };
        await using var worker = new InProcessWorker(redis, options: options);
        Eventually.True(() => redis.Applied() is not null, "the fill is applied");
        worker.Before = batch =>
        {
            if (batch.Intents.Count == 0 || frozen) return;
            frozen = true;
            redis.Freeze(); // the commit will wait in the server's socket
        };
        string price = redis.Add(Feed.Price(Scene.Symbol, 3350));
        Eventually.True(() => worker.Status.Now.Fault == HarvestBrain.Redis.Store.StoreFault.Timeout, "the client gives up");
        redis.Thaw();

        redis.WaitApplied(price);
        Assert.True(frozen);
        Assert.Empty(redis.IntentIds());
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3351)));
        Assert.Equal(2, redis.IntentIds().Count);
    }

    [Fact]
    public async Task Commit_WhoseAnswerIsLost_IsNotDoneTwice()
    {
        using var redis = new RedisServer();
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        int commits = 0;
        await using var worker = new InProcessWorker(redis);
        Eventually.True(() => redis.Applied() is not null, "the fill is applied");
        worker.Before = batch =>
        {
            if (batch.Intents.Count == 0 || commits++ > 0) return;
            // The answer of the commit has nowhere to go: its connection is gone before the server gets to it.
            redis.Freeze();
            _ = Task.Run(async () =>
            {
                await Task.Delay(200);
                using RespClient killer = KillLater(redis);
                redis.Thaw();
                killer.Do("PING");
            });
        };
        string price = redis.Add(Feed.Price(Scene.Symbol, 3350));
        redis.WaitApplied(price);
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3351)));

        Assert.Equal(2, redis.IntentIds().Count);
        Assert.Equal(1, redis.Quantity(Scene.Symbol));
    }

    [Fact]
    public async Task Commit_DecidedTwiceByTheSameEntries_IsPublishedOnce()
    {
        using var redis = new RedisServer();
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        redis.Add(Feed.Price(Scene.Symbol, 3350));
        int steals = 0;
        await using (var first = new InProcessWorker(redis, name: "first"))
        {
            first.Before = batch =>
            {
                // Between decide and commit the lease runs out and somebody else has it for a while.
                if (batch.Intents.Count == 0 || steals++ > 0) return;
                redis.Do("SET", Feed.Lease, "99:other:1:0", "PX", 300);
                redis.Do("SET", "quantum:harvest:fence", "99");
            };
            Eventually.Equal(2, () => redis.IntentIds().Count, "published");
        }
        await using var second = new InProcessWorker(redis, name: "second");
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3351)));

        Assert.Equal(2, redis.IntentIds().Count);
    }

    [Fact]
    public void Commit_OfAUserWithoutOneRight_WritesNothing()
    {
        using var scene = new Scene();
        scene.Redis.Do("ACL", "SETUSER", "default", "-zadd");
        string id = scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Worker.WaitFor(LogEvent.RedisFault, "ZADD");
        Assert.Equal(scene.Fill, scene.Redis.Applied());
        Assert.Equal(0, scene.Redis.Length(Feed.Suggestions));

        scene.Redis.Do("ACL", "SETUSER", "default", "+zadd");
        scene.Redis.WaitApplied(id, scene.Worker);
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
    }

    [Fact]
    public void Lease_WithoutAnEnd_RunsOut()
    {
        using var redis = new RedisServer();
        redis.Do("SET", Feed.Lease, "7:somebody:1:0");
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_LEASE_SEC", "1"));
        worker.WaitFor(LogEvent.Standby, "7:somebody");
        worker.WaitFor(LogEvent.LeaseTaken);
    }

    private static RespClient KillLater(RedisServer redis)
    {
        var client = new RespClient(redis.Port);
        client.Post("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        return client;
    }
}
