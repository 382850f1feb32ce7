using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Status;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Store.Redis;

public sealed class StatusReaderTests
{
    [Fact]
    public async Task View_OfAWorkingService_ShowsWhatItDoesAndHolds()
    {
        using var scene = new Scene();
        scene.Price(3350); // rung 0.5 and break-even
        scene.Redis.Add("symbol", "BTCUSDT", "status", "FILLED"); // a dead letter
        scene.Redis.Add(Feed.Fill("BTCUSDT", "SELL", 2, 50_000, 51_000, null, "position_side", "SHORT"));
        string last = scene.Price(3340);

        ServiceView view = await Take(scene.Redis);

        Assert.Equal((HarvestMode.Shadow, false, false, false, 1L), (view.Mode, view.ModeDiffers, view.KillSwitchOn, view.IsPartial, view.DeadLetters!.Value));
        Assert.Contains($":{scene.Worker.Pid}:", view.Owner, StringComparison.Ordinal);
        Assert.InRange(view.LeaseLeftMs, 1, 1000);
        Assert.InRange(view.AtUnixMs, Feed.NowUnixMs - 60_000, Feed.NowUnixMs + 1000);
        Assert.Equal([Feed.Input, "quantum:stream:position.snapshot", "quantum:stream:pnl.snapshot"], view.Streams.Select(shown => shown.Name));
        StreamView stream = view.Streams[0];
        Assert.Equal(new StreamView(Feed.Input, HasGroup: true, 0, 0, last, stream.AppliedAgeMs), stream);
        Assert.InRange(stream.AppliedAgeMs!.Value, 0, 60_000);
        Assert.Equal((1, 30), (view.IntentsInLastMinute, view.MaxActionsPerMinute));
        // What could not be read makes its symbol suspect: the side that is open since, and the one that is flat.
        Assert.Equal((2, 2), (view.OpenPositions, view.SuspectPositions));

        StoredPosition btc = view.Positions[0], eth = view.Positions[1];
        Assert.Equal(("BTCUSDT", Direction.Short, 2m, 0m), (btc.Symbol, btc.Direction, btc.Quantity, btc.RLevel!.Value));
        Assert.Equal(
            (Scene.Symbol, Direction.Long, 1m, 3300m, 3300m, "break_even", 3340m, 0.4m, 40m, false, scene.Fill),
            (eth.Symbol, eth.Direction, eth.Quantity, eth.EntryPrice, eth.StopPrice!.Value, eth.StopKind, eth.MarkPrice, eth.RLevel!.Value, eth.UnrealizedPnl,
                eth.Suspect, eth.Epoch));
        Assert.Equal(
            [new StoredRung(0.5m, RungState.Requested, 0.25m, false, false, false) { Attempt = 1 }, new(1m, RungState.Armed, 0.25m, false, false, false), new(1.5m, RungState.Armed, 0.25m, false, false, false)],
            eth.Rungs);
        Assert.Equal((StopState.Requested, 1), (eth.StopState, eth.StopAttempt));
        Assert.Equal([scene.Rung("0.5"), scene.Stop("3300")], view.Intents!.Select(intent => intent.IntentId).Order(StringComparer.Ordinal));
        StoredIntent close = view.Intents!.Single(intent => intent.StopPrice is null);
        Assert.Equal(("SELL", 0.25m, 0.5m, "R=0.5 >= 0.5", true), (close.Side, close.Quantity, close.RLevel, close.Reason, close.IsDryRun));
    }

    [Fact]
    public async Task View_KillSwitchSuspectAndDue_AreSeen()
    {
        using var scene = new Scene();
        scene.Redis.Do("SET", Feed.KillSwitch, "maintenance");
        scene.Price(3420);
        scene.Redis.WaitApplied(scene.Redis.Add("symbol", Scene.Symbol, "status", "FILLED"), scene.Worker);

        ServiceView view = await Take(scene.Redis);

        Assert.Equal((true, "maintenance", 1, 1), (view.KillSwitchOn, view.KillSwitchValue, view.OpenPositions, view.SuspectPositions));
        StoredPosition position = Assert.Single(view.Positions);
        Assert.True(position.Suspect);
        Assert.Equal([true, true, false], position.Rungs.Select(rung => rung.IsDue));
        Assert.Empty(view.Intents!);
    }

    [Fact]
    public async Task View_OfAnEmptyRedis_SaysThatNobodyWorks()
    {
        using var redis = new RedisServer();
        ServiceView view = await Take(redis);

        Assert.Null(view.Owner);
        Assert.Equal((0L, 0, 0L, 0), (view.LeaseLeftMs, view.OpenPositions, view.DeadLetters!.Value, view.IntentsInLastMinute));
        Assert.Equal(new StreamView(Feed.Input, HasGroup: false, null, 0, null, null), Assert.Single(view.Streams));
        Assert.Empty(view.Intents!);
        Assert.Empty(redis.List("KEYS", "*"));
    }

    [Fact]
    public async Task View_ChangesNothing()
    {
        using var scene = new Scene();
        scene.Price(3350);
        scene.Redis.Do("HSET", "quantum:config:harvest:ETHUSDT", "min_r", "1");
        scene.Worker.Terminate();
        scene.Worker.WaitForExit();
        string before = Dump(scene.Redis);
        long writes = Writes(scene.Redis);

        await Take(scene.Redis);

        Assert.Equal(before, Dump(scene.Redis));
        Assert.Equal(writes, Writes(scene.Redis));
    }

    [Fact]
    public async Task View_OwnerInTheOtherMode_SaysSo()
    {
        using var scene = new Scene(settings: ("HARVEST_MODE", "live"));
        scene.Price(3350);

        ServiceView view = await Take(scene.Redis); // asked with the default: shadow

        Assert.Equal((HarvestMode.Live, true), (view.Mode, view.ModeDiffers));
        Assert.Equal(RungState.Requested, view.Positions.Single().Rungs[0].State);
        Assert.All(view.Intents!, intent => Assert.False(intent.IsDryRun));
    }

    [Fact]
    public async Task View_AfterASwitchToLive_ShowsWhatIsDueThere()
    {
        using var scene = new Scene();
        scene.Price(3350);
        scene.Redis.Do("SET", Feed.KillSwitch, "1");
        scene.Replace(("HARVEST_MODE", "live"));
        scene.Worker.WaitFor(LogEvent.ModeChanged);
        Eventually.Equal("live", () => scene.Redis.Text("HGET", Feed.Checkpoint, "mode"), "it works in live mode");

        StoredPosition position = (await Take(scene.Redis)).Positions.Single();
        Assert.Equal((3200m, RungState.Armed, true), (position.StopPrice, position.Rungs[0].State, position.Rungs[0].IsDue));
    }

    [Fact]
    public async Task View_SettingsOfASymbol_CountInItsR()
    {
        using var scene = new Scene(open: false);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill("XRPUSDT", "BUY", 100, 2)), scene.Worker); // no stop
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price("XRPUSDT", 2.1m)), scene.Worker);
        Assert.Null((await Take(scene.Redis)).Positions.Single().RLevel);

        scene.Redis.Do("HSET", "quantum:config:harvest:XRPUSDT", "fallback_stop_pct", "0.1");
        Assert.Equal(0.5m, (await Take(scene.Redis)).Positions.Single().RLevel);

        scene.Redis.Do("HSET", "quantum:config:harvest:XRPUSDT", "ladder", "nonsense"); // not valid: changes nothing
        Assert.Null((await Take(scene.Redis)).Positions.Single().RLevel);
    }

    [Fact]
    public async Task View_SomebodyElsesValuesInOurKeys_AreToldOrLeftOut()
    {
        using var scene = new Scene();
        scene.Price(3350);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill("BTCUSDT", "BUY", 1, 3300, 3200)), scene.Worker);
        scene.Redis.Do("HSET", Feed.Positions, "BAD:BOTH", "{", "NEW:BOTH", "{\"schema\":99}");
        scene.Redis.Do("ZADD", "quantum:harvest:history:ETHUSDT", "9999999999999", "not json", "inf", "junk", "1e300", "{}", "-1", "{}-");
        string payload = (string)scene.Redis.List("ZRANGE", "quantum:harvest:history:ETHUSDT", "0", "1")[1]!;
        scene.Redis.Do("ZADD", "quantum:harvest:history:ETHUSDT", "1e300", payload.Replace("ETHUSDT", "OTHER", StringComparison.Ordinal));
        scene.Redis.Do("SET", "quantum:harvest:history:BTCUSDT", "x");
        scene.Redis.Do("LPUSH", "quantum:config:harvest:ETHUSDT", "x");

        ServiceView view = await Take(scene.Redis);

        Assert.Equal(["BAD:BOTH", "NEW:BOTH"], view.Unreadable.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0.5m, view.Positions.Single(position => position.Symbol == Scene.Symbol).RLevel);
        Assert.Equal(2, view.Intents!.Count);
    }

    [Fact]
    public async Task View_OfSnapshotStreamsOfWhichNothingWasApplied_SaysNothingYet()
    {
        using var scene = new Scene();
        ServiceView view = await Take(scene.Redis);
        Assert.Equal(3, view.Streams.Count);
        Assert.All(view.Streams.Skip(1), stream => Assert.Equal((null, null), (stream.Applied, stream.AppliedAgeMs)));
    }

    [Fact]
    public async Task View_OfManyPositions_IsBounded()
    {
        using var redis = new RedisServer();
        string state = SavedState("S");
        for (int from = 0; from < ServiceView.MaxSaved + 3000; from += 1000)
        {
            redis.Do(["HSET", Feed.Positions, .. Enumerable.Range(from, 1000).SelectMany(i => new object[] { $"S{i}:BOTH", state.Replace("\"S\"", $"\"S{i}\"", StringComparison.Ordinal) })]);
        }

        ServiceView view = await Take(redis);

        Assert.True(view.IsPartial);
        Assert.InRange(view.OpenPositions, ServiceView.MaxSaved, ServiceView.MaxSaved + 1500);
        Assert.Equal(ServiceView.MaxPositions, view.Positions.Count);
    }

    [Fact]
    public async Task Reader_AfterAnOutage_ConnectsAnew()
    {
        using var redis = new RedisServer(RedisServer.Durable);
        await using var reader = new StatusReader(Options(redis));
        await reader.ReadAsync();
        redis.Kill();
        Assert.Equal(StoreFault.Connection, (await Assert.ThrowsAsync<StoreException>(() => reader.ReadAsync())).Fault);
        redis.Start();
        Assert.Null((await reader.ReadAsync()).Owner);
    }

    private static string SavedState(string symbol)
    {
        using var scene = new Scene(open: false);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(symbol, "BUY", 1, 3300, 3200)), scene.Worker);
        return scene.Redis.Text("HGET", Feed.Positions, $"{symbol}:BOTH")!;
    }

    private static HarvestBrainOptions Options(RedisServer redis) => new() { Redis = new RedisSettings { Port = redis.Port } };

    private static Task<ServiceView> Take(RedisServer redis) => HarvestOperations.StatusAsync(Options(redis));

    private static long Writes(RedisServer redis) => long.Parse(
        redis.Text("INFO", "persistence")!.Split('\n').Single(line => line.StartsWith("rdb_changes_since_last_save:", StringComparison.Ordinal)).Split(':')[1],
        System.Globalization.CultureInfo.InvariantCulture);

    private static string Dump(RedisServer redis) => string.Join('\n', redis.List("KEYS", "*").Cast<string>()
        .Where(key => key != Feed.Lease).Order(StringComparer.Ordinal).Select(key => $"{key} {redis.Text("DEBUG", "DIGEST-VALUE", key) ?? string.Join(' ', redis.List("DEBUG", "DIGEST-VALUE", key))}"));
}
