using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>Consumers of hosts that are gone do not pile up in the group.</summary>
public sealed class GoneConsumerTests : IDisposable
{
    private readonly RedisServer _redis = new();

    [Fact]
    public async Task Consumers_NotUsedForLongWithNothingPending_AreRemovedWhenTheWorkBegins()
    {
        string entry = _redis.Add(Feed.Price(Scene.Symbol, 3300));
        _redis.Do("XGROUP", "CREATE", Feed.Input, Feed.Group, "0");
        foreach (string host in (string[])["a", "b"]) _redis.Do("XGROUP", "CREATECONSUMER", Feed.Input, Feed.Group, host);
        _redis.Do("XGROUP", "CREATE", Feed.Input, "others", "0");
        _redis.Do("XGROUP", "CREATECONSUMER", Feed.Input, "others", "a");
        await using var worker = new InProcessWorker(_redis, limits: new CallLimits { GoneConsumer = TimeSpan.Zero });
        _redis.WaitApplied(entry);
        Eventually.Equal("test", () => Consumers(Feed.Group), "the others' are gone");
        Assert.Equal("a", Consumers("others"));
    }

    [Fact]
    public async Task Consumers_UsedWithinADayOrWithSomethingPending_Stay()
    {
        _redis.Do("XGROUP", "CREATE", Feed.Input, Feed.Group, "0", "MKSTREAM");
        _redis.Do("XGROUP", "CREATECONSUMER", Feed.Input, Feed.Group, "yesterday");
        await using RedisHarvestStore day = Store(TimeSpan.FromDays(1)), zero = Store(TimeSpan.Zero);
        string lease = (await day.AcquireAsync(default)).Lease!;
        Assert.Equal(new GoneConsumers(Fenced: false, 0, null), await day.RemoveGoneConsumersAsync(lease, default));
        Assert.Equal("test yesterday", Consumers(Feed.Group)); // and ours, which shows who works

        // Somebody reads through the group, of what is not applied yet.
        string taken = _redis.Add(Feed.Price(Scene.Symbol, 3301));
        _redis.Do("XREADGROUP", "GROUP", Feed.Group, "reader", "STREAMS", Feed.Input, ">");
        Assert.Equal(new GoneConsumers(Fenced: true, 0, null), await zero.RemoveGoneConsumersAsync("2:somebody", default));
        Assert.Equal(new GoneConsumers(Fenced: false, 1, null), await zero.RemoveGoneConsumersAsync(lease, default));
        Assert.Equal("reader test", Consumers(Feed.Group));
        _redis.Do("XACK", Feed.Input, Feed.Group, taken);
        _redis.Do("ACL", "SETUSER", "default", "-xgroup|delconsumer");
        GoneConsumers refused = await zero.RemoveGoneConsumersAsync(lease, default);
        Assert.Equal((false, 0L), (refused.Fenced, refused.Removed));
        Assert.Contains("can't run this command", refused.Refused, StringComparison.Ordinal);
        Assert.Equal("reader test", Consumers(Feed.Group));
    }

    public void Dispose() => _redis.Dispose();

    private RedisHarvestStore Store(TimeSpan gone)
    {
        var options = new HarvestBrainOptions { Redis = new RedisSettings { Port = _redis.Port } };
        CallLimits limits = CallLimits.Loop with { GoneConsumer = gone };
        var store = new RedisHarvestStore(new RedisConnection(ConnectionSettings.Of(options.Redis, limits)), options, "test", "test:1:0", limits);
        store.ConnectAsync(default).GetAwaiter().GetResult();
        return store;
    }

    private string Consumers(string group) => string.Join(
        ' ', _redis.List("XINFO", "CONSUMERS", Feed.Input, group).Select(consumer => (string)((object?[])consumer!)[1]!).Order(StringComparer.Ordinal));
}
