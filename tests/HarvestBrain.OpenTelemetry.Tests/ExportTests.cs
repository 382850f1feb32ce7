using System.Text;
using HarvestBrain.Core.Settings;
using HarvestBrain.Notifications.Tests;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HarvestBrain.OpenTelemetry.Tests;

/// <summary>The program with a real Redis and a collector that keeps what it gets.</summary>
public sealed class ExportTests
{
    private const int Fails = 70, Works = 71;

    private static readonly (string, string)[] Fast =
    [
        ("HARVEST_LEASE_SEC", "1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "300"), ("OTEL_BSP_SCHEDULE_DELAY", "200"),
    ];

    [Fact]
    public void Collector_GetsTracesOfBatches_AndTheMeter()
    {
        using var collector = new HttpStub();
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. Fast, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address)]);
        redis.Add(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        string last = redis.Add(Feed.Price("ETHUSDT", 3350));
        Eventually.Equal(last, () => redis.Text("HGET", Feed.Checkpoint, Feed.Input), "all is applied", () => worker.Output);

        foreach (string span in (string[])["batch", "read", "decide", "commit", "harvest.entries", "harvestbrain"])
            Eventually.True(() => Of(collector, "/v1/traces").Contains(span, StringComparison.Ordinal), $"{span} in a trace", () => worker.Output);
        foreach (string instrument in (string[])["harvest.entries", "harvest.intents", "harvest.commit.duration", "harvest.positions"])
            Eventually.True(() => Of(collector, "/v1/metrics").Contains(instrument, StringComparison.Ordinal), $"{instrument} in the metrics", () => worker.Output);
        Assert.All(collector.Taken, request => Assert.Equal(("POST", "application/x-protobuf"), (request.Method, request.Headers["Content-Type"])));
        worker.Terminate();
        Assert.Equal(0, worker.WaitForExit());
    }

    [Fact]
    public void End_FlushesWhatWasNotSentYet()
    {
        using var collector = new HttpStub();
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(
            redis, ("HARVEST_LEASE_SEC", "1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "3600000"),
            ("OTEL_BSP_SCHEDULE_DELAY", "3600000"), ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address));
        string last = redis.Add(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        Eventually.Equal(last, () => redis.Text("HGET", Feed.Checkpoint, Feed.Input), "applied", () => worker.Output);
        Assert.Empty(collector.Seen);
        worker.Terminate();
        Assert.Equal(0, worker.WaitForExit());
        Assert.Contains("commit", Of(collector, "/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("harvest.entries", Of(collector, "/v1/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public void Collector_ThatHangs_CostsNoIntent_AndAMomentAtTheEnd()
    {
        using var collector = new HttpStub { Then = Manner.Silence };
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. Fast, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address)]);
        redis.Add(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        Eventually.True(() => collector.Seen.Count > 0, "it hangs", () => worker.Output);
        redis.Add(Feed.Price("ETHUSDT", 3350));
        Eventually.Equal(2L, () => redis.Number("XLEN", Feed.Suggestions), "both intents", () => worker.Output);
        worker.Terminate();
        Assert.Equal(0, worker.WaitForExit());
    }

    [Fact]
    public void Collector_ThatTakesNothing_IsSaidOnce_AndThatItTakesThemAgain()
    {
        using var collector = new HttpStub { Then = HttpStub.Answer(401) };
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. Fast, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address)]);
        worker.WaitFor(Fails, "(401)");
        Eventually.True(() => collector.Seen.Count > 6, "it is tried on", () => worker.Output);
        collector.Then = Manner.Take;
        worker.WaitFor(Works);
        worker.SaysTimes(1, Fails);
        worker.Terminate();
        Assert.Equal(0, worker.WaitForExit());
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public void Collector_ThatIsAway_IsSaid(string protocol)
    {
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(
            redis, [.. Fast, ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{RedisServer.FreePort()}")]);
        worker.WaitFor(Fails, "connection_error");
        redis.Add(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        redis.Add(Feed.Price("ETHUSDT", 3350));
        Eventually.Equal(2L, () => redis.Number("XLEN", Feed.Suggestions), "both intents", () => worker.Output);
    }

    [Fact]
    public void Collector_ThatTakesMetricsAlone_IsSaidOnce()
    {
        using var collector = new HttpStub { Then = (Func<StubRequest, object>)(request => request.Path == "/v1/traces" ? HttpStub.Answer(404) : Manner.Take) };
        using var redis = new RedisServer();
        (string, string)[] settings = [.. Fast.Where(setting => setting.Item1 != "OTEL_METRIC_EXPORT_INTERVAL"), ("OTEL_METRIC_EXPORT_INTERVAL", "3000")];
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. settings, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address)]);
        int i = 0;
        Eventually.True(() =>
        {
            redis.Add(Feed.Price("ETHUSDT", 3300 + i++)); // a trace
            return collector.Taken.Count(request => request.Path == "/v1/metrics") > 2;
        }, "metrics are taken", () => worker.Output);
        Assert.Contains(collector.Seen, request => request.Path == "/v1/traces");
        Assert.Equal((1, 0), (worker.Count(Fails, "(404)"), worker.Count(Works)));
    }

    [Theory]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0")] // traces are begun by then
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "SECRETKEY")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nonexistent.pem")]
    public void SettingsThatTheExporterRefuses_CostTheExportAndNothingElse(string name, string value)
    {
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. Fast, ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://" + NoServer.Authority), (name, value)]);
        worker.WaitFor(72);
        redis.Add(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        redis.Add(Feed.Price("ETHUSDT", 3350));
        Eventually.Equal(2L, () => redis.Number("XLEN", Feed.Suggestions), "both intents", () => worker.Output);
        Assert.DoesNotContain("SECRETKEY", worker.Output, StringComparison.Ordinal);
        Assert.False(worker.Said(Fails)); // nothing is sent at all
    }

    [Fact]
    public void Off_NothingOfOpenTelemetryIsLoaded()
    {
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.RunManaged(redis, Fast);
        worker.WaitFor(3);
        string[] loaded = [.. File.ReadLines($"/proc/{worker.Pid}/maps").Select(line => Path.GetFileName(line)).Distinct()];
        Assert.Contains("harvestbrain.dll", loaded);
        Assert.DoesNotContain(loaded, file => file is "OpenTelemetry.dll" or "OpenTelemetry.Exporter.OpenTelemetryProtocol.dll" or "System.Net.Http.dll");
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://bob:SECRET@collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "bob:SECRET@collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318/v1?api-key=SECRET")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "thrift")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "HTTP/Protobuf")] // the exporter would take it for grpc
    public void Read_WhatCannotWork_IsRefused(string name, string value)
    {
        var reader = new SettingReader(asked => asked == name ? value : null);
        TelemetrySettings.Read(reader);
        SettingProblem problem = Assert.Single(reader.Problems);
        Assert.Equal(name, problem.Name);
        Assert.DoesNotContain("SECRET", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ComesFirst_AndTwiceChangesNothing()
    {
        var services = new ServiceCollection();
        services.AddHarvestBrain().AddHarvestBrainOpenTelemetry().AddHarvestBrainOpenTelemetry();
        ServiceDescriptor[] hosted = [.. services.Where(service => service.ServiceType == typeof(IHostedService))];
        Assert.Equal(2, hosted.Length);
        Assert.Equal("TelemetryExport", hosted[0].ImplementationType!.Name);
    }

    private static string Of(HttpStub collector, string path) =>
        string.Concat(collector.Taken.Where(request => request.Path == path).Select(request => Encoding.Latin1.GetString(request.Body)));
}
