using System.Diagnostics;
using StackExchange.Redis;
using StreamEntry = HarvestBrain.Redis.Store.StreamEntry;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>
/// Entries that are in the stream already, until the last one is committed, with and without the journal; against reading and acknowledging
/// alone.
/// </summary>
internal static class ThroughputBenchmark
{
    private const int Entries = 240_000;
    private const int Symbols = 6;
    private const int BatchSize = 500; // the service's own
    private const int Rounds = 7;

    public static async Task RunAsync(RedisServer server)
    {
        var table = new Table("entries/s", "min", "median", "max", "ratio min", "ratio median", "ratio max");
        var processor = new Table("processor time per entry, ns", "client", "ratio", "redis-server", "ratio");
        await RunAsync(server, asPayload: false, table, processor);
        await RunAsync(server, asPayload: true, table, processor);
        table.Print();
        processor.Print();
    }

    private static async Task RunAsync(RedisServer server, bool asPayload, Table table, Table processor)
    {
        string dialect = asPayload ? "payload" : "flat", stream = $"entries:{dialect}";
        await using Connection connection = await server.ConnectAsync();
        StreamEntry[] entries = [.. new Feed(Symbols, asPayload).Take(Entries)];
        await connection.AddAsync(stream, entries);
        var check = new ReplayCheck(RunningWorker.Options(server, "replay", stream), entries);
        Console.WriteLine($"{dialect}: {Entries} entries, {Symbols} symbols, {check.Intents} intents; {Rounds} rounds after one to warm up");

        Figures floor = new();
        var floorCost = new Cost(server);
        Service[] services = [new("service", IsJournalled: true, new Cost(server)), new("service, no journal", IsJournalled: false, new Cost(server))];
        for (int round = 0; round <= Rounds; round++)
        {
            floorCost.Start();
            double bare = await FloorAsync(connection, stream, $"floor{round}");
            floorCost.Stop();
            if (round > 0) floor.Add(bare);
            // Who comes first changes: what one leaves in the server's memory is there for the other.
            foreach (Service service in round % 2 == 0 ? services : services.Reverse())
            {
                string prefix = $"{(service.IsJournalled ? "service" : "bare")}:{dialect}:{round}";
                service.Cost.Start();
                double rate = await ServiceAsync(server, stream, prefix, service.IsJournalled, connection);
                service.Cost.Stop();
                await check.CompareAsync(connection, prefix);
                await connection.ExecuteAsync("XGROUP", "DESTROY", stream, prefix);
                await connection.ExecuteAsync("DEL", $"{prefix}:harvest:journal");
                if (round == 0) continue;
                service.Rate.Add(rate);
                service.Ratio.Add(rate / bare);
            }
        }
        Console.WriteLine($"{dialect}: every round published the replay's {check.Intents} intents and ended with its {check.Positions} positions");
        Console.WriteLine();
        table.Add([$"{dialect}: read and acknowledge", .. floor.Cells("n0"), "", "", ""]);
        processor.Add($"{dialect}: read and acknowledge", $"{floorCost.Client.Median:n0}", "", $"{floorCost.Server.Median:n0}", "");
        foreach (Service service in services)
        {
            processor.Add(
                $"{dialect}: {service.Name}", $"{service.Cost.Client.Median:n0}", $"{service.Cost.Client.Median / floorCost.Client.Median:f2}",
                $"{service.Cost.Server.Median:n0}", $"{service.Cost.Server.Median / floorCost.Server.Median:f2}");
            table.Add([$"{dialect}: {service.Name}", .. service.Rate.Cells("n0"), .. service.Ratio.Cells("f2")]);
        }
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

    private static async Task<double> ServiceAsync(
        RedisServer server, string stream, string prefix, bool isJournalled, Connection connection)
    {
        await using RunningWorker worker = RunningWorker.Start(
            RunningWorker.Options(server, prefix, stream, isJournalled: isJournalled));
        await worker.CommittedAsync(Entries);
        await connection.AppliedAsync(prefix, Entries); // the worker counts an entry again that it has to take again
        return worker.Probe.Rate;
    }

    /// <summary>One way to run it, and what that came to.</summary>
    private sealed record Service(string Name, bool IsJournalled, Cost Cost)
    {
        public Figures Rate { get; } = new();

        public Figures Ratio { get; } = new();
    }

    /// <summary>Processor time of both processes, a round.</summary>
    private sealed class Cost(RedisServer server)
    {
        private double _clientBefore;
        private double _serverBefore;

        public Figures Client { get; } = new();

        public Figures Server { get; } = new();

        public void Start()
        {
            _clientBefore = ProcessorTime.Seconds(Environment.ProcessId);
            _serverBefore = ProcessorTime.Seconds(server.ProcessId);
        }

        public void Stop()
        {
            Client.Add((ProcessorTime.Seconds(Environment.ProcessId) - _clientBefore) * 1e9 / Entries);
            Server.Add((ProcessorTime.Seconds(server.ProcessId) - _serverBefore) * 1e9 / Entries);
        }
    }
}
