using System.Text;
using BenchmarkDotNet.Attributes;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Replay;
using HarvestBrain.SessionGeneration;

namespace HarvestBrain.Benchmarks;

/// <summary>A recorded session of all dialects, as <c>harvestbrain replay FILE</c> runs it: decode, fold, decide, encode. Per entry.</summary>
[Config(typeof(SessionConfig))]
public class ReplayBenchmarks
{
    private const int Entries = 1_000_000;

    private static readonly EngineSettings Settings = EngineSettings.Read(new SettingReader(_ => null));

    private static readonly ReplayOptions Options = new() { Summarize = false };

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"harvestbrain-benchmark-{Environment.ProcessId}.ndjson");
    private readonly List<ReadOnlyMemory<byte>> _lines = new(Entries);

    [GlobalSetup]
    public void SetUp()
    {
        using var file = new StreamWriter(_file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        foreach (string line in SessionGenerator.Lines(new SessionOptions { Entries = Entries }))
        {
            file.WriteLine(line);
            _lines.Add(Encoding.UTF8.GetBytes(line));
        }
    }

    [GlobalCleanup]
    public void CleanUp() => File.Delete(_file);

    /// <summary>The engine alone, over lines in memory; what it asks for is counted.</summary>
    [Benchmark(OperationsPerInvoke = Entries), BenchmarkCategory("replay, in memory")]
    public long FromMemory()
    {
        var output = new CountingOutput();
        var session = new ReplaySession(Settings, Options, output);
        var decoder = new EntryDecoder();
        long number = 0;
        foreach (ReadOnlyMemory<byte> line in _lines) Apply(session, decoder, ++number, line);
        return output.Intents;
    }

    /// <summary>What the command does, but for its own start: lines from a file, payloads encoded.</summary>
    [Benchmark(OperationsPerInvoke = Entries), BenchmarkCategory("replay, from file")]
    public long FromFile()
    {
        using var printer = new ReplayPrinter(new OutputBuffer(Stream.Null), Settings, positions: false);
        var session = new ReplaySession(Settings, Options, new CountingOutput(printer));
        var decoder = new EntryDecoder();
        using FileStream source = File.OpenRead(_file);
        var reader = new LineReader(source, CancellationToken.None);
        long number = 0;
        while (reader.TryRead(out ReadOnlyMemory<byte> line, out _)) Apply(session, decoder, ++number, line);
        return number;
    }

    private static void Apply(ReplaySession session, EntryDecoder decoder, long number, ReadOnlyMemory<byte> line)
    {
        if (!decoder.TryDecodeLine(number, line, out HarvestEvent e, out DecodeError error))
            throw new InvalidOperationException($"line {number}: {error}");
        session.Apply(e);
    }

    /// <summary>Counts intents and passes them on; the session's duplicates would otherwise be reported on standard error.</summary>
    private sealed class CountingOutput(ReplayPrinter? printer = null) : IReplayOutput
    {
        public long Intents { get; private set; }

        public void OnIntent(in Intent intent)
        {
            Intents++;
            printer?.OnIntent(intent);
        }

        public void OnPosition(Position position, EntryId id, bool simulated) => printer?.OnPosition(position, id, simulated);

        public void OnRejection(in FoldRejection rejection, EntryId id)
        {
        }

        public void OnDrift(in PositionDrift drift, EntryId id)
        {
        }
    }
}
