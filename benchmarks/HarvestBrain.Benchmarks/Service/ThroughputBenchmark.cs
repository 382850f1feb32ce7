using System.Diagnostics;
using HarvestBrain.Redis.Store;
using StackExchange.Redis;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>Entries that are in the stream already, until the last one is committed; against reading and acknowledging alone.</summary>
internal static class ThroughputBenchmark
{
    private const int Entries = 240_000;
    private const int Symbols = 6;
    private const int BatchSize = 500; // the service's own
    private const int Rounds = 7;

    public static async Task RunAsync(RedisServer server)
    {
        var table = new Table("entries/s", "min", "median", "max", "ratio min", "ratio median", "ratio max");
        await RunAsync(server, asPayload: false, table);
        await RunAsync(server, asPayload: true, table);
        table.Print();
    }

    private static async Task RunAsync(RedisServer server, bool asPayload, Table table)
    {
        string dialect = asPayload ? "payload" : "flat", stream = $"entries:{dialect}";
        await using Connection connection = await server.ConnectAsync();
        StreamEntry[] entries = [.. new Feed(Symbols, asPayload).Take(Entries)];
        await connection.AddAsync(stream, entries);
        var check = new ReplayCheck(RunningWorker.Options(server, "replay", stream), entries);
        Console.WriteLine($"{dialect}: {Entries} entries, {Symbols} symbols, {check.Intents} intents; {Rounds} rounds after one to warm up");

        Figures floor = new(), service = new(), ratio = new();
        for (int round = 0; round <= Rounds; round++)
        {
            double bare = await FloorAsync(connection, stream, $"floor{round}");
            double rate = await ServiceAsync(server, stream, $"service:{dialect}:{round}", check, connection);
            if (round == 0) continue;
            floor.Add(bare);
            service.Add(rate);
            ratio.Add(rate / bare);
        }
        Console.WriteLine($"{dialect}: every round published the replay's {check.Intents} intents and ended with its {check.Positions} positions");
        Console.WriteLine();
        table.Add([$"{dialect}: read and acknowledge", .. floor.Cells("n0"), "", "", ""]);
        table.Add([$"{dialect}: service", .. service.Cells("n0"), .. ratio.Cells("f2")]);
    }

    private static async Task<double> FloorAsync(Connection connection, string stream, string group)
    {
        await connection.ExecuteAsync("XGROUP", "CREATE", stream, group, "0");
        long counted = 0, startedAt = 0;
        while (true)
        {
            RedisResult[] streams = await connection.ListAsync("XREADGROUP", "GROUP", group, "c", "COUNT", BatchSize, "STREAMS", stream, ">");
            if (streams.Length == 0) break;
            var entries = (RedisResult[])((RedisResult[])streams[0]!)[1]!;
            var arguments = new object[2 + entries.Length];
            arguments[0] = stream;
            arguments[1] = group;
            for (int i = 0; i < entries.Length; i++) arguments[2 + i] = (byte[])((RedisResult[])entries[i]!)[0]!;
            await connection.ExecuteAsync("XACK", arguments);
            if (startedAt == 0) startedAt = Stopwatch.GetTimestamp();
            else counted += entries.Length;
        }
        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        await connection.ExecuteAsync("XGROUP", "DESTROY", stream, group);
        return counted / seconds;
    }

    private static async Task<double> ServiceAsync(RedisServer server, string stream, string prefix, ReplayCheck check, Connection connection)
    {
        double rate;
        await using (RunningWorker worker = RunningWorker.Start(RunningWorker.Options(server, prefix, stream)))
        {
            await worker.CommittedAsync(Entries);
            rate = worker.Probe.Rate;
        }
        await check.CompareAsync(connection, prefix);
        await connection.ExecuteAsync("XGROUP", "DESTROY", stream, prefix);
        return rate;
    }
}
