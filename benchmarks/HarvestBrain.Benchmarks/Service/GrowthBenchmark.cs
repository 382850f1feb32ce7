using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>Prices of ten symbols while more and more others have open positions, and how long a start takes then.</summary>
internal static class GrowthBenchmark
{
    private const int Ticks = 60_000; // a round
    private const int Ticking = 10; // symbols with prices
    private const int Rounds = 5;
    private static readonly int[] Positions = [10, 1_000, 100_000];

    public static async Task RunAsync(RedisServer server)
    {
        await using Connection connection = await server.ConnectAsync();
        Case[] cases = [.. Positions.Select(positions => new Case(server, connection, positions))];
        foreach (Case one in cases) await one.OpenAsync();
        for (int round = 0; round <= Rounds; round++)
        {
            foreach (Case one in cases) await one.TickAsync(isWarmUp: round == 0);
        }

        var table = new Table("open positions", "ticks/s min", "median", "max", "ratio to 10", "start ms min", "median", "max", "opened per s");
        foreach (Case one in cases)
        {
            table.Add([
                $"{one.Positions:n0}", .. one.Rate.Cells("n0"), $"{one.Rate.Median / cases[0].Rate.Median:f2}", .. one.StartMs.Cells("n0"),
                one.OpenedPerSecond?.ToString("n0") ?? ""]);
        }
        Console.WriteLine($"{Ticks} prices of {Ticking} symbols a round, {Rounds} rounds by turns after one to warm up");
        Console.WriteLine();
        table.Print();
    }

    private sealed class Case(RedisServer server, Connection connection, int positions)
    {
        private readonly string _stream = $"growth:{positions}";
        private readonly HarvestBrainOptions _options = RunningWorker.Options(server, $"growth:{positions}:service", $"growth:{positions}");
        private long _nextMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 3_600_000;

        public int Positions => positions;

        public double? OpenedPerSecond { get; private set; }

        public Figures Rate { get; } = new();

        public Figures StartMs { get; } = new();

        public async Task OpenAsync()
        {
            await connection.AddAsync(_stream, Enumerable.Range(0, positions).Select(i => Entry(
                Feed.Field("symbol", $"S{i}USDT"), Feed.Field("side", "BUY"), Feed.Field("qty", "1"), Feed.Field("price", "3300"),
                Feed.Field("stop_loss", "3200"), Feed.Field("status", "FILLED"), Feed.Field("trade_id", $"t-{i:d8}"))));
            await using RunningWorker worker = RunningWorker.Start(_options);
            await worker.CommittedAsync(positions);
            if (positions > 500) OpenedPerSecond = worker.Probe.Rate; // more than one batch
        }

        public async Task TickAsync(bool isWarmUp)
        {
            await connection.AddAsync(_stream, Enumerable.Range(0, Ticks).Select(i => Entry(
                Feed.Field("symbol", $"S{i % Ticking}USDT"), Feed.Field("price", $"{3300 + (i % 40)}.25"), Feed.Field("status", "PRICE_UPDATE"))));
            await using RunningWorker worker = RunningWorker.Start(_options);
            await worker.CommittedAsync(Ticks);
            if (isWarmUp) return;
            Rate.Add(worker.Probe.Rate);
            StartMs.Add(worker.Probe.UntilLoaded.TotalMilliseconds);
        }

        private StreamEntry Entry(params EntryField[] fields) => new(new EntryId(_nextMs++, 0), fields, Feed.Executions);
    }
}
