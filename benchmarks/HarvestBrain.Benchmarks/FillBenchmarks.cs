using System.Globalization;
using BenchmarkDotNet.Attributes;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Benchmarks;

/// <summary>One execution, with an execution id that was not seen before.</summary>
[Config(typeof(MicroConfig))]
public class FillBenchmarks
{
    private const string Symbol = "ETHUSDT";
    private const string LargeSymbol = "SOLUSDT";

    private HarvestEngine _engine = null!;
    private NaiveEngine _naive = null!;
    private long _executions;

    /// <summary>Of the two positions one is so large that no number of reductions closes it, and one is of an ordinary size.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        const decimal Large = 1_000_000_000m;
        _engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 30);
        _naive = new NaiveEngine();
        _engine.Apply(Prepared.Open(LargeSymbol, Large), Prepared.TimeUnixMs);
        _naive.Apply(Prepared.NaiveOpen(LargeSymbol, Large));
        _engine.Apply(Prepared.Open(Symbol), Prepared.TimeUnixMs);
        _naive.Apply(Prepared.NaiveOpen(Symbol));
    }

    [Benchmark(Baseline = true), BenchmarkCategory("fill, increases")]
    public int NaiveIncrease() => _naive.Apply(NaiveFill(isBuy: true, 0.0731m, 3301.37m, 3200m)).Count;

    [Benchmark, BenchmarkCategory("fill, increases")]
    public int Increase() => Apply(Fill(OrderSide.Buy, 0.0731m, 3301.37m, 3200m));

    [Benchmark(Baseline = true), BenchmarkCategory("fill, reduces")]
    public int NaiveReduce() => _naive.Apply(NaiveFill(isBuy: false, 0.731m, 3301.37m, 0, LargeSymbol)).Count;

    [Benchmark, BenchmarkCategory("fill, reduces")]
    public int Reduce() => Apply(Fill(OrderSide.Sell, 0.731m, 3301.37m, 0, LargeSymbol));

    // Two fills; the figure is for one.
    [Benchmark(Baseline = true, OperationsPerInvoke = 2), BenchmarkCategory("fill, opens or closes")]
    public int NaiveOpenThenClose() =>
        _naive.Apply(NaiveFill(isBuy: true, 0.731m, 3301.37m, 3200m, "BTCUSDT")).Count
        + _naive.Apply(NaiveFill(isBuy: false, 0.731m, 3302.11m, 0, "BTCUSDT")).Count;

    [Benchmark(OperationsPerInvoke = 2), BenchmarkCategory("fill, opens or closes")]
    public int OpenThenClose() =>
        Apply(Fill(OrderSide.Buy, 0.731m, 3301.37m, 3200m, "BTCUSDT")) + Apply(Fill(OrderSide.Sell, 0.731m, 3302.11m, 0, "BTCUSDT"));

    private int Apply(in HarvestEvent e) => _engine.Apply(e, Prepared.TimeUnixMs).Intents.Count;

    private HarvestEvent Fill(OrderSide side, decimal quantity, decimal price, decimal stop = 0, string symbol = Symbol) => new()
    {
        Kind = EventKind.Fill,
        Id = new EntryId(Prepared.TimeUnixMs, _executions),
        TimeUnixMs = Prepared.TimeUnixMs,
        Symbol = symbol,
        Side = side,
        Quantity = quantity,
        Price = price,
        StopLoss = stop,
        ExecutionKey = (ulong)++_executions,
    };

    private NaiveEvent NaiveFill(bool isBuy, decimal quantity, decimal price, decimal stop = 0, string symbol = Symbol) => new()
    {
        Kind = "fill",
        Id = "1768693537416-0",
        Symbol = symbol,
        IsBuy = isBuy,
        Quantity = quantity,
        Price = price,
        StopLoss = stop,
        ExecutionId = (++_executions).ToString(CultureInfo.InvariantCulture),
    };
}
