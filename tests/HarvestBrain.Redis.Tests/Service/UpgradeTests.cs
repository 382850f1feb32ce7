using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>
/// State that an earlier version saved is read by this one, which goes on from it. The files in Golden were written by the service and
/// are never changed: when the schema changes, a file is added, and the older ones stay readable or the change says what an operator does.
/// </summary>
public sealed class UpgradeTests
{
    private const string Eth = "harvest:ETHUSDT:1700000285011-0";
    private const string Btc = "harvest:BTCUSDT:SHORT:1700000285553-0";

    [Fact]
    public void State_OfSchema1_IsReadAndGoneOnFrom()
    {
        using var redis = new RedisServer();
        Restore(redis, "state-1.json");
        SortedDictionary<string, string> saved = redis.Positions();
        using WorkerProcess worker = WorkerProcess.Run(redis);
        worker.WaitFor(LogEvent.Loaded, "Loaded 3 positions; last applied entry 1700000286119-0");
        Assert.Equal(saved, redis.Positions());

        // ETHUSDT: the first rung is filled, the second and the stop asked for. BTCUSDT: the first rung was refused, so it is asked for again.
        redis.Add(Feed.Price("ETHUSDT", 3450));
        redis.Add(Feed.Price("BTCUSDT", 59000));
        redis.Add(Feed.Price("SOLUSDT", 200)); // suspect
        redis.WaitApplied(redis.Add(Feed.Fill("ETHUSDT", "SELL", 0.25m, 3350.5m, 0, null, "trade_id", "e2")), worker); // counted already
        Assert.Equal([$"{Eth}:rung:1.5", $"{Btc}:rung:0.5", $"{Btc}:rung:1"], redis.IntentIds());
        Assert.Equal("2", World.Member(redis.Payloads()[1], "attempt"));
        Assert.Equal(0.75m, redis.Quantity("ETHUSDT"));
        Assert.True(redis.IsSuspect("SOLUSDT"));
        Assert.False(worker.Said(LogEvent.EntriesLost) || worker.Said(LogEvent.StateGone), worker.Output);
    }

    [Fact]
    public void State_ThisVersionSaves_HasAGoldenFile()
    {
        string[] files = [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal([.. Enumerable.Range(1, Core.Positions.PositionState.Schema).Select(schema => $"state-{schema}.json")], files);
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    /// <summary>Puts a saved state into Redis, with a stream that has as many entries behind it.</summary>
    private static void Restore(RedisServer redis, string file)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        JsonElement checkpoint = golden.RootElement.GetProperty("checkpoint");
        foreach (JsonProperty field in checkpoint.EnumerateObject()) redis.Do("HSET", Feed.Checkpoint, field.Name, field.Value.GetString()!);
        foreach (JsonProperty position in golden.RootElement.GetProperty("positions").EnumerateObject())
            redis.Do("HSET", Feed.Positions, position.Name, position.Value.GetString()!);
        string applied = checkpoint.GetProperty(Feed.Input).GetString()!;
        redis.Do("XGROUP", "CREATE", Feed.Input, Feed.Group, "0", "MKSTREAM");
        redis.Do("XSETID", Feed.Input, applied, "ENTRIESADDED", checkpoint.GetProperty("applied").GetString()!, "MAXDELETEDID", applied);
        redis.Do("XGROUP", "SETID", Feed.Input, Feed.Group, applied);
    }
}
