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
    public void State_OfSchema2_IsReadAndGoneOnFrom()
    {
        using var redis = new RedisServer();
        Restore(redis, "state-2.json");
        SortedDictionary<string, string> saved = redis.Positions();
        using WorkerProcess worker = WorkerProcess.Run(
            redis, ("HARVEST_TRAIL_SOURCE", "auto"), ("HARVEST_TRAIL_ATR_MULT", "1"), ("HARVEST_ATR_BAR_SEC", "1"), ("HARVEST_ATR_PERIOD", "2"),
            ("HARVEST_R_BASIS", "net"), ("HARVEST_BE_OFFSET_BPS", "fees"), ("HARVEST_TIME_STOP_MIN", "525600"), ("STREAM_POSITION_SNAPSHOT", ""));
        worker.WaitFor(LogEvent.Loaded, "Loaded 3 positions; last applied entry 1700000066202-0");
        Assert.Equal(saved, redis.Positions());

        // ETHUSDT: its rung 3 takes the rest, and the stop trails the new peak by a range that the closed bar took from 45 to 35.
        // SOLUSDT: all of it is asked for by the time stop; its stop covers fees and funding. BTCUSDT was opened by a snapshot.
        redis.Add(Feed.Price("ETHUSDT", 3610));
        redis.Add(Feed.Price("SOLUSDT", 140));
        redis.WaitApplied(redis.Add(Feed.Price("BTCUSDT", 59490)), worker);
        const string EthEpoch = "harvest:ETHUSDT:1700000000000-0", BtcEpoch = "harvest:BTCUSDT:1700000003897-0";
        Assert.Equal([$"{EthEpoch}:stop:3575", $"{EthEpoch}:rung:3", "harvest:SOLUSDT:1700000000068-0:stop:149.75", $"{BtcEpoch}:stop:60000", $"{BtcEpoch}:rung:0.5"], redis.IntentIds());
    }

    /// <summary>Versions before this one read through the group: what they took and never finished lies behind the checkpoint.</summary>
    [Theory]
    [InlineData("0")] // nothing was applied yet, and the group began at the beginning
    [InlineData("$")] // or at what was then the end
    [InlineData("applied")]
    public void Pending_OfAnEarlierVersion_IsAppliedOnce_AndNothingBeforeIt(string start)
    {
        using var redis = new RedisServer();
        string before = redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        redis.Do("XGROUP", "CREATE", Feed.Input, Feed.Group, start == "0" ? "0" : "$");
        redis.Do("HSET", Feed.Checkpoint, "owner", "3:old:1:0", "token", "3", "mode", "shadow", "schema", "2", "applied", start == "applied" ? "1" : "-1");
        if (start == "applied") redis.Do("HSET", Feed.Checkpoint, Feed.Input, before);
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 2, 3300, 3200));
        redis.Do("XREADGROUP", "GROUP", Feed.Group, "old", "STREAMS", Feed.Input, ">");
        string last = redis.Add(Feed.Fill(Scene.Symbol, "BUY", 4, 3300, 3200));

        using WorkerProcess worker = WorkerProcess.Run(redis);
        redis.WaitApplied(last, worker);

        Assert.Equal(start == "0" ? 7 : 6, redis.Quantity(Scene.Symbol));
        Assert.Equal(0, redis.Pending());
        Assert.False(worker.Said(LogEvent.EntriesLost), worker.Output);
    }

    /// <summary>Such as the service that this one replaces, still running.</summary>
    [Fact]
    public void SecondReaderInTheGroup_TakesNothingFromUs()
    {
        using var scene = new Scene();
        decimal sold = 0;
        for (int i = 0; i < 20; i++)
        {
            string id = scene.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.01m, 3310));
            scene.Redis.Do("XREADGROUP", "GROUP", Feed.Group, "python_1", "COUNT", "1", "STREAMS", Feed.Input, ">");
            scene.Redis.WaitApplied(id, scene.Worker);
            sold += 0.01m;
        }

        scene.Price(3311);
        Assert.Equal(1 - sold, scene.Redis.Quantity(Scene.Symbol));
        Assert.Equal(0, scene.Redis.Pending());
        Assert.False(scene.Worker.Said(LogEvent.EntriesLost) || scene.Worker.Said(LogEvent.RedisFault), scene.Worker.Output);
    }

    [Fact]
    public void State_OfSchema3_IsReadAndGoneOnFrom()
    {
        using var redis = new RedisServer();
        Restore(redis, "state-3.json");
        SortedDictionary<string, string> saved = redis.Positions();
        using WorkerProcess worker = WorkerProcess.Run(redis, ("STREAM_POSITION_SNAPSHOT", ""), ("HARVEST_SET_BE_AT_R", ""));
        worker.WaitFor(LogEvent.Loaded, "Loaded 2 positions; last applied entry 1700000008000-0");
        Assert.Equal(saved, redis.Positions());

        // ETHUSDT: the exit is known, and what is left is dust, over which an epoch opens. SOLUSDT: the entry that the refused exit has closed.
        redis.Add(Feed.Fill("ETHUSDT", "SELL", 0.999m, 3360, 0, 1_700_000_002_000, "trade_id", "e2", "order_id", "o2"));
        string opened = redis.Add(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        redis.Add(Feed.Fill("SOLUSDT", "BUY", 10, 140, 130, 1_700_000_007_000));
        redis.WaitApplied(redis.Add(Feed.Price("ETHUSDT", 3351)), worker);
        Assert.Equal([$"harvest:ETHUSDT:{opened}:rung:0.5"], redis.IntentIds());
        Assert.Equal((1.001m, 0m, false), (redis.Quantity("ETHUSDT"), redis.Quantity("SOLUSDT"), redis.IsSuspect("SOLUSDT")));
    }

    [Fact]
    public void State_OfSchema4_IsReadAndGoneOnFrom()
    {
        using var redis = new RedisServer();
        Restore(redis, "state-4.json");
        SortedDictionary<string, string> saved = redis.Positions();
        using WorkerProcess worker = WorkerProcess.Run(redis, ("STREAM_POSITION_SNAPSHOT", ""), ("HARVEST_SET_BE_AT_R", ""));
        worker.WaitFor(LogEvent.Loaded, "Loaded 2 positions; last applied entry 1700000003000-0");
        Assert.Equal(saved, redis.Positions());

        // ETHUSDT: the order of which two were folded tells five. BTCUSDT: a part of the canceled order was folded.
        redis.Add("symbol", "ETHUSDT", "side", "BUY", "status", "FILLED", "qty", "5", "filled_qty", "5", "avg_price", "3280", "order_id", "o1");
        redis.Add("symbol", "BTCUSDT", "side", "SELL", "status", "CANCELED", "qty", "0.5", "filled_qty", "0.2", "avg_price", "60100", "order_id", "p2");
        redis.WaitApplied(redis.Add(Feed.Price("ETHUSDT", 3345.1m)), worker);
        Assert.Equal(["harvest:ETHUSDT:1700000000000-0:rung:0.5"], redis.IntentIds());
        Assert.Equal((5m, 0.8m), (redis.Quantity("ETHUSDT"), redis.Quantity("BTCUSDT")));
        using JsonDocument ethereum = JsonDocument.Parse(redis.Positions()["ETHUSDT:BOTH"]), bitcoin = JsonDocument.Parse(redis.Positions()["BTCUSDT:BOTH"]);
        Assert.Equal(3280m, ethereum.RootElement.GetProperty("entry_price").GetDecimal());
        Assert.True(bitcoin.RootElement.GetProperty("fees_incomplete").GetBoolean());
    }

    [Fact]
    public void State_OfSchema5_IsReadAndGoneOnFrom()
    {
        using var redis = new RedisServer();
        Restore(redis, "state-5.json");
        SortedDictionary<string, string> saved = redis.Positions();
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_MODE", "live"), ("STREAM_POSITION_SNAPSHOT", ""));
        worker.WaitFor(LogEvent.Loaded, "Loaded 2 positions; last applied entry 1700000012000-0");
        Assert.Equal(saved, redis.Positions());

        // ETHUSDT: the stop is confirmed, the second rung was refused long ago. SOLUSDT: its stop was refused, a close is unanswered.
        redis.Add(Feed.Price("ETHUSDT", 3405));
        redis.WaitApplied(redis.Add(Feed.Fill("SOLUSDT", "SELL", 10, 141, 0, null, "order_role", "manual")), worker);
        const string EthEpoch = "harvest:ETHUSDT:1700000001000-0", SolEpoch = "harvest:SOLUSDT:1700000003000-0";
        Assert.Equal([$"{EthEpoch}:rung:1", $"{SolEpoch}:rung:0.5:cancel"], redis.IntentIds(Feed.Intents));
        string trade = Assert.Single(redis.Payloads("quantum:stream:harvest.trades"));
        Assert.Equal(("-90", "0.3", "manual"), (World.Member(trade, "realized_pnl"), World.Member(trade, "funding"), World.Member(trade, "exit")));
    }

    [Fact]
    public void State_OfSchema6_IsReadAndGoneOnFrom()
    {
        using var redis = new RedisServer();
        Restore(redis, "state-6.json");
        SortedDictionary<string, string> saved = redis.Positions();
        using WorkerProcess worker = WorkerProcess.Run(
            redis, ("HARVEST_MODE", "live"), ("HARVEST_PROTECT", "on"), ("STREAM_OPEN_ORDERS", "quantum:stream:open.orders"), ("STREAM_POSITION_SNAPSHOT", ""));
        worker.WaitFor(LogEvent.Loaded, "Loaded 2 positions; last applied entry 1700000007000-0");
        Assert.Equal(saved, redis.Positions());
        worker.WaitFor(LogEvent.ProtectionDiffers, "ADAUSDT:BOTH is not protected at the venue as it should be: OrphanOrder(order: old)");

        // SOLUSDT: what it protects was refused long ago. ETHUSDT: the executor was told of 0.75.
        redis.Add(Feed.Price("SOLUSDT", 151));
        redis.WaitApplied(redis.Add(Feed.Fill("ETHUSDT", "SELL", 0.25m, 3351, more: ["order_role", "manual"])), worker);
        Assert.Equal(
            ["harvest:SOLUSDT:1700000005000-0:protect:140:6", "harvest:ETHUSDT:1700000001000-0:protect:3300:0.5"], redis.IntentIds(Feed.Intents));
        Assert.Equal("2", World.Member(redis.Payloads(Feed.Intents)[0], "attempt"));
    }

    [Fact]
    public void State_ThisVersionSaves_HasAGoldenFile()
    {
        string[] files = [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal([.. Enumerable.Range(1, Core.State.PositionState.Schema).Select(schema => $"state-{schema}.json")], files);
    }

    [Fact]
    public void Schema_OfTheCommitScript_IsTheStates()
    {
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis);
        redis.WaitApplied(redis.Add(Feed.Price("ETHUSDT", 100)), worker);
        Assert.Equal($"{Core.State.PositionState.Schema}", redis.Text("HGET", Feed.Checkpoint, "schema"));
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
