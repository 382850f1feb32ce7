using HarvestBrain.AspNetCore.Exposition;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Tests.Exposition;

public sealed class MetricsCollectorTests
{
    [Fact]
    public void Symbols_PastTheCap_ShareOneSeries()
    {
        using var metrics = new HarvestMetrics(new HarvestStatus());
        using var collector = new MetricsCollector(metrics);
        for (int i = 0; i < 3 * HarvestMetrics.MaxSymbols; i++) metrics.Published(Intent($"S{i}"), HarvestMode.Shadow);

        MetricFamily intents = collector.Collect().Single(family => family.Name == "harvest_intents");
        Assert.Equal(HarvestMetrics.MaxSymbols + 1, intents.Series.Count);
        Assert.Equal(2 * HarvestMetrics.MaxSymbols, intents.Series.Single(series => series.Labels.Contains("symbol=\"other\"", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public void Collect_OfTwoServicesInOneProcess_KeepsThemApart()
    {
        using var one = new HarvestMetrics(new HarvestStatus());
        using var two = new HarvestMetrics(new HarvestStatus());
        using var collector = new MetricsCollector(one);
        one.Read(3);
        two.Read(5);

        Assert.Equal(3, collector.Collect().Single(family => family.Name == "harvest_entries_read").Series.Single().Value);
    }

    [Fact]
    public void Collect_BeforeAnything_ShowsCountersAtZeroAndEmptyHistograms()
    {
        using var metrics = new HarvestMetrics(new HarvestStatus());
        using var collector = new MetricsCollector(metrics);
        IReadOnlyList<MetricFamily> families = collector.Collect();

        Assert.All(families.Where(family => family.Name.StartsWith("harvest_", StringComparison.Ordinal) && family.Type == MetricType.Counter
            && family.Name is not ("harvest_intents" or "harvest_notices_dropped" or "harvest_observer_failures")), family =>
        {
            Assert.NotEmpty(family.Series);
            Assert.All(family.Series, series => Assert.Equal(0, series.Value));
        });
        Assert.All(families.Where(family => family.Type == MetricType.Histogram), family => Assert.Equal(0, family.Series.Single().Buckets!.Sum()));
    }

    [Fact]
    public void Histogram_CountsInTheRightBuckets()
    {
        using var metrics = new HarvestMetrics(new HarvestStatus());
        using var collector = new MetricsCollector(metrics);
        foreach (double ms in (double[])[0.5, 0.6, 1, 1.1, 9000]) metrics.Committed(new BatchTally(), TimeSpan.FromMilliseconds(ms));

        Sample commit = collector.Collect().Single(family => family.Name == "harvest_commit_duration_seconds").Series.Single();
        Assert.Equal([1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], commit.Buckets!);
        Assert.Equal(9.0032, commit.Value, 9);
    }

    [Fact]
    public async Task Collect_WhileTheLoopCounts_LosesNothing()
    {
        using var metrics = new HarvestMetrics(new HarvestStatus());
        using var collector = new MetricsCollector(metrics);
        const int Times = 200_000;
        Task loop = Task.Run(() =>
        {
            for (int i = 0; i < Times; i++) metrics.Read(1);
        });
        double last = 0;
        while (!loop.IsCompleted)
        {
            double now = Value();
            Assert.True(now >= last);
            last = now;
        }
        await loop;
        Assert.Equal(Times, Value());

        double Value() => collector.Collect().Single(family => family.Name == "harvest_entries_read").Series.Single().Value;
    }

    private static CommitIntent Intent(string symbol) => new("id", symbol, IntentKind.PartialClose, 1, [], 0, "", "");
}
