using System.Diagnostics;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>A server and a service with one long position: 1 ETHUSDT at 3300, stop 3200, so that 3350 is 0.5R and 3400 is 1R.</summary>
internal sealed class Scene : IDisposable
{
    public const string Symbol = "ETHUSDT";

    private readonly (string, string)[] _settings;

    public Scene(RedisServer? redis = null, bool open = true, params (string, string)[] settings)
    {
        _settings = [("HARVEST_LEASE_SEC", "1"), .. settings];
        Redis = redis ?? new RedisServer(RedisServer.Exact);
        Worker = Start();
        if (!open) return;
        try
        {
            Worker.WaitFor(LogEvent.Loaded);
            Fill = Redis.Add(Feed.Fill(Symbol, "BUY", 1, 3300, 3200));
            Redis.WaitApplied(Fill, Worker);
        }
        catch
        {
            Dispose(); // nobody has the scene yet who could, and its processes would outlive the tests
            throw;
        }
    }

    public RedisServer Redis { get; }

    public WorkerProcess Worker { get; private set; }

    /// <summary>The id of the fill that opened the position.</summary>
    public string Fill { get; } = "";

    public WorkerProcess Start(params (string, string)[] more) => WorkerProcess.Run(Redis, [.. _settings, .. more]);

    public void Replace(params (string, string)[] more)
    {
        Worker.Dispose();
        Worker = Start(more);
    }

    /// <summary>Adds a price and waits until it is applied.</summary>
    public string Price(decimal price)
    {
        string id = Redis.Add(Feed.Price(Symbol, price));
        Redis.WaitApplied(id, Worker);
        return id;
    }

    public string Rung(string r) => $"harvest:{Symbol}:{Fill}:rung:{r}";

    public string Stop(string price) => $"harvest:{Symbol}:{Fill}:stop:{price}";

    /// <summary>Adds a price as soon as the server answers, and measures until the service has it applied.</summary>
    public TimeSpan TimeToWork(decimal price)
    {
        Eventually.True(Redis.Answers, "the server answers");
        long start = Stopwatch.GetTimestamp();
        string id = Redis.Add(Feed.Price(Symbol, price));
        Redis.WaitApplied(id, Worker);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Whatever went wrong, decided again: what was published is what is right.</summary>
    public void Verify()
    {
        (int code, string[] _, string said) = Decided();
        Assert.True(code == 0, said);
    }

    /// <summary>Of what was taken away it is not said that it is right: the entries are named that nobody can decide again.</summary>
    public void VerifyNamesWhatIsMissing()
    {
        (int code, string[] differences, string said) = Decided();
        Assert.True(code == 1, said);
        Assert.Contains("entries were not there any more when this was recorded", differences[0], StringComparison.Ordinal);
    }

    private (int Code, string[] Differences, string Said) Decided()
    {
        using var tapes = new Tapes(Redis, _settings);
        (int code, string[] differences, string errors) = tapes.VerifyRedis();
        return (code, differences, $"verify: {code}\n{string.Join('\n', differences.Take(5))}\n{errors}");
    }

    public void Dispose()
    {
        Worker.Dispose();
        Redis.Dispose();
    }
}
