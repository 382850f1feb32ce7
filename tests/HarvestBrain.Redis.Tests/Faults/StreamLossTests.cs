using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Faults;

/// <summary>Entries are lost before they were read: everything is suspect, and it is said. Others may go.</summary>
public sealed class StreamLossTests
{
    private const string Snapshots = "quantum:stream:position.snapshot";

    [Fact]
    public void Stream_TrimmedPastPendingEntries_AllIsSuspect()
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        string taken = scene.Redis.Add(Feed.Fill("BTCUSDT", "BUY", 1, 90000, 89000));
        // Another consumer of the group took it and died, then the stream was cut.
        scene.Redis.Do("XREADGROUP", "GROUP", Feed.Group, "somebody", "STREAMS", Feed.Input, ">");
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "0");

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.EntriesLost);
        scene.Price(3350);

        Assert.NotEqual("", taken);
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        Assert.Equal(0, scene.Redis.Pending());
        scene.Worker.SaysTimes(1, LogEvent.EntriesLost);
        scene.VerifyNamesWhatIsMissing();
    }

    [Fact]
    public void Stream_TrimmedPastUnreadEntriesWhileDown_AllIsSuspect()
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        scene.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.5m, 3310));
        scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "1");

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.EntriesLost, "1 entries");
        scene.Price(3351);

        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        scene.VerifyNamesWhatIsMissing();
    }

    [Fact]
    public void Stream_TrimmedBehindUs_NothingIsSuspect()
    {
        using var scene = new Scene();
        scene.Price(3310);
        scene.Price(3311);
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "1");
        scene.Price(3350);
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "0");
        scene.Price(3351);

        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        Assert.False(scene.Worker.Said(LogEvent.EntriesLost));
        scene.VerifyNamesWhatIsMissing();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Entry_DeletedUnread_AllIsSuspect(bool isLast)
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        string lost = scene.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.5m, 3310));
        if (!isLast) scene.Redis.Add(Feed.Price(Scene.Symbol, 3320));
        scene.Redis.Do("XDEL", Feed.Input, lost);

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.EntriesLost, "1 entries");
        scene.Price(3350);

        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        scene.Worker.SaysTimes(1, LogEvent.EntriesLost);
        scene.Verify();
    }

    [Fact]
    public void Entry_DeletedBehindUs_NothingIsSuspect()
    {
        using var scene = new Scene();
        string price = scene.Price(3310);
        scene.Price(3311);
        scene.Redis.Do("XDEL", Feed.Input, price);
        scene.Price(3350);
        scene.Replace();
        scene.Worker.WaitFor(LogEvent.Loaded);
        scene.Price(3351);

        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal(2, scene.Redis.IntentIds().Count);
        scene.VerifyNamesWhatIsMissing();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stream_MadeAnewWithLowerIds_IsReadFromItsBeginning(bool whileDown)
    {
        using var scene = new Scene();
        if (whileDown) scene.Worker.Kill();
        // As one step: a service that runs sees either the old stream or the new one.
        scene.Redis.Do(
            "EVAL",
            $"redis.call('DEL', KEYS[1]) for i = 1, 3 do redis.call('XADD', KEYS[1], i .. '-0', 'symbol', '{Scene.Symbol}', 'side', 'BUY', 'qty', '1', "
            + "'price', '3300', 'stop_loss', '3200', 'status', 'FILLED', 'trade_id', 't' .. i) end", "1", Feed.Input);
        if (whileDown) scene.Replace();
        scene.Worker.WaitFor(LogEvent.StreamMadeAnew, $"its last entry 3-0 lies before {scene.Fill}");
        scene.Redis.WaitApplied("3-0", scene.Worker);

        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal(4, scene.Redis.Quantity(Scene.Symbol));
        scene.Price(3350); // with an id of today: goes on
        Assert.Empty(scene.Redis.IntentIds());
        scene.Worker.SaysTimes(1, LogEvent.StreamMadeAnew);
        Assert.False(scene.Worker.Said(LogEvent.EntriesLost), scene.Worker.Output);
        Assert.Single(scene.Redis.List("XINFO", "GROUPS", Feed.Input));
        scene.VerifyNamesWhatIsMissing();
    }

    [Fact]
    public void Stream_RemovedAndThenMadeAnewWithLowerIds_IsReadFromItsBeginning()
    {
        using var scene = new Scene();
        scene.Redis.Do("DEL", Feed.Input);
        scene.Worker.WaitFor(LogEvent.EntriesLost, "the stream was removed");
        scene.Redis.Do(["XADD", Feed.Input, "7-0", .. Feed.Price(Scene.Symbol, 3350)]);
        scene.Worker.WaitFor(LogEvent.StreamMadeAnew);
        scene.Redis.WaitApplied("7-0", scene.Worker);
        Assert.Empty(scene.Redis.IntentIds());
        scene.Verify();
    }

    [Fact]
    public void StreamOfSnapshots_MadeAnewWithLowerIds_IsReadFromItsBeginningAndNothingIsSuspect()
    {
        using var scene = new Scene();
        string id = scene.Redis.Text("XADD", Snapshots, "*", "symbol", Scene.Symbol, "positionAmt", "1", "entry_price", "3300", "mark_price", "3310")!;
        Eventually.Equal(id, () => scene.Redis.Text("HGET", Feed.Checkpoint, Snapshots), "the snapshot is applied", () => scene.Worker.Output);
        scene.Redis.Do("DEL", Snapshots);
        scene.Redis.Do("XADD", Snapshots, "5-0", "symbol", Scene.Symbol, "positionAmt", "1", "entry_price", "3300", "timestamp", $"{Feed.NowUnixMs}");
        scene.Worker.WaitFor(LogEvent.StreamMadeAnew, "0 positions are suspect");
        Eventually.Equal("5-0", () => scene.Redis.Text("HGET", Feed.Checkpoint, Snapshots), "the new one is applied", () => scene.Worker.Output);
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        scene.Price(3350);
        Assert.Equal(2, scene.Redis.IntentIds().Count);
        scene.Verify();
    }

    /// <summary>What lies before where the reading began was never meant to be read.</summary>
    [Fact]
    public void Streams_ThatBeginAheadOfTheirEntries_AreNotMadeAnew()
    {
        using var redis = new RedisServer();
        redis.Do(["XADD", Feed.Input, "3-0", .. Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)]);
        redis.Do("XADD", Snapshots, "1-0", "symbol", Scene.Symbol, "positionAmt", "9", "entry_price", "1");
        (string, string)[] settings = [("HARVEST_LEASE_SEC", "1"), ("HARVEST_START_FROM", "100-0")];
        for (int start = 1; start <= 2; start++)
        {
            using WorkerProcess worker = WorkerProcess.Run(redis, settings);
            worker.WaitFor(LogEvent.Loaded, "last applied entry 100-0");
            // So that it has looked and found nothing before the next start.
            string snapshot = redis.Text("XADD", Snapshots, $"{100 + start}-0", "symbol", Scene.Symbol, "positionAmt", "0")!;
            Eventually.Equal(snapshot, () => redis.Text("HGET", Feed.Checkpoint, Snapshots), "the snapshot is applied", () => worker.Output);
            Assert.False(worker.Said(LogEvent.StreamMadeAnew) || worker.Said(LogEvent.EntriesLost), worker.Output);
        }
        using WorkerProcess last = WorkerProcess.Run(redis, settings);
        redis.WaitApplied(redis.Text("XADD", Feed.Input, "101-0", "status", "NEW", "symbol", Scene.Symbol)!, last);
        Assert.False(last.Said(LogEvent.StreamMadeAnew) || last.Said(LogEvent.EntriesLost), last.Output);
        Assert.NotEqual(1, redis.Quantity(Scene.Symbol));
    }

    [Fact]
    public void Stream_Deleted_GroupIsMadeAgainAndAllIsSuspect()
    {
        using var scene = new Scene();
        scene.Redis.Do("DEL", Feed.Input);
        scene.Worker.WaitFor(LogEvent.EntriesLost);
        scene.Price(3350);

        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        scene.VerifyNamesWhatIsMissing();
    }
}
