namespace HarvestBrain.Benchmarks.Service;

/// <summary>
/// The service beside a real redis-server of its own:
/// <c>-- service [throughput|latency|growth|memory|idle|http|program|all] [--aof] [--program FILE]...</c>.
/// Every figure stands beside a floor that was measured in the same run, by turns. What runs as a process (memory, idle, http, program) is the
/// program that was built with this, or the first of <c>--program</c>; <c>program</c> compares all of them.
/// </summary>
internal static class ServiceBenchmarks
{
    private static readonly (string Name, Func<RedisServer, Task> Run)[] All =
    [
        ("throughput", ThroughputBenchmark.RunAsync),
        ("latency", LatencyBenchmark.RunAsync),
        ("growth", GrowthBenchmark.RunAsync),
        ("memory", MemoryBenchmark.RunAsync),
        ("idle", IdleBenchmark.RunAsync),
        ("http", HttpBenchmark.RunAsync),
        ("program", ProgramBenchmark.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        bool appendOnly = arguments.Contains("--aof");
        (string[] programs, string[] names) = Split([.. arguments.Where(argument => argument != "--aof")]);
        if (programs.Length > 0) ServiceProcess.Programs = programs;
        if (names.Length == 0 || names.Contains("all")) names = [.. All.Select(benchmark => benchmark.Name)];
        if (names.FirstOrDefault(name => All.All(benchmark => benchmark.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"{unknown}: not one of {string.Join(", ", All.Select(benchmark => benchmark.Name))}, all");
            return 64;
        }
        foreach ((string name, Func<RedisServer, Task> run) in All)
        {
            if (!names.Contains(name)) continue;
            await using RedisServer server = await RedisServer.StartAsync(appendOnly);
            Console.WriteLine();
            Console.WriteLine($"## {name}: redis-server {server.Version}, loopback, {(appendOnly ? "AOF everysec" : "no AOF")}");
            Console.WriteLine();
            await run(server);
        }
        return 0;
    }

    private static (string[] Programs, string[] Names) Split(string[] arguments)
    {
        List<string> programs = [], names = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--program" && i + 1 < arguments.Length) programs.Add(Path.GetFullPath(arguments[++i]));
            else names.Add(arguments[i]);
        }
        return ([.. programs], [.. names]);
    }
}
