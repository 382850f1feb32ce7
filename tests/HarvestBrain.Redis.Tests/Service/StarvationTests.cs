using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>Many positions cross a rung within a second: protection goes first and does not wait for the closes.</summary>
public sealed class StarvationTests(ITestOutputHelper output)
{
    /// <summary>With the default settings. The prices are there at once, and a read takes 500 entries: it is two commits.</summary>
    [Fact]
    public void Thousand_CrossAtOnce_EveryStopIsAskedForAndClosesFollowWithinTheLimit()
    {
        const int Positions = 1000;
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_MODE", "live"));
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
        Assert.Equal(2000, ids.Count(id => id.EndsWith(":stop:3300", StringComparison.Ordinal)));
        Assert.Equal(30, ids.Count(id => id.EndsWith(":rung:0.5", StringComparison.Ordinal)));
        worker.WaitFor(LogEvent.HeldBack, "positions have something due that a limit keeps back");
    }

    private static string Send(RedisServer redis, int positions, Func<string, string[]> entry)
    {
        using RespClient producer = redis.Connect();
        var commands = new List<string[]>(positions + 2);
        commands.Add(["MULTI"]);
        for (int i = 0; i < positions; i++) commands.Add(["XADD", Feed.Input, "*", .. entry($"S{i}USDT")]);
        commands.Add(["EXEC"]);
        return (string)((object?[])producer.Pipeline([.. commands])[^1]!)[^1]!;
    }
}
