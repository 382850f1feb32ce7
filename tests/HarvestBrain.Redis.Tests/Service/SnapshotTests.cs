using System.Globalization;
using System.Text.Json.Nodes;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>The streams of snapshots: what they do to a position end to end, exactly once, whatever happens in between.</summary>
public sealed class SnapshotTests
{
    private const string Positions = "quantum:stream:position.snapshot";
    private const string Pnl = "quantum:stream:pnl.snapshot";

    [Fact]
    public void Position_Suspect_IsConfirmedAndHarvestedAgain()
    {
        using var scene = new Scene();
        scene.Redis.WaitApplied(scene.Redis.Add("symbol", Scene.Symbol, "status", "FILLED", "qty", "x"), scene.Worker);
        scene.Price(3350);
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());

        Show(scene, "positionAmt", "1.000", "entryPrice", "3300.00");
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        Assert.Equal(0, scene.Worker.Count(LogEvent.Drift));
    }

    [Fact]
    public void Position_Different_IsCorrectedAndTheDriftIsLoggedWithBothValues()
    {
        using var scene = new Scene();
        string id = Show(scene, "positionAmt", "2", "entryPrice", "3310");
        Assert.Equal(2, scene.Redis.Quantity(Scene.Symbol));
        scene.Worker.WaitFor(LogEvent.Drift, $"{Scene.Symbol}:BOTH differed from the exchange's snapshot, which wins: "
            + $"Corrected(quantity: 1 -> 2, entry: 3300 -> 3310) in entry {id}");
        scene.Price(3365);
        Assert.Equal("0.5", World.Member(scene.Redis.Payloads()[1], "qty"));
    }

    [Fact]
    public void Position_ThatWasThereBeforeUs_IsOpenedAndWhatIsGoneIsClosed()
    {
        using var scene = new Scene(open: false);
        scene.Worker.WaitFor(LogEvent.Loaded);
        string opened = Show(scene, "positionAmt", "-1", "entryPrice", "3300", "stop_loss", "3400", "markPrice", "3250");
        Assert.Equal([$"harvest:ETHUSDT:{opened}:stop:3300", $"harvest:ETHUSDT:{opened}:rung:0.5"], scene.Redis.IntentIds());
        Show(scene, "positionAmt", "0");
        Assert.Equal(0, scene.Redis.Quantity(Scene.Symbol));
        scene.Worker.WaitFor(LogEvent.Drift, "Opened(quantity: 0 -> -1, entry: 0 -> 3300)");
        scene.Worker.WaitFor(LogEvent.Drift, "Closed(quantity: -1 -> 0, entry: 3300 -> 0)");

        // The fill that closed it comes late: no ghost opens.
        long before = Feed.NowUnixMs - 60_000;
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3250, atUnixMs: before)), scene.Worker);
        Assert.Equal(0, scene.Redis.Quantity(Scene.Symbol));
    }

    [Fact]
    public void Pnl_IsAPrice()
    {
        using var scene = new Scene();
        string id = scene.Redis.Text("XADD", Pnl, "*", "payload", $$"""{"symbol":"{{Scene.Symbol}}","mark_price":3350,"unrealized_pnl":50}""")!;
        WaitCursor(scene, Pnl, id);
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
    }

    [Fact]
    public void NotUnderstood_GoesToTheDeadLettersAndMakesNothingSuspect()
    {
        using var scene = new Scene();
        string id = Show(scene, "positionAmt", "much");
        object?[] letter = World.Fields(Assert.Single(scene.Redis.List("XRANGE", Feed.DeadLetters, "-", "+")));
        Assert.Equal((Positions, id), (World.Field(letter, "source_stream"), World.Field(letter, "source_id")));
        Assert.Contains("NumberInvalid(field: positionAmt, found: 'much')", World.Field(letter, "error"), StringComparison.Ordinal);
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
    }

    [Fact]
    public void Group_ShowsHowFarWeAre()
    {
        using var scene = new Scene();
        Assert.Equal(("0-0", 0L, 0L), Group(scene, Positions));
        string id = "";
        for (int i = 0; i < 3; i++) id = Show(scene, "positionAmt", "1", "entryPrice", "3300");
        Assert.Equal((id, 0L, 0L), Group(scene, Positions));

        scene.Worker.Terminate();
        scene.Worker.WaitForExit();
        for (int i = 0; i < 5; i++) scene.Redis.Do("XADD", Positions, "*", "symbol", Scene.Symbol, "positionAmt", "1", "entryPrice", "3300");
        Assert.Equal((id, 5L, 0L), Group(scene, Positions));
    }

    [Fact]
    public async Task Commit_WhoseRedisDiesBeforeIt_RepeatsNothing()
    {
        const int Deaths = 2;
        using var redis = new RedisServer(RedisServer.Exact);
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        int deaths = 0;
        using var dead = new SemaphoreSlim(0);
        await using var worker = new InProcessWorker(redis);
        Eventually.True(() => redis.Applied() is not null, "the fill is applied");
        worker.Before = batch =>
        {
            if (batch.Cursors.Skip(1).All(move => move.From == move.To) || deaths == Deaths) return; // no snapshot
            deaths++;
            redis.Kill(); // read, and not committed
            dead.Release();
        };
        string id;
        using (RespClient producer = redis.Connect())
            id = (string)producer.Do("XADD", Positions, "*", "symbol", Scene.Symbol, "positionAmt", "2", "entryPrice", "3300", "markPrice", "3350")!;
        for (int i = 0; i < Deaths; i++)
        {
            Assert.True(await dead.WaitAsync(Eventually.Limit));
            redis.Start();
        }
        Eventually.Equal(id, () => redis.Text("HGET", Feed.Checkpoint, Positions), "the snapshot is applied");
        Assert.Equal(Deaths, deaths);
        Assert.Equal(2, redis.IntentIds().Count);
        Assert.Equal(2, redis.Quantity(Scene.Symbol));
    }

    [Fact]
    public void Restart_GoesOnBehindTheCheckpoint()
    {
        using var scene = new Scene();
        string first = Show(scene, "positionAmt", "2", "entryPrice", "3300");
        scene.Worker.Kill();
        scene.Redis.Do("XADD", Positions, "*", "symbol", Scene.Symbol, "positionAmt", "3", "entryPrice", "3300");
        scene.Replace();
        Eventually.Equal(3m, () => scene.Redis.Quantity(Scene.Symbol), "the snapshot is applied", () => scene.Worker.Output);
        Eventually.Equal(1, () => scene.Worker.Count(LogEvent.Drift), "one drift, not that of " + first, () => scene.Worker.Output);
    }

    [Fact]
    public void NeverRead_BeginsWhereTheExecutionsAre()
    {
        using var scene = new Scene(settings: [("STREAM_POSITION_SNAPSHOT", ""), ("STREAM_PNL_SNAPSHOT", "")]);
        Assert.Equal(0, scene.Redis.Number("EXISTS", Positions, Pnl));
        scene.Redis.Do("XADD", Positions, "1-1", "symbol", Scene.Symbol, "positionAmt", "7", "entryPrice", "3300", "timestamp", $"{Feed.NowUnixMs + 1000}");
        scene.Price(3310);
        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
        Assert.Null(scene.Redis.Text("HGET", Feed.Checkpoint, Positions));

        scene.Replace(("STREAM_POSITION_SNAPSHOT", Positions));
        scene.Worker.WaitFor(LogEvent.Loaded);
        Show(scene, "positionAmt", "2", "entryPrice", "3300");
        Assert.Equal(2, scene.Redis.Quantity(Scene.Symbol));
        scene.Worker.SaysTimes(1, LogEvent.Drift); // what lay there before was not applied
    }

    [Theory]
    [InlineData("group")]
    [InlineData("stream")]
    [InlineData("everything")]
    public void Removed_IsMadeAgainAndReadOn(string what)
    {
        using var scene = new Scene();
        Show(scene, "positionAmt", "2", "entryPrice", "3300");
        if (what == "group") scene.Redis.Do("XGROUP", "DESTROY", Positions, Feed.Group);
        else if (what == "stream") scene.Redis.Do("DEL", Positions);
        else scene.Redis.Do("FLUSHALL");
        if (what == "everything") scene.Worker.WaitFor(LogEvent.StateGone);

        string id = Show(scene, "positionAmt", "3", "entryPrice", "3300");
        Assert.Equal(3, scene.Redis.Quantity(Scene.Symbol));
        Assert.Equal((id, 0L, 0L), Group(scene, Positions));
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
    }

    [Fact]
    public void WrongType_IsSaidAndRecoveredFrom()
    {
        using var scene = new Scene();
        scene.Redis.Do("DEL", Positions);
        scene.Redis.Do("SET", Positions, "x");
        scene.Worker.WaitFor(LogEvent.RedisFault, Positions);
        scene.Redis.Do("DEL", Positions);
        Show(scene, "positionAmt", "2", "entryPrice", "3300");
        Assert.Equal(2, scene.Redis.Quantity(Scene.Symbol));
    }

    [Fact]
    public void Backlog_OfBothStreams_IsAppliedInTheOrderOfTheIds()
    {
        var redis = new RedisServer(RedisServer.Exact); // the scene's from here on
        long start = Feed.NowUnixMs - 100_000;
        for (int i = 0; i < 1200; i++) // more than two reads
        {
            redis.Do(["XADD", Feed.Input, $"{start + (10 * i)}-0", .. Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200, atUnixMs: start + (10 * i))]);
            if (i % 100 != 50) continue;
            string quantity = (i + 1).ToString(CultureInfo.InvariantCulture);
            redis.Do("XADD", Positions, $"{start + (10 * i) + 5}-0", "symbol", Scene.Symbol, "positionAmt", quantity, "entryPrice", "3300");
        }
        using var scene = new Scene(redis, open: false);
        Eventually.Equal(1200m, () => redis.Quantity(Scene.Symbol), "everything is applied", () => scene.Worker.Output);
        WaitCursor(scene, Positions, $"{start + 11_505}-0");
        Assert.Equal(0, scene.Worker.Count(LogEvent.Drift)); // each snapshot met exactly the fills before it
        JsonNode state = JsonNode.Parse(redis.Text("HGET", Feed.Positions, $"{Scene.Symbol}:BOTH")!)!;
        Assert.Equal(0, (long)state["corrected_at"]!);
    }

    private static string Show(Scene scene, params string[] fields)
    {
        string id = scene.Redis.Text(["XADD", Positions, "*", "symbol", Scene.Symbol, .. fields])!;
        WaitCursor(scene, Positions, id);
        return id;
    }

    private static void WaitCursor(Scene scene, string stream, string id) => Eventually.Equal(
        id, () => scene.Redis.Text("HGET", Feed.Checkpoint, stream), $"{stream} is applied", () => scene.Worker.Output);

    private static (string Id, long Lag, long Pending) Group(Scene scene, string stream)
    {
        var group = (object?[])Assert.Single(scene.Redis.List("XINFO", "GROUPS", stream))!;
        Assert.Equal(Feed.Group, World.Field(group, "name"));
        return (World.Field(group, "last-delivered-id"), (long)group[Array.IndexOf(group, "lag") + 1]!, (long)group[Array.IndexOf(group, "pending") + 1]!);
    }
}
