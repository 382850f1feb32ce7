using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Http;

/// <summary>How the program carries the endpoint.</summary>
[Collection<Timed>]
public sealed class HostTests(ITestOutputHelper output)
{
    [Fact]
    public void Off_LoadsNoWebServer()
    {
        using var redis = new RedisServer();
        using var off = WorkerProcess.RunManaged(redis);
        off.WaitFor(LogEvent.Loaded);
        redis.Text("XADD", ShownService.Input, "*", "symbol", "ETHUSDT", "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED");
        redis.Text("XADD", ShownService.Input, "*", "symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3352");
        off.WaitFor(LogEvent.Intent, times: 2);
        Assert.Empty(Loaded(off.Pid, "Microsoft.AspNetCore"));
        Assert.Empty(Loaded(off.Pid, "HarvestBrain.AspNetCore.dll"));
        Assert.NotEmpty(Loaded(off.Pid, "HarvestBrain.Redis.dll"));

        using var on = WorkerProcess.RunManaged(redis, ("HARVEST_HTTP", $"127.0.0.1:{RedisServer.FreePort()}"));
        on.WaitFor(LogEvent.Listening);
        Assert.NotEmpty(Loaded(on.Pid, "Microsoft.AspNetCore.Server.Kestrel")); // so that what is above could fail
    }

    [Fact]
    public async Task On_LoadsNoOpenSsl()
    {
        using var service = new ShownService();
        foreach (string path in (string[])["", "metrics", "api/positions", "api/intents", "health/ready"]) await service.Text(path);
        Assert.Empty(Loaded(service.Process.Pid, "libssl")); // not every machine has it
    }

    [Fact]
    public async Task Port_Taken_SaysSo_Works_AndListensWhenItIsFree()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var redis = new RedisServer();
        using var service = WorkerProcess.Run(redis, ("HARVEST_HTTP", $"127.0.0.1:{port}"));
        service.WaitFor(LogEvent.CannotListen);
        service.WaitFor(LogEvent.Loaded);
        Assert.False(service.Ended);

        taken.Stop();
        service.WaitFor(LogEvent.Listening);
        service.SaysTimes(1, LogEvent.CannotListen);
        using var client = new HttpClient();
        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync($"http://127.0.0.1:{port}/health/live"));
    }

    [Fact]
    public void Terminate_WithConnectionsOpen_EndsAtOnceWith0()
    {
        using var service = new ShownService();
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, service.Port);
        service.Process.Terminate();
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, service.Process.WaitForExit());
        Soon.Assert(output, service.Process, "SIGTERM with a connection open", Stopwatch.GetElapsedTime(start));
        Assert.True(service.Process.Said(LogEvent.Stopped));
    }

    [Fact]
    public void Environment_OfAspNetCore_OpensNoOtherPort()
    {
        int other = RedisServer.FreePort();
        using var service = new ShownService(("ASPNETCORE_URLS", $"http://127.0.0.1:{other}"), ("DOTNET_URLS", $"http://127.0.0.1:{other}"), ("URLS", $"http://127.0.0.1:{other}"));
        using var client = new TcpClient();
        Assert.Throws<SocketException>(() => client.Connect(IPAddress.Loopback, other));
    }

    /// <summary>A scrape a second shall cost less than a hundredth of a core: 10 ms.</summary>
    [Fact]
    public async Task Scrape_WithAThousandPositions_CostsLessThanTenMilliseconds()
    {
        using var service = new ShownService();
        using RespClient client = service.Redis.Connect();
        object?[] ids = client.Pipeline([.. Enumerable.Range(0, 1000).Select(i => (object[])
            ["XADD", ShownService.Input, "*", "symbol", $"S{i}", "side", "BUY", "qty", "1", "price", "100", "stop_loss", "90", "status", "FILLED"])]);
        service.Settle((string)ids[^1]!);
        for (int i = 0; i < 100; i++) await service.Text("metrics"); // compiled by then
        const int Times = 200;
        TimeSpan before = Processor(service);
        for (int i = 0; i < Times; i++) await service.Text("metrics");
        Assert.InRange((Processor(service) - before) / Times, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
    }

    private static TimeSpan Processor(ShownService service)
    {
        using Process process = Process.GetProcessById(service.Process.Pid);
        return process.TotalProcessorTime;
    }

    private static string[] Loaded(int pid, string name) =>
        [.. File.ReadAllLines($"/proc/{pid}/maps").Where(line => line.Contains(name, StringComparison.Ordinal)).Select(line => line.Split(' ')[^1]).Distinct()];
}
