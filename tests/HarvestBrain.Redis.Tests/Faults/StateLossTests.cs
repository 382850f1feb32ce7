using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Faults;

/// <summary>Redis loses what was saved: what is in memory is kept and suspect.</summary>
[Collection<Timed>]
public sealed class StateLossTests(ITestOutputHelper output)
{
    [Fact]
    public void Flushed_WhileBlocked_PositionsAreKeptAndSuspect()
    {
        using var scene = new Scene();

        scene.Redis.Do("FLUSHALL");
        scene.Worker.WaitFor(LogEvent.StateGone);
        Soon.Assert(output, scene.Worker, "FLUSHALL", scene.TimeToWork(3350));

        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        using WorkerProcess release = WorkerProcess.Start(["release", Scene.Symbol], scene.Redis.Port);
        Assert.Equal(0, release.WaitForExit());
        scene.Price(3351);
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Verify();
    }

    [Theory]
    [InlineData(Feed.Positions)]
    [InlineData(Feed.Checkpoint)]
    public void State_OverwrittenByAnotherType_IsKeptFromMemoryAndSuspect(string key)
    {
        using var scene = new Scene();
        scene.Redis.Do("SET", key, "x");
        string id = scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Worker.WaitFor(LogEvent.RedisFault, key);

        scene.Redis.Do("DEL", key);
        scene.Redis.WaitApplied(id, scene.Worker);

        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        scene.Worker.WaitFor(LogEvent.StateGone); // told once it is written
        scene.Verify();
    }

    [Fact]
    public void State_DeletedUnderLoad_IsKeptFromMemoryAndSuspect()
    {
        using var scene = new Scene();
        scene.Worker.Freeze();
        scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3310, 3200));
        scene.Redis.Do("DEL", Feed.Positions, Feed.Checkpoint);
        scene.Worker.Thaw();
        scene.Worker.WaitFor(LogEvent.StateGone);
        scene.Price(3400);

        // The second fill had been folded when its commit was refused; it must not count twice.
        Assert.Equal(2, scene.Redis.Quantity(Scene.Symbol));
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        scene.Verify();
    }

    [Fact]
    public void Redis_GoneBackToAnEarlierState_IsSaidAndWorkGoesOnFromThere()
    {
        using var scene = new Scene();
        object earlier = scene.Redis.Text("HGET", Feed.Positions, $"{Scene.Symbol}:BOTH")!;
        string lost = scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3310));
        scene.Redis.WaitApplied(lost, scene.Worker);

        // As after a crash of Redis that lost its last second; the producer does not send the fill again.
        scene.Redis.Do("MULTI");
        scene.Redis.Do("XDEL", Feed.Input, lost);
        scene.Redis.Do("HSET", Feed.Positions, $"{Scene.Symbol}:BOTH", earlier);
        scene.Redis.Do("HSET", Feed.Checkpoint, Feed.Input, scene.Fill);
        scene.Redis.Do("EXEC");
        scene.Price(3350);

        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
        scene.Worker.WaitFor(LogEvent.RolledBack, $"from entry {lost} to {scene.Fill}");
        scene.VerifyNamesWhatIsMissing();
    }

    [Fact]
    public void Positions_DeletedWhileTheServiceIsDown_IsSaid()
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        scene.Redis.Do("DEL", Feed.Positions);

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.StateGone);
        scene.Verify();
    }
}
