using System.Diagnostics;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>What the real program costs while nothing comes in.</summary>
internal static class IdleBenchmark
{
    // The runtime compiles again, in the background, what was called often enough; after that it is quiet.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private const int Rounds = 3; // thirty seconds in all

    public static async Task RunAsync(RedisServer server)
    {
        await using Connection connection = await server.ConnectAsync();
        await connection.AddAsync("idle", new Feed(6).Take(1000));
        (Figures redisAlone, _, _) = await MeasureAsync(server.ProcessId, null);
        await using ServiceProcess service = await ServiceProcess.StartAsync(server, connection, "idle:service", "idle");
        await Task.Delay(Settle);
        (Figures redis, Figures program, Figures resident) = await MeasureAsync(server.ProcessId, service.ProcessId);

        var table = new Table("percent of a core", "min", "median", "max", "RSS MB");
        table.Add(["redis-server alone", .. redisAlone.Cells("f3"), ""]);
        table.Add(["redis-server with the service", .. redis.Cells("f3"), ""]);
        table.Add(["harvestbrain run", .. program.Cells("f3"), $"{resident.Max:f1}"]);
        Console.WriteLine($"{Rounds} x {Span.TotalSeconds} s with 6 open positions, after {Settle.TotalSeconds} s to settle");
        Console.WriteLine();
        table.Print();
    }

    private static async Task<(Figures Redis, Figures Program, Figures Resident)> MeasureAsync(int redis, int? program)
    {
        Figures redisCpu = new(), programCpu = new(), resident = new();
        for (int i = 0; i < Rounds; i++)
        {
            long startedAt = Stopwatch.GetTimestamp();
            double redisBefore = ProcessorTime.Seconds(redis), programBefore = program is { } id ? ProcessorTime.Seconds(id) : 0;
            await Task.Delay(Span);
            double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            redisCpu.Add(100 * (ProcessorTime.Seconds(redis) - redisBefore) / seconds);
            if (program is not { } running) continue;
            programCpu.Add(100 * (ProcessorTime.Seconds(running) - programBefore) / seconds);
            resident.Add(ServiceProcess.ResidentMegabytes(running));
        }
        return (redisCpu, programCpu, resident);
    }
}
