using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>Many positions cross a rung within a second: protection goes first and does not wait for the closes.</summary>
public sealed class StarvationTests(ITestOutputHelper output)
{
    /// <summary>A batch has 500 entries, so a thousand prices are two or a few more reads.</summary>
    [Fact]
    public void Thousand_CrossAtOnce_EveryStopIsAskedForAndClosesFollowWithinTheLimit()
    {
        const int Positions = 1000;
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_MODE", "live"), ("HARVEST_MAX_STOPS_PER_MIN", "1000"));
        redis.WaitApplied(Send(redis, Positions, symbol => Feed.Fill(symbol, "BUY", 1, 3300, 3200)), worker);

        redis.WaitApplied(Send(redis, Positions, symbol => Feed.Price(symbol, 3350)), worker);

        List<string> ids = redis.IntentIds(Feed.Intents);
        output.WriteLine($"{ids.Count(id => id.Contains(":stop:", StringComparison.Ordinal))} stop moves and {ids.Count(id => id.Contains(":rung:", StringComparison.Ordinal))} closes");
        Assert.Equal(Positions, ids.Where(id => id.EndsWith(":stop:3300", StringComparison.Ordinal)).Distinct().Count());
        Assert.Equal(30, ids.Count(id => id.EndsWith(":rung:0.5", StringComparison.Ordinal)));
        worker.WaitFor(LogEvent.HeldBack, "positions have something due that a limit keeps back");
    }

    [Fact]
    public void Flood_OfStops_IsALimitAndSaid()
    {
        const int Positions = 10_000;
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_MODE", "live"));
        redis.WaitApplied(Send(redis, Positions, symbol => Feed.Fill(symbol, "BUY", 1, 3300, 3200)), worker);

        redis.WaitApplied(Send(redis, Positions, symbol => Feed.Price(symbol, 3350)), worker);

        List<string> ids = redis.IntentIds(Feed.Intents);
        Assert.Equal(300, ids.Count(id => id.EndsWith(":stop:3300", StringComparison.Ordinal)));
        Assert.Equal(30, ids.Count(id => id.EndsWith(":rung:0.5", StringComparison.Ordinal)));
        worker.WaitFor(LogEvent.HeldBack, "positions have something due that a limit keeps back");
    }

    private static string Send(RedisServer redis, int positions, Func<string, string[]> entry)
    {
        using RespClient producer = redis.Connect();
        var commands = new List<string[]>(positions);
        for (int i = 0; i < positions; i++) commands.Add(["XADD", Feed.Input, "*", .. entry($"S{i}USDT")]);
        return (string)producer.Pipeline([.. commands])[^1]!;
    }
}
