using BenchmarkDotNet.Attributes;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Benchmarks;

/// <summary>A price tick that asks for a rung and moves the stop. It can do so once per epoch, so each iteration opens positions anew.</summary>
[Config(typeof(BatchConfig))]
public class FiringTickBenchmarks
{
    private const int Positions = 1000;

    private readonly HarvestEvent[] _ticks = new HarvestEvent[Positions];
    private readonly NaiveEvent[] _naiveTicks = new NaiveEvent[Positions];
    private HarvestEngine _engine = null!;
    private NaiveEngine _naive = null!;

    [IterationSetup]
    public void SetUp()
    {
        _engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 2 * Positions);
        _naive = new NaiveEngine();
        for (int i = 0; i < Positions; i++)
        {
            string symbol = $"SYMBOL{i}USDT";
            const decimal Price = Prepared.EntryPrice + 52; // 0.52 R: the first rung, and break-even
            _engine.Apply(Prepared.Open(symbol), Prepared.TimeUnixMs);
            _naive.Apply(Prepared.NaiveOpen(symbol));
            _ticks[i] = HarvestEvent.PriceUpdate(default, Prepared.TimeUnixMs, symbol, Price);
            _naiveTicks[i] = new NaiveEvent { Kind = "price", Id = "", Symbol = symbol, Price = Price };
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Positions), BenchmarkCategory("tick, fires rung and stop")]
    public int NaiveFiringTick()
    {
        int intents = 0;
        foreach (NaiveEvent tick in _naiveTicks) intents += _naive.Apply(tick).Count;
        return Prepared.Expect(2 * Positions, intents);
    }

    [Benchmark(OperationsPerInvoke = Positions), BenchmarkCategory("tick, fires rung and stop")]
    public int FiringTick()
    {
        int intents = 0;
        for (int i = 0; i < _ticks.Length; i++) intents += _engine.Apply(_ticks[i], Prepared.TimeUnixMs).Intents.Count;
        return Prepared.Expect(2 * Positions, intents);
    }
}
