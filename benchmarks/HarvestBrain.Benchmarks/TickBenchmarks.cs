using BenchmarkDotNet.Attributes;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Benchmarks;

/// <summary>A price tick that asks for nothing: nearly all of what the engine ever does.</summary>
[Config(typeof(MicroConfig))]
public class TickBenchmarks
{
    private const int Ticks = 64; // a power of two

    private readonly HarvestEvent[] _ticks = new HarvestEvent[Ticks];
    private readonly NaiveEvent[] _naiveTicks = new NaiveEvent[Ticks];
    private readonly HarvestEngine _engine = new(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 30);
    private readonly HarvestEngine _allExits = new(Prepared.AllExits, HarvestMode.Shadow, maxActionsPerMinute: 30);
    private readonly NaiveEngine _naive = new();
    private int _next;

    [GlobalSetup]
    public void SetUp()
    {
        string[] symbols = [.. Enumerable.Range(0, 8).Select(i => $"SYMBOL{i}USDT")];
        foreach (string symbol in symbols)
        {
            _engine.Apply(Prepared.Open(symbol), Prepared.TimeUnixMs);
            _allExits.Apply(Prepared.Open(symbol), Prepared.TimeUnixMs);
            _naive.Apply(Prepared.NaiveOpen(symbol));
        }
        for (int i = 0; i < Ticks; i++)
        {
            decimal price = Prepared.EntryPrice + (i % 40); // up to 0.39 R, below the first rung
            _ticks[i] = HarvestEvent.PriceUpdate(default, Prepared.TimeUnixMs, symbols[i % symbols.Length], price);
            _naiveTicks[i] = new NaiveEvent { Kind = "price", Id = "", Symbol = symbols[i % symbols.Length], Price = price };
        }
    }

    [Benchmark(Baseline = true), BenchmarkCategory("tick, fires nothing")]
    public int NaiveTick() => _naive.Apply(_naiveTicks[_next++ & (Ticks - 1)]).Count;

    [Benchmark, BenchmarkCategory("tick, fires nothing")]
    public int TickWithEveryExitOn() => _allExits.Apply(_ticks[_next++ & (Ticks - 1)], Prepared.TimeUnixMs).Intents.Count;

    [Benchmark, BenchmarkCategory("tick, fires nothing")]
    public int Tick() => _engine.Apply(_ticks[_next++ & (Ticks - 1)], Prepared.TimeUnixMs).Intents.Count;
}
