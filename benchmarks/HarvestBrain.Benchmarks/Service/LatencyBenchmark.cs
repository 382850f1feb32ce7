using System.Diagnostics;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>
/// From XADD of a price that crosses a rung until a reader that blocks on the output has the intent; against an echo: a consumer
/// that blocks on the input and adds to the output what it gets, and no more.
/// </summary>
internal static class LatencyBenchmark
{
    private const int Samples = 500;
    private const int Turn = 50; // samples before the other one's turn
    private const int WarmUp = 200;
    private const string Stream = "latency", Echoes = "latency:echo", Prefix = "latency:service";

    // So long after the last commit the service has read nothing and waits again.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private static readonly EntryField[] Open =
    [
        Feed.Field("symbol", "ETHUSDT"), Feed.Field("side", "BUY"), Feed.Field("qty", "1"), Feed.Field("price", "3300"),
        Feed.Field("stop_loss", "3200"), Feed.Field("status", "FILLED"),
    ];

    private static readonly EntryField[] Cross =
        [Feed.Field("symbol", "ETHUSDT"), Feed.Field("price", "3352"), Feed.Field("status", "PRICE_UPDATE")];

    private static readonly EntryField[] Close =
    [
        Feed.Field("symbol", "ETHUSDT"), Feed.Field("side", "SELL"), Feed.Field("qty", "1"), Feed.Field("price", "3352"),
        Feed.Field("status", "FILLED"),
    ];

    public static async Task RunAsync(RedisServer server)
    {
        await using Connection producer = await server.ConnectAsync(), reader = await server.ConnectAsync();
        HarvestPolicy oneIntent = HarvestPolicy.Default with { BreakEvenAtR = null };
        await using RunningWorker worker = RunningWorker.Start(RunningWorker.Options(server, Prefix, Stream, oneIntent));
        using var stop = new CancellationTokenSource();
        Task echo = EchoAsync(server, stop.Token);

        var service = new ServiceSide(worker, producer, reader);
        var floor = new EchoSide(producer, reader);
        for (int i = 0; i < WarmUp; i++)
        {
            await floor.SampleAsync();
            await service.SampleAsync();
        }
        Figures echoed = new(), asked = new();
        while (asked.Count < Samples)
        {
            for (int i = 0; i < Turn; i++) echoed.Add(await floor.SampleAsync());
            for (int i = 0; i < Turn; i++) asked.Add(await service.SampleAsync());
        }
        await stop.CancelAsync();
        await producer.AddAsync($"{Echoes}:in", "*", Cross);
        await echo;

        var table = new Table("milliseconds", "min", "p50", "p90", "p99", "max");
        table.Add("echo: XREAD BLOCK, XADD", Ms(echoed.Min), Ms(echoed.Median), Ms(echoed.Percentile(90)), Ms(echoed.Percentile(99)), Ms(echoed.Max));
        table.Add("service", Ms(asked.Min), Ms(asked.Median), Ms(asked.Percentile(90)), Ms(asked.Percentile(99)), Ms(asked.Max));
        table.Add("ratio", Over(f => f.Min), Over(f => f.Median), Over(f => f.Percentile(90)), Over(f => f.Percentile(99)), Over(f => f.Max));
        Console.WriteLine($"{Samples} samples each, {Turn} by turns, after {WarmUp} to warm up");
        Console.WriteLine();
        table.Print();

        string Over(Func<Figures, double> figure) => $"{figure(asked) / figure(echoed):f2} x";
    }

    private static string Ms(double ms) => $"{ms:f3}";

    private static async Task EchoAsync(RedisServer server, CancellationToken stop)
    {
        await using Connection waits = await server.ConnectAsync(), writes = await server.ConnectAsync();
        string last = "0";
        while (true)
        {
            last = await waits.NextAsync($"{Echoes}:in", last);
            if (stop.IsCancellationRequested) return;
            await writes.AddAsync($"{Echoes}:out", "*", Cross);
        }
    }

    /// <summary>From just before the XADD until the reader, which blocks already, has something.</summary>
    private static async Task<(double Milliseconds, string Id)> MeasureAsync(
        Connection producer, string input, Connection reader, string output, string after)
    {
        Task<(long At, string Id)> read = ReadAsync();
        await Task.Delay(Pause);
        long startedAt = Stopwatch.GetTimestamp();
        Task added = producer.AddAsync(input, "*", Cross);
        (long at, string id) = await read;
        await added;
        return (Stopwatch.GetElapsedTime(startedAt, at).TotalMilliseconds, id);

        async Task<(long At, string Id)> ReadAsync()
        {
            string found = await reader.NextAsync(output, after);
            return (Stopwatch.GetTimestamp(), found);
        }
    }

    private sealed class EchoSide(Connection producer, Connection reader)
    {
        private string _last = "0";

        public async Task<double> SampleAsync()
        {
            (double milliseconds, _last) = await MeasureAsync(producer, $"{Echoes}:in", reader, $"{Echoes}:out", _last);
            return milliseconds;
        }
    }

    private sealed class ServiceSide(RunningWorker worker, Connection producer, Connection reader)
    {
        private string _last = "0";
        private long _entries;

        public async Task<double> SampleAsync()
        {
            await AddAsync(Open);
            (double milliseconds, _last) = await MeasureAsync(producer, Stream, reader, $"{Prefix}:suggestions", _last);
            _entries++;
            await AddAsync(Close);
            return milliseconds;
        }

        private async Task AddAsync(EntryField[] fields)
        {
            await producer.AddAsync(Stream, "*", fields);
            await worker.CommittedAsync(++_entries);
        }
    }
}
