using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Faults;

/// <summary>A key holds another type than it should: nothing is written until it is gone, and its name is said.</summary>
[Collection<Timed>]
public sealed class WrongTypeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Feed.Suggestions)]
    [InlineData("quantum:dedup:harvest:shadow:harvest:ETHUSDT:{fill}:rung:0.5")]
    [InlineData("quantum:harvest:history:ETHUSDT")]
    [InlineData(Feed.DeadLetters)]
    public void Key_OfWrongType_NothingIsWrittenUntilItIsGone(string key)
    {
        using var scene = new Scene();
        key = key.Replace("{fill}", scene.Fill, StringComparison.Ordinal);
        scene.Redis.Do("LPUSH", key, "x");

        string id = scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Worker.WaitFor(LogEvent.WrongType, key);
        Assert.Equal(scene.Fill, scene.Redis.Applied());
        scene.Redis.Do("DEL", key);
        TimeSpan elapsed = Eventually.True(() => scene.Redis.Applied() == id, "the entry is applied", () => scene.Worker.Output);
        Soon.Assert(output, scene.Worker, $"wrong type of {key}", elapsed);

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        scene.Worker.SaysTimes(1, LogEvent.WrongType);
        scene.Verify();
    }

    [Theory]
    [InlineData(Feed.Lease)]
    [InlineData(Feed.KillSwitch)]
    [InlineData("quantum:harvest:fence")]
    public void ControlKey_OfWrongType_NothingIsPublishedUntilItIsGone(string key)
    {
        using var scene = new Scene();
        // At once: the owner takes its lease again as soon as it is gone.
        scene.Redis.Do("EVAL", "redis.call('DEL', KEYS[1]) return redis.call('LPUSH', KEYS[1], 'x')", 1, key);
        // A wrong fence is only seen by whoever takes the lease next.
        if (key.EndsWith("fence", StringComparison.Ordinal)) scene.Redis.Do("DEL", Feed.Lease);

        scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Worker.WaitFor(key == Feed.KillSwitch ? LogEvent.KillSwitchOn : LogEvent.RedisFault, key == Feed.KillSwitch ? "" : key);
        Assert.Equal(0, scene.Redis.Length(Feed.Suggestions));
        scene.Redis.Do("DEL", key);
        Soon.Assert(output, scene.Worker, $"wrong type of {key}", scene.TimeToWork(3351));

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Verify();
    }
}
