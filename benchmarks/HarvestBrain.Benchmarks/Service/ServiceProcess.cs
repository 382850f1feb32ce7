using System.Diagnostics;
using System.Globalization;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>The real program, <c>harvestbrain run</c>, in a process of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>What is measured: the program as it was built with the benchmarks, or those of <c>--program</c>.</summary>
    public static IReadOnlyList<string> Programs { get; set; } = [Path.Combine(AppContext.BaseDirectory, "harvestbrain.dll")];

    /// <summary>Starts it and waits until it holds the lease.</summary>
    public static async Task<ServiceProcess> StartAsync(RedisServer server, Connection connection, string prefix, string stream)
    {
        ServiceProcess service = Start(Programs[0], server, prefix, stream);
        for (int i = 0; i < 300; i++)
        {
            if (!(await connection.ExecuteAsync("HGET", $"{prefix}:harvest:checkpoint", "owner")).IsNull) return service;
            await Task.Delay(100);
        }
        throw new InvalidOperationException("harvestbrain did not get to work");
    }

    /// <summary>How any command of a program is started.</summary>
    public static ProcessStartInfo Command(string program, params string[] arguments) =>
        program.EndsWith(".dll", StringComparison.Ordinal) ? new("dotnet", [program, .. arguments]) : new(program, arguments);

    /// <summary>Starts it, and waits for nothing.</summary>
    public static ServiceProcess Start(string program, RedisServer server, string prefix, string stream, string http = "")
    {
        ProcessStartInfo start = Command(program, "run");
        Dictionary<string, string> settings = new()
        {
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["HARVEST_KEY_PREFIX"] = prefix,
            ["HARVEST_CONSUMER_GROUP"] = prefix,
            ["STREAM_EXECUTION_RESULT"] = stream,
            ["HARVEST_MAX_ACTIONS_PER_MIN"] = "100000",
            ["HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC"] = "86400",
            ["HARVEST_HTTP"] = http,
            ["LOG_LEVEL"] = "WARN",
        };
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start) ?? throw new InvalidOperationException("harvestbrain did not start"));
    }

    public static double ResidentMegabytes(int processId) => Megabytes(processId, "status", "VmRSS:");

    /// <summary>A line of one of the files in which the kernel tells kB.</summary>
    public static double Megabytes(int processId, string file, string name)
    {
        string line = File.ReadLines($"/proc/{processId}/{file}").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
