using System.Diagnostics;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>Starting without Redis, starting with bad settings, stopping whatever state Redis is in.</summary>
[Collection<Timed>]
public sealed class StartStopTests(ITestOutputHelper output)
{
    [Fact]
    public void Start_WithoutRedis_WaitsSaysSoAndExits69AfterTheWindow()
    {
        long start = Stopwatch.GetTimestamp();
        using WorkerProcess worker = WorkerProcess.Run(RedisServer.FreePort(), ("HARVEST_START_RETRY_SEC", "3"));
        worker.WaitFor(LogEvent.WaitingForRedis, "up to 3 s");
        Assert.False(worker.Ended);

        Assert.Equal(69, worker.WaitForExit());
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"exit 69 after {elapsed.TotalSeconds:0.0} s");
        Assert.True(elapsed >= TimeSpan.FromSeconds(3));
        Assert.Contains("Redis cannot be reached", worker.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_RedisComesUpWithinTheWindow_Works()
    {
        using var redis = new RedisServer(start: false, password: null);
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_LEASE_SEC", "1"));
        worker.WaitFor(LogEvent.WaitingForRedis);

        redis.Start();
        redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)), worker);
    }

    [Fact]
    public void Start_BadSettings_Exits78AndListsEveryProblem()
    {
        using WorkerProcess worker = WorkerProcess.Run(
            6379, ("HARVEST_MODE", "lives"), ("HARVEST_LEASE_SEC", "0"), ("HARVEST_LADDER", "0.5;0.25"), ("REDIS_PORT", "x"),
            ("HARVEST_REDUCE_ONLY", "false"), ("LOG_LEVEL", "loud"), ("REDIS_URL", "localhost,syncTimeout=1000,password=hunter2"));

        Assert.Equal(78, worker.WaitForExit());
        string[] names = ["HARVEST_MODE", "HARVEST_LEASE_SEC", "HARVEST_LADDER", "REDIS_PORT", "HARVEST_REDUCE_ONLY", "LOG_LEVEL", "REDIS_URL"];
        Assert.All(names, name => Assert.Contains(name, worker.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_BlockNotShorterThanTheClientsTimeout_IsRefused()
    {
        using WorkerProcess worker = WorkerProcess.Run(6379, ("REDIS_URL", "localhost,syncTimeout=1000"));

        Assert.Equal(78, worker.WaitForExit());
        Assert.Contains("REDIS_URL", worker.Errors, StringComparison.Ordinal);
        Assert.Contains("1000", worker.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Terminated_Idle_Exits0WithinASecondAndGivesTheLeaseBack()
    {
        using var scene = new Scene(settings: ("HARVEST_LEASE_SEC", "60"));
        Terminate(scene.Worker, "idle");
        Assert.Null(scene.Redis.Text("GET", Feed.Lease));
        Assert.True(scene.Worker.Said(LogEvent.Stopped, scene.Fill));
    }

    [Fact]
    public void Terminated_UnderLoad_Exits0WithinASecondAndNothingIsHalfDone()
    {
        int seed = Seed.Draw(output);
        List<FeedEntry> entries = SoakFeed.WithEchoes(seed, 5000, out Expected expected);
        using var scene = new Scene(open: false, settings: Policies.WideSettings);
        scene.Worker.WaitFor(LogEvent.Loaded);
        Producer.Send(scene.Redis, entries, 0, 3000);
        Terminate(scene.Worker, "under load");

        scene.Replace();
        Producer.Send(scene.Redis, entries, 3000, entries.Count);
        scene.Redis.WaitApplied(entries[^1].Id, scene.Worker);
        Assert.Equal(expected.Payloads, scene.Redis.Payloads());
        Assert.Equal(expected.Positions(), scene.Redis.Positions());
    }

    [Fact]
    public void Terminated_WhileRedisHangs_Exits0WithinASecond()
    {
        using var scene = new Scene();
        scene.Redis.Freeze();
        scene.Worker.WaitFor(LogEvent.RedisFault); // in the middle of reconnecting
        Terminate(scene.Worker, "Redis hangs");
        scene.Redis.Thaw();
    }

    [Fact]
    public void Terminated_WhileRedisJustBeganToHang_Exits0WithinASecond()
    {
        using var scene = new Scene();
        scene.Redis.Freeze();
        Terminate(scene.Worker, "Redis just began to hang");
        scene.Redis.Thaw();
    }

    [Fact]
    public void Terminated_WhileRedisIsAway_Exits0WithinASecond()
    {
        using var scene = new Scene();
        scene.Redis.Kill();
        scene.Worker.WaitFor(LogEvent.RedisFault);
        Terminate(scene.Worker, "Redis is away");
    }

    [Fact]
    public void Terminated_WaitingForRedisAtStart_Exits0WithinASecond()
    {
        using WorkerProcess worker = WorkerProcess.Run(RedisServer.FreePort());
        worker.WaitFor(LogEvent.WaitingForRedis);
        Terminate(worker, "no Redis yet");
    }

    [Fact]
    public void Start_WithPasswordInUrl_Works()
    {
        using var redis = new RedisServer(start: true, password: "open sesame");
        using WorkerProcess worker = WorkerProcess.Run(1, ("REDIS_URL", $"127.0.0.1:{redis.Port},password=open sesame"));
        redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)), worker);
        Assert.DoesNotContain("sesame", worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithAWrongPassword_SaysSoAndExits69()
    {
        using var redis = new RedisServer(start: true, password: "right");
        using WorkerProcess worker = WorkerProcess.Run(
            1, ("REDIS_URL", $"127.0.0.1:{redis.Port},password=wrong"), ("HARVEST_START_RETRY_SEC", "1"));
        Assert.Equal(69, worker.WaitForExit());
        Assert.DoesNotContain("wrong,", worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_RedisThatMayLoseOurKeys_IsWarnedOf()
    {
        using var redis = new RedisServer("--maxmemory-policy", "allkeys-lru");
        using WorkerProcess worker = WorkerProcess.Run(redis);
        worker.WaitFor(LogEvent.RedisWarning, "noeviction");
        worker.WaitFor(LogEvent.RedisWarning, "appendonly");
    }

    [Fact]
    public void Start_StateOfANewerVersion_IsRefusedAndKept()
    {
        using var redis = new RedisServer();
        string newer = (Core.State.PositionState.Schema + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        redis.Do("HSET", Feed.Checkpoint, "schema", newer, Feed.Input, "5-0");
        using WorkerProcess worker = WorkerProcess.Run(redis);
        Assert.Equal(70, worker.WaitForExit());
        Assert.Contains("newer version", worker.Errors, StringComparison.Ordinal);
        Assert.Equal(newer, redis.Text("HGET", Feed.Checkpoint, "schema"));
    }

    private void Terminate(WorkerProcess worker, string what)
    {
        long start = Stopwatch.GetTimestamp();
        worker.Terminate();
        int code = worker.WaitForExit();
        Soon.Assert(output, worker, $"SIGTERM, {what}: exit {code}", Stopwatch.GetElapsedTime(start));
        Assert.Equal(0, code);
    }
}
