using System.Collections.Concurrent;
using System.Diagnostics;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Telemetry;

/// <summary>The source is one for the whole process, where other tests run too: what is checked holds for every batch of everybody.</summary>
public sealed class BatchTraceTests
{
    [Fact]
    public async Task Batch_HasAReadADecisionAndACommit_OneAfterTheOther()
    {
        var ended = new ConcurrentQueue<Activity>();
        using ActivityListener listener = Listen(ended);
        using var redis = new RedisServer();
        await using (var worker = new InProcessWorker(redis))
        {
            redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)));
            redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));
            Eventually.True(() => Written(ended).Any(batch => (int)batch.GetTagItem("harvest.intents")! == 2), "the batch that asked");
        }

        foreach (Activity batch in Written(ended))
        {
            Activity[] steps = [.. ended.Where(activity => activity.ParentSpanId == batch.SpanId && activity.TraceId == batch.TraceId).OrderBy(activity => activity.StartTimeUtc)];
            Assert.Equal(["read", "decide", "commit"], steps.Select(step => step.OperationName));
            Assert.Equal(batch.StartTimeUtc, steps[0].StartTimeUtc);
            for (int i = 1; i < steps.Length; i++) Assert.True(steps[i].StartTimeUtc >= steps[i - 1].StartTimeUtc + steps[i - 1].Duration);
            Assert.True(steps[^1].StartTimeUtc + steps[^1].Duration <= batch.StartTimeUtc + batch.Duration);
            Assert.True((int)batch.GetTagItem("harvest.entries")! > 0); // a read that gives nothing leaves none
        }
    }

    [Fact]
    public async Task Batch_ThatIsNotWritten_IsAnError()
    {
        var ended = new ConcurrentQueue<Activity>();
        using ActivityListener listener = Listen(ended);
        using var redis = new RedisServer();
        await using var worker = new InProcessWorker(redis);
        bool killed = false;
        worker.Before = batch =>
        {
            if (batch.Intents.Count == 0 || killed) return;
            killed = true;
            redis.Do("SET", Feed.KillSwitch, "1"); // after the decision, before the commit
        };
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));

        Eventually.True(() => ended.Any(activity => activity is { OperationName: "batch", Status: ActivityStatusCode.Error, StatusDescription: "not committed" }), "an error");
        Assert.True(killed);
    }

    [Fact]
    public void Begin_WithNobodyListening_AndStart_MakeNothing() => Assert.Null(BatchTrace.Start(default, 1));

    private static IEnumerable<Activity> Written(ConcurrentQueue<Activity> ended) =>
        ended.Where(activity => activity is { OperationName: "batch", Status: ActivityStatusCode.Unset });

    private static ActivityListener Listen(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == HarvestTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
