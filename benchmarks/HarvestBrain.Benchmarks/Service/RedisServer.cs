using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>A redis-server of our own, on a free port, in a folder that goes with it.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private RedisServer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public string Version { get; private set; } = "";

    public static async Task<RedisServer> StartAsync(bool appendOnly)
    {
        int port = FreePort();
        string folder = Directory.CreateTempSubdirectory("harvestbrain-benchmark-").FullName;
        string[] arguments =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", appendOnly ? "yes" : "no",
            "--logfile", Path.Combine(folder, "redis.log"),
        ];
        Process process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-server did not start");
        var server = new RedisServer(process, folder, port);
        for (int i = 0; ; i++)
        {
            try
            {
                await using Connection connection = await server.ConnectAsync();
                server.Version = await connection.InfoAsync("redis_version");
                return server;
            }
            catch (RedisConnectionException) when (i < 50)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>A connection of its own, for one caller that may block in it.</summary>
    public async Task<Connection> ConnectAsync() =>
        new(await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},syncTimeout=60000,allowAdmin=true,protocol=resp2"));

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
