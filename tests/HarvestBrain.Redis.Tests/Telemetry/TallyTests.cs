using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Telemetry;

/// <summary>What a batch did is counted when it is committed, however often it was tried.</summary>
public sealed class TallyTests
{
    [Fact]
    public async Task Batch_ThatIsTriedFourTimes_IsReadFourTimes_AndCountedOnce()
    {
        using var redis = new RedisServer();
        int tries = 0;
        await using var worker = new InProcessWorker(redis, batch =>
        {
            if (batch.DeadLetters.Count > 0 && ++tries < 4) throw new StoreException(StoreFault.Server, "tried");
        });
        var counts = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, worker.Metrics.Meter)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counts.AddOrUpdate(instrument.Name, value, (_, before) => before + value));
        listener.Start();

        // In one transaction, so that they are one batch.
        redis.Do("MULTI");
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200, null, "trade_id", "1"));
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200, null, "trade_id", "1"));
        redis.Add("symbol", Scene.Symbol, "status", "ODD");
        object?[] ids = redis.List("EXEC");
        redis.WaitApplied((string)ids[^1]!);
        Eventually.Equal(1, () => counts.GetValueOrDefault("harvest.dead_letters"), "the commit is counted");

        Assert.Equal(4, tries);
        Assert.Equal(
            (12, 2, 1), (counts["harvest.entries.read"], counts["harvest.entries.folded"], counts["harvest.rejections"]));
    }
}
