using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Paper.Tests.Support;

/// <summary>A server, the service in live mode and the paper venue: real processes all.</summary>
internal sealed class Rehearsal : IDisposable
{
    public const string PaperCheckpoint = "quantum:paper:checkpoint";

    private readonly (string, string)[] _settings;
    private readonly string[] _options;

    public Rehearsal(string[]? options = null, params (string, string)[] settings)
    {
        _options = options ?? [];
        _settings = [("HARVEST_LEASE_SEC", "1"), .. settings];
        Redis = new RedisServer(RedisServer.Exact);
        try
        {
            Service = StartService();
            Paper = StartPaper();
        }
        catch
        {
            Dispose(); // nobody has it yet who could
            throw;
        }
    }

    public RedisServer Redis { get; }

    public WorkerProcess Service { get; private set; } = null!;

    public WorkerProcess Paper { get; private set; } = null!;

    public string Output => $"service:\n{Service.Output}\npaper:\n{Paper.Output}";

    public void KillService()
    {
        Service.Dispose();
        Service = StartService();
    }

    public void KillPaper()
    {
        Paper.Dispose();
        Paper = StartPaper();
    }

    /// <summary>Waits until the paper venue has said something.</summary>
    public void WaitSaid(string text) => Eventually.True(() => Paper.Output.Contains(text, StringComparison.Ordinal), $"paper says {text}", () => Output);

    /// <summary>Waits until service and paper venue have read what stands on the stream now.</summary>
    public void WaitRead()
    {
        Assert.True(EntryId.TryParse(Last(Feed.Input), out EntryId last));
        Eventually.True(
            () => Reached(Redis.Applied(), last) && Reached(Redis.Text("HGET", PaperCheckpoint, Feed.Input), last), $"{last} is read", () => Output);
    }

    /// <summary>Waits until everybody has read everything, and nobody has anything left to say.</summary>
    public void WaitQuiet() => Eventually.True(
        () => Last(Feed.Input) is var executions && Last(Feed.Intents) is var intents
            && executions == Redis.Applied() && executions == Redis.Text("HGET", PaperCheckpoint, Feed.Input)
            && intents == (Redis.Text("HGET", PaperCheckpoint, Feed.Intents) ?? "") && !IsAnyWaiting() && Last(Feed.Input) == executions && Last(Feed.Intents) == intents,
        "everybody is done",
        () => $"executions {Last(Feed.Input)}, service {Redis.Applied()}, paper {string.Join(' ', Redis.List("HGETALL", PaperCheckpoint))}, intents {Last(Feed.Intents)}\n{Output}");

    public void Dispose()
    {
        Paper?.Dispose();
        Service?.Dispose();
        Redis.Dispose();
    }

    private static bool Reached(string? cursor, EntryId id) => EntryId.TryParse(cursor, out EntryId at) && at >= id;

    private bool IsAnyWaiting()
    {
        foreach (object? order in Redis.List("HVALS", "quantum:paper:orders"))
        {
            JsonElement json = JsonDocument.Parse((string)order!).RootElement;
            bool waitsForPrice = json.TryGetProperty("waits_for_price", out JsonElement waits) && waits.GetBoolean();
            if (json.GetProperty("state").GetString() == "Waiting" && !waitsForPrice) return true;
        }
        return false;
    }

    private string Last(string stream) => Redis.List("XREVRANGE", stream, "+", "-", "COUNT", 1) is [object?[] entry] ? (string)entry[0]! : "";

    private WorkerProcess StartService() => WorkerProcess.Run(Redis, [.. _settings, ("HARVEST_MODE", "live")]);

    private WorkerProcess StartPaper() => WorkerProcess.Start(["paper", .. _options], Redis.Port, _settings);
}
