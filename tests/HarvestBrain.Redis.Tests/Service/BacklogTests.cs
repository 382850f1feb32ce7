using System.Diagnostics;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>A service that comes back to a long stream.</summary>
public sealed class BacklogTests(ITestOutputHelper output)
{
    [Fact]
    public void Backlog_OfOldEntries_IsDrainedAndNothingIsAskedForFromAStalePrice()
    {
        int seed = Seed.Draw(output);
        int count = Seed.IsSoak ? 1_000_000 : 100_000;
        List<FeedEntry> entries = Feed.Session(seed, count, TimeSpan.FromDays(30));
        // The engine at the time of the drain: every price is stale.
        var expected = new Expected(new HarvestPolicy { DedupTtlSeconds = 604_800 }, HarvestMode.Shadow, 100_000, Feed.NowUnixMs);
        foreach (FeedEntry entry in entries) expected.Apply(entry);
        using var redis = new RedisServer();
        using (RespClient producer = redis.Connect())
        {
            foreach (FeedEntry[] chunk in entries.Chunk(5000)) producer.Pipeline([.. chunk.Select(entry => entry.Command(Feed.Input))]);
        }

        long start = Stopwatch.GetTimestamp();
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_MAX_ACTIONS_PER_MIN", "100000"), ("HARVEST_DEDUP_TTL_SEC", "604800"));
        redis.WaitApplied(entries[^1].Id, worker);
        output.WriteLine($"{count} entries drained in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, start of the process included");

        Assert.Empty(expected.Payloads);
        Assert.Equal(0, redis.Length(Feed.Suggestions));
        Assert.Equal(expected.Positions(), redis.Positions());
        // A fresh price publishes what qualifies now, and only that.
        string fill = redis.Add(Feed.Fill("FRESHUSDT", "BUY", 1, 3300, 3200, Feed.NowUnixMs - 3_600_000));
        redis.Add(Feed.Price("FRESHUSDT", 3350, Feed.NowUnixMs - 40_000));
        redis.WaitApplied(redis.Add(Feed.Price("FRESHUSDT", 3349, Feed.NowUnixMs)), worker);
        Assert.Equal([$"harvest:FRESHUSDT:{fill}:stop:3300"], redis.IntentIds()); // due once, and the market is still beyond it
        redis.WaitApplied(redis.Add(Feed.Price("FRESHUSDT", 3350)), worker);
        Assert.Equal([$"harvest:FRESHUSDT:{fill}:stop:3300", $"harvest:FRESHUSDT:{fill}:rung:0.5"], redis.IntentIds());
    }

    [Fact]
    public void Load_LongerThanTheLease_DoesNotLoseIt()
    {
        int positions = Seed.IsSoak ? 100_000 : 30_000;
        using var redis = new RedisServer();
        using (RespClient producer = redis.Connect())
        {
            for (int from = 0; from < positions; from += 5000)
            {
                producer.Pipeline([.. Enumerable.Range(from, 5000)
                    .Select(i => (object[])["XADD", Feed.Input, "*", .. Feed.Fill($"S{i}USDT", "BUY", 1, 3300, 3200)])]);
            }
        }
        (string, string)[] settings = [("HARVEST_LEASE_SEC", "1"), ("DOTNET_gcServer", "0")];
        using (WorkerProcess first = WorkerProcess.Run(redis, settings))
        {
            Eventually.Equal((long)positions, () => redis.Number("HLEN", Feed.Positions), "all are open", () => first.Output);
            first.Terminate();
            first.WaitForExit();
        }

        long start = Stopwatch.GetTimestamp();
        using WorkerProcess second = WorkerProcess.Run(redis, settings);
        second.WaitFor(LogEvent.LeaseTaken);
        redis.WaitApplied(redis.Add(Feed.Price("S7USDT", 3350)), second);
        output.WriteLine($"{positions} positions loaded in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s with a lease of 1 s");

        Assert.Equal(2, redis.IntentIds().Count);
        Assert.Equal(1, second.Count(LogEvent.LeaseTaken));
    }
}
