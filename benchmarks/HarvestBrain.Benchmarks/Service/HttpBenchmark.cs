using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>What it costs a program to be seen by HTTP: memory with 6 open positions and with 1,000, processor time with 1,000.</summary>
internal static class HttpBenchmark
{
    private const int Looks = 20;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(30);
    private static readonly string[] Page = ["", "api/positions", "api/intents", "health/ready"]; // what the page asks for

    public static async Task RunAsync(RedisServer server)
    {
        await using Connection connection = await server.ConnectAsync();
        await connection.AddAsync("http:few", new Feed(symbols: 6).Take(1000));
        await connection.AddAsync("http:many", new Feed(symbols: 1000).Take(1000));
        var memory = new Table("HARVEST_HTTP", "resident MB", "anonymous MB");
        await using (ServiceProcess off = await StartAsync(server, connection, "http:off", "http:few", 0)) Add(memory, "off", off);
        int port = FreePort();
        await using (ServiceProcess on = await StartAsync(server, connection, "http:on", "http:few", port))
        {
            Add(memory, "on, nobody asks", on);
            for (int i = 0; i < Looks; i++) await LookAsync(port, ["metrics", .. Page]);
            Add(memory, $"on, after {Looks} scrapes and looks at the page", on);
        }

        var processor = new Table("1,000 open positions", "% of a core");
        await using ServiceProcess many = await StartAsync(server, connection, "http:1000", "http:many", port = FreePort());
        processor.Add("nobody asks", await MeasureAsync(many, port, TimeSpan.MaxValue, []));
        processor.Add("a scrape every second", await MeasureAsync(many, port, TimeSpan.FromSeconds(1), ["metrics"]));
        processor.Add("the page open, every two seconds", await MeasureAsync(many, port, TimeSpan.FromSeconds(2), Page[1..]));
        Add(memory, "on, 1,000 positions, after a minute of both", many);
        memory.Print();
        processor.Print();
    }

    private static async Task<ServiceProcess> StartAsync(RedisServer server, Connection connection, string prefix, string stream, int port)
    {
        string http = port == 0 ? "" : $"127.0.0.1:{port}";
        ServiceProcess service = ServiceProcess.Start(ServiceProcess.Programs[0], server, prefix, stream, http);
        while ((await connection.ExecuteAsync("HGET", $"{prefix}:harvest:checkpoint", "applied")).IsNull) await Task.Delay(20);
        await connection.AppliedAsync(prefix, 1000);
        await Task.Delay(Settle);
        return service;
    }

    private static void Add(Table memory, string what, ServiceProcess service) => memory.Add(
        what, Text(ServiceProcess.Megabytes(service.ProcessId, "smaps_rollup", "Rss:"), 1),
        Text(ServiceProcess.Megabytes(service.ProcessId, "smaps_rollup", "Anonymous:"), 1));

    private static async Task<string> MeasureAsync(ServiceProcess service, int port, TimeSpan interval, string[] paths)
    {
        long startedAt = Stopwatch.GetTimestamp();
        double before = ProcessorTime.Seconds(service.ProcessId);
        TimeSpan left;
        while ((left = Span - Stopwatch.GetElapsedTime(startedAt)) > TimeSpan.Zero)
        {
            await LookAsync(port, paths);
            await Task.Delay(interval < left ? interval : left);
        }
        return Text(100 * (ProcessorTime.Seconds(service.ProcessId) - before) / Stopwatch.GetElapsedTime(startedAt).TotalSeconds, 2);
    }

    private static async Task LookAsync(int port, string[] paths)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        foreach (string path in paths) await client.GetStringAsync(path);
    }

    private static string Text(double value, int digits) => value.ToString($"f{digits}", CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
