using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;
using HarvestBrain.Producers;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>
/// What producers really send, through the service on a real Redis: it has to come to the same as in the engine and in a replay, where the
/// same cases are played. Each case has a symbol of its own, with its own settings, and they come one after the other on one stream.
/// </summary>
public sealed class ProducerCaseTests(PlayedCases played) : IClassFixture<PlayedCases>
{
    public static TheoryData<string> Names => [.. ProducerCases.All.Select(told => told.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Service_Does(string name)
    {
        ProducerCase told = ProducerCases.All.Single(one => one.Name == name);
        Assert.Equal((told.Asked.Replace(" | ", ", ", StringComparison.Ordinal), told.Ends), played.Of(told));
    }

    [Fact]
    public void Service_CountsEachCode() => Assert.Equal(
        ProducerCase.Describe(ProducerCases.All.SelectMany(told => Counted(told.Codes))), ProducerCase.Describe(played.Codes));

    private static IEnumerable<string> Counted(string codes) => codes.Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Split(' '))
        .SelectMany(parts => Enumerable.Repeat(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture)));
}

/// <summary>All cases, played once. The entries lie on the streams before the service starts: it applies them in the order of their ids.</summary>
public sealed class PlayedCases : IAsyncLifetime
{
    private const string Snapshots = "quantum:stream:position.snapshot";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly RedisServer _redis = new();
    private readonly Dictionary<string, List<string>> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Position>> _positions = new(StringComparer.Ordinal);

    private MeterListener? _listener;

    internal List<string> Codes { get; } = [];

    public async ValueTask InitializeAsync()
    {
        var options = new HarvestBrainOptions { MaxActionsPerMinute = 100_000, Redis = new RedisSettings { LeaseSeconds = 1 } };
        foreach (ProducerCase told in ProducerCases.All) options.SymbolPolicies[SymbolOf(told)] = PolicyOf(told);
        await using var worker = new InProcessWorker(_redis, options: options);
        _listener = Listen(worker.Metrics); // outlives the worker, who counts a batch when it is committed
        // In one transaction: an entry that arrived after a later one of the other stream would be another story.
        _redis.Do("MULTI");
        (string lastExecution, string lastSnapshot) = AddAll();
        _redis.List("EXEC");
        Eventually.Equal(lastExecution, () => _redis.Applied(), "the executions are applied", limit: Limit);
        Eventually.Equal(lastSnapshot, () => _redis.Text("HGET", Feed.Checkpoint, Snapshots), "the snapshots are applied", limit: Limit);
        Read();
    }

    public ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }

    internal (string Asked, string Ends) Of(ProducerCase told)
    {
        string symbol = SymbolOf(told);
        return (string.Join(", ", _asked.GetValueOrDefault(symbol, [])), ProducerCase.Describe(_positions.GetValueOrDefault(symbol, [])));
    }

    private static string SymbolOf(ProducerCase told) => $"S{ProducerCases.All.TakeWhile(one => one.Name != told.Name).Count()}USDT";

    private static HarvestPolicy PolicyOf(ProducerCase told)
    {
        var reader = new SettingReader(name =>
            Array.Find(told.Settings, setting => setting.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]);
        return PolicySettings.Read(reader, HarvestPolicy.Default) with { MaxPriceAgeSeconds = 86_400 }; // the recording is hours old
    }

    private (string LastExecution, string LastSnapshot) AddAll()
    {
        long start = (Feed.NowUnixMs / 1000 * 1000) - 36_000_000; // ten hours
        string execution = "", snapshot = "";
        foreach (ProducerCase told in ProducerCases.All)
        {
            long end = start;
            for (int i = 0; i < told.Entries.Length; i++)
            {
                ToldEntry entry = ToldEntry.Read(told.Entries[i], start, SymbolOf(told));
                end = start + entry.AtMs;
                string id = $"{end}-{i}";
                _redis.Do(["XADD", entry.IsSnapshot ? Snapshots : Feed.Input, id, .. entry.Fields]);
                if (entry.IsSnapshot) snapshot = id;
                else execution = id;
            }
            start = (end / 1000 * 1000) + 60_000;
        }
        return (execution, snapshot);
    }

    /// <summary>Notes each code of a refusal and each kind of a drift as often as the service counts it.</summary>
    private MeterListener Listen(HarvestMetrics metrics)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (ReferenceEquals(instrument.Meter, metrics.Meter) && instrument.Name is "harvest.rejections" or "harvest.drifts")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, times, tags, _) =>
        {
            lock (Codes) Codes.AddRange(Enumerable.Repeat((string)tags[0].Value!, (int)times));
        });
        listener.Start();
        return listener;
    }

    private void Read()
    {
        foreach (string payload in _redis.Payloads())
        {
            JsonElement intent = JsonDocument.Parse(payload).RootElement;
            string what = intent.GetProperty("intent_type").GetString() == "MOVE_STOP"
                ? $"STOP {intent.GetProperty("stop_price")}"
                : $"{intent.GetProperty("side")} {intent.GetProperty("qty")} @{intent.GetProperty("rung_r")}";
            Of(_asked, intent.GetProperty("symbol").GetString()!).Add(what);
        }
        object?[] saved = _redis.List("HGETALL", Feed.Positions);
        for (int i = 0; i + 1 < saved.Length; i += 2)
        {
            Position position = PositionState.Restore(Encoding.UTF8.GetBytes((string)saved[i + 1]!), HarvestMode.Shadow, out _);
            Of(_positions, position.Key.Symbol).Add(position);
        }
    }

    private static List<T> Of<T>(Dictionary<string, List<T>> bySymbol, string symbol)
    {
        if (!bySymbol.TryGetValue(symbol, out List<T>? list)) bySymbol.Add(symbol, list = []);
        return list;
    }
}
