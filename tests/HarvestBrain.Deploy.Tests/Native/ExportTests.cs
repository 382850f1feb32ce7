using System.Collections.Concurrent;
using System.Text;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Deploy.Tests.Native;

/// <summary>The native program sends metrics and traces, by gRPC too.</summary>
public sealed class ExportTests(PublishedProgram published) : IClassFixture<PublishedProgram>
{
    private static readonly string[] Sent = ["batch", "decide", "commit", "harvest.entries", "harvest.commit.duration", "harvestbrain"];

    [Fact]
    public async Task Grpc_TracesAndMetrics_Arrive()
    {
        Assert.NotNull(published);
        var taken = new ConcurrentQueue<(string Path, string Body)>();
        int port = RedisServer.FreePort();
        await using WebApplication collector = Collector(port, taken);
        await collector.StartAsync();
        using var redis = new RedisServer();
        using WorkerProcess service = Run(redis, "grpc", $"http://127.0.0.1:{port}");
        AssertArrives(redis, service, () => string.Concat(taken.Select(request => request.Body)));
        Assert.Equal(
            [
                "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            ],
            taken.Select(request => request.Path).Distinct().Order(StringComparer.Ordinal));
    }

    private static WorkerProcess Run(RedisServer redis, string protocol, string address) => WorkerProcess.Run(
        redis, ("HARVEST_LEASE_SEC", "1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_EXPORTER_OTLP_ENDPOINT", address));

    private static void AssertArrives(RedisServer redis, WorkerProcess service, Func<string> taken)
    {
        redis.Text("XADD", "quantum:stream:execution.result", "*", "symbol", "ETHUSDT", "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED");
        foreach (string name in Sent) Eventually.True(() => taken().Contains(name, StringComparison.Ordinal), $"{name} arrives", () => service.Output);
        service.Terminate();
        Assert.Equal(0, service.WaitForExit());
    }

    /// <summary>A collector of gRPC, as far as one is asked: a message comes with five bytes before it, an empty one and the status go back.</summary>
    private static WebApplication Collector(int port, ConcurrentQueue<(string Path, string Body)> taken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            taken.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        return app;
    }
}
