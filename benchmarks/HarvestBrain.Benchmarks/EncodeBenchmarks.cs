using System.Buffers;
using BenchmarkDotNet.Attributes;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Benchmarks;

/// <summary>From an intent to the payload that is published.</summary>
[Config(typeof(MicroConfig))]
public class EncodeBenchmarks
{
    private readonly IntentEncoder _encoder = new(HarvestMode.Shadow);
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private Intent _close;
    private Intent _stop;

    [GlobalSetup]
    public void SetUp()
    {
        var engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 30);
        engine.Apply(Prepared.Open("ETHUSDT"), Prepared.TimeUnixMs);
        HarvestEvent tick = HarvestEvent.PriceUpdate(default, Prepared.TimeUnixMs, "ETHUSDT", 3352m);
        IReadOnlyList<Intent> intents = engine.Apply(tick, Prepared.TimeUnixMs).Intents;
        _close = intents.Single(intent => intent.Kind == IntentKind.PartialClose);
        _stop = intents.Single(intent => intent.Kind == IntentKind.MoveStop);
    }

    [GlobalCleanup]
    public void CleanUp() => _encoder.Dispose();

    [Benchmark, BenchmarkCategory("encode partial close")]
    public int PartialClose() => Encode(_close);

    [Benchmark, BenchmarkCategory("encode stop move")]
    public int MoveStop() => Encode(_stop);

    private int Encode(in Intent intent)
    {
        _output.ResetWrittenCount();
        _encoder.Write(intent, _output);
        return _output.WrittenCount;
    }
}
