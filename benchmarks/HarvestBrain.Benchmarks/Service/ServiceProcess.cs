using System.Diagnostics;
using System.Globalization;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>The real program, <c>harvestbrain run</c>, in a process of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Starts it and waits until it holds the lease.</summary>
    public static async Task<ServiceProcess> StartAsync(RedisServer server, Connection connection, string prefix, string stream)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "harvestbrain.dll"), "run"])
        {
            Environment =
            {
                ["REDIS_HOST"] = "127.0.0.1",
                ["REDIS_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture),
                ["HARVEST_KEY_PREFIX"] = prefix,
                ["HARVEST_CONSUMER_GROUP"] = prefix,
                ["STREAM_EXECUTION_RESULT"] = stream,
                ["HARVEST_MAX_ACTIONS_PER_MIN"] = "100000",
                ["HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC"] = "86400",
                ["LOG_LEVEL"] = "WARN",
            },
        };
        var service = new ServiceProcess(Process.Start(start) ?? throw new InvalidOperationException("harvestbrain did not start"));
        for (int i = 0; i < 300; i++)
        {
            if (!(await connection.ExecuteAsync("HGET", $"{prefix}:harvest:checkpoint", "owner")).IsNull) return service;
            await Task.Delay(100);
        }
        throw new InvalidOperationException("harvestbrain did not get to work");
    }

    public static double ResidentMegabytes(int processId)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
