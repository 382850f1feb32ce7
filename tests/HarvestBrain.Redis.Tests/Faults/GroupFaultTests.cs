using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Faults;

/// <summary>The consumer group or the script cache is lost or moved: nothing is skipped and nothing is done twice.</summary>
[Collection<Timed>]
public sealed class GroupFaultTests(ITestOutputHelper output)
{
    [Fact]
    public void Group_Destroyed_IsMadeAgainAtTheCheckpoint()
    {
        using var scene = new Scene();

        scene.Redis.Do("XGROUP", "DESTROY", Feed.Input, Feed.Group);
        Soon.Assert(output, scene.Worker, "XGROUP DESTROY", scene.TimeToWork(3350));

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        scene.Worker.WaitFor(LogEvent.GroupMade, scene.Redis.Applied()!);
        Assert.Equal(0, scene.Redis.Pending());
        Assert.False(scene.Worker.Said(LogEvent.RedisFault), scene.Worker.Output);
        scene.Verify();
    }

    [Fact]
    public void Group_MadeAgainAtTheEndBySomebody_NothingIsSkipped()
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Redis.Do("XGROUP", "DESTROY", Feed.Input, Feed.Group);
        scene.Redis.Do("XGROUP", "CREATE", Feed.Input, Feed.Group, "$");
        string last = scene.Redis.Add(Feed.Price(Scene.Symbol, 3340));

        scene.Replace();
        scene.Redis.WaitApplied(last, scene.Worker);

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Verify();
    }

    [Fact]
    public void Group_MovedAheadWhileIdle_NothingIsSkipped()
    {
        using var scene = new Scene();
        scene.Worker.Freeze();
        string skipped = scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Redis.Do("XGROUP", "SETID", Feed.Input, Feed.Group, "$");
        scene.Worker.Thaw();

        scene.Redis.WaitApplied(skipped, scene.Worker);

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Verify();
    }

    [Fact]
    public void Group_MovedBackToTheBeginning_NothingIsAppliedTwice()
    {
        using var scene = new Scene();
        scene.Price(3350);

        scene.Redis.Do("XGROUP", "SETID", Feed.Input, Feed.Group, "0");
        scene.Price(3351);

        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
        Assert.Equal(2, scene.Redis.IntentIds().Count);
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal(0, scene.Redis.Pending());
        scene.Verify();
    }

    [Fact]
    public void Scripts_FlushedUnderLoad_NothingIsLostOrRepeated()
    {
        int seed = Seed.Draw(output);
        List<FeedEntry> entries = Feed.Session(seed, 3000, TimeSpan.FromHours(1));
        var expected = new Expected(Policies.Wide, Core.Policy.HarvestMode.Shadow, 100_000, Feed.NowUnixMs);
        foreach (FeedEntry entry in entries) expected.Apply(entry);
        using var scene = new Scene(open: false, settings: Policies.WideSettings);

        using RespClient producer = scene.Redis.Connect();
        foreach (FeedEntry[] chunk in entries.Chunk(20))
        {
            producer.Pipeline([.. chunk.Select(entry => entry.Command(Feed.Input)), ["SCRIPT", "FLUSH"]]);
        }
        scene.Redis.WaitApplied(entries[^1].Id, scene.Worker);

        Assert.Equal(expected.Payloads, scene.Redis.Payloads());
        Assert.Equal(expected.Positions(), scene.Redis.Positions());
        scene.Verify();
    }
}
