using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary><c>harvestbrain kill on|off</c>, as a process: it writes the key that the service with the same settings reads.</summary>
public sealed class KillCommandTests
{
    private const string On = "kill switch on: nothing is published";
    private const string Off = "kill switch off: publishing again";
    private const string Operator = "user harvest-operator on >secret resetkeys ~quantum:kill -@all +ping +select +get +set +del";

    [Theory]
    [InlineData("quantum:kill")]
    [InlineData("desk1:kill", "HARVEST_KEY_PREFIX", "desk1")]
    [InlineData("stop all", "HARVEST_KILL_SWITCH_KEY", "stop all")]
    public void Kill_BesideARunningService_StopsItAndLetsItGo(string key, string setting = "LOG_LEVEL", string value = "INFO")
    {
        string prefix = setting == "HARVEST_KEY_PREFIX" ? value : "quantum";
        using var redis = new RedisServer(RedisServer.Exact);
        using WorkerProcess worker = WorkerProcess.Run(redis, ("HARVEST_LEASE_SEC", "1"), (setting, value));
        worker.WaitFor(LogEvent.Loaded);
        Add(redis, prefix, Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));

        Assert.Equal($"{On} ({key})", Run(redis, "on", (setting, value)));
        Assert.Matches($@"^\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S+@{Environment.MachineName}$", redis.Text("GET", key));
        worker.WaitFor(LogEvent.KillSwitchOn);
        Add(redis, prefix, Feed.Price(Scene.Symbol, 3350));
        Assert.Equal(0, redis.Length($"{prefix}:stream:harvest.suggestions"));

        Assert.Equal($"{Off} ({key})", Run(redis, "off", (setting, value)));
        Assert.Equal(0, redis.Number("EXISTS", key));
        worker.WaitFor(LogEvent.KillSwitchOff);
        Add(redis, prefix, Feed.Price(Scene.Symbol, 3351));
        Assert.Equal(2, redis.Length($"{prefix}:stream:harvest.suggestions"));

        void Add(RedisServer server, string first, string[] fields)
        {
            string id = server.Text(["XADD", $"{first}:stream:execution.result", "*", .. fields])!;
            Eventually.True(
                () => server.Text("HGET", $"{first}:harvest:checkpoint", $"{first}:stream:execution.result") == id, $"{id} is applied", () => worker.Output);
        }
    }

    [Fact]
    public void Kill_WithAReason_IsShownWithWhoAndWhen()
    {
        using var scene = new Scene();
        using WorkerProcess kill = WorkerProcess.Start(["kill", "on", "--reason", "the venue\nis closed"], scene.Redis.Port);
        Assert.Equal(0, kill.WaitForExit());
        Assert.EndsWith($"@{Environment.MachineName}: the venue is closed", scene.Redis.Text("GET", Feed.KillSwitch), StringComparison.Ordinal);
        using WorkerProcess status = WorkerProcess.Start(["status"], scene.Redis.Port);
        Assert.Equal(0, status.WaitForExit());
        Assert.Contains(": the venue is closed')", status.Output, StringComparison.Ordinal);

        // Who switched it off is noted beside it, since the key is gone.
        using WorkerProcess off = WorkerProcess.Start(["kill", "off", "--reason", "it is open"], scene.Redis.Port);
        Assert.Equal(0, off.WaitForExit());
        Assert.EndsWith($"@{Environment.MachineName}: it is open", scene.Redis.Text("GET", Feed.KillSwitch + ":off"), StringComparison.Ordinal);
        using WorkerProcess again = WorkerProcess.Start(["status"], scene.Redis.Port);
        Assert.Equal(0, again.WaitForExit());
        Assert.Contains(": it is open')", again.Output, StringComparison.Ordinal);
        using WorkerProcess on = WorkerProcess.Start(["kill", "on"], scene.Redis.Port);
        Assert.Equal(0, on.WaitForExit());
        Assert.Equal(0, scene.Redis.Number("EXISTS", Feed.KillSwitch + ":off"));
    }

    [Fact]
    public void Kill_WithoutAService_HoldsFromItsStartOn()
    {
        var redis = new RedisServer(RedisServer.Exact);
        using var scene = new Scene(redis); // the server is the scene's
        scene.Worker.Terminate();
        Assert.Equal(0, scene.Worker.WaitForExit());
        redis.Do("SET", Feed.KillSwitch, "off", "EX", "1000");
        Assert.Equal($"{On} ({Feed.KillSwitch})", Run(redis, "on"));
        Assert.Equal($"{On} ({Feed.KillSwitch})", Run(redis, "on"));
        Assert.Equal(-1, redis.Number("TTL", Feed.KillSwitch)); // it does not run out by itself
        scene.Replace();
        scene.Price(3350);
        Assert.Empty(redis.IntentIds());

        Assert.Equal($"{Off} ({Feed.KillSwitch})", Run(redis, "OFF"));
        Assert.Equal($"{Off} ({Feed.KillSwitch})", Run(redis, "off"));
    }

    [Fact]
    public void Kill_AKeyOfAnotherType_OnLeavesItAndOffDeletesIt()
    {
        using var redis = new RedisServer();
        redis.Do("LPUSH", Feed.KillSwitch, "x");
        Assert.Equal($"{On} ({Feed.KillSwitch}, left as it is: of another type than text)", Run(redis, "on"));
        Assert.Equal(1, redis.Number("LLEN", Feed.KillSwitch));
        Assert.Equal($"{Off} ({Feed.KillSwitch})", Run(redis, "off"));
        Assert.Equal(0, redis.Number("EXISTS", Feed.KillSwitch));
    }

    [Fact]
    public void Kill_RedisAway_Exits69()
    {
        using WorkerProcess kill = WorkerProcess.Start(["kill", "on"], RedisServer.FreePort());
        Assert.Equal(69, kill.WaitForExit());
        Assert.StartsWith("harvestbrain: Redis: ", kill.Errors, StringComparison.Ordinal);
        Assert.Empty(kill.Lines);
    }

    [Theory]
    [InlineData("on", "SET")]
    [InlineData("off", "DEL")]
    public void Kill_AUserThatOnlyReads_Exits69AndSaysWhatWasRefused(string state, string refused)
    {
        using var redis = new RedisServer();
        string url = ReadOnly(redis);

        using WorkerProcess kill = WorkerProcess.Start(["kill", state], redis.Port, ("REDIS_URL", url));

        Assert.Equal(69, kill.WaitForExit());
        Assert.StartsWith($"harvestbrain: Redis: Denied: {refused} {Feed.KillSwitch} was refused: NOPERM", kill.Errors, StringComparison.Ordinal);
        Assert.Contains("--user", kill.Errors, StringComparison.Ordinal);
        Assert.Empty(kill.Lines);
        Assert.Equal("0", redis.Text("GET", Feed.KillSwitch));
    }

    [Fact]
    public void Kill_AsAnotherUser_WritesWhatTheServiceMayOnlyRead()
    {
        using var redis = new RedisServer();
        string url = ReadOnly(redis);
        redis.Do(["ACL", "SETUSER", .. Operator.Split(' ')[1..]]);
        (string, string)[] settings = [("REDIS_URL", url), ("REDISCLI_AUTH", "secret")];

        Assert.Equal($"{On} ({Feed.KillSwitch})", Run(redis, "on", ["--user", "harvest-operator"], settings));
        Assert.EndsWith($"@{Environment.MachineName}", redis.Text("GET", Feed.KillSwitch), StringComparison.Ordinal);
        Assert.Equal($"{Off} ({Feed.KillSwitch})", Run(redis, "off", ["--user", "harvest-operator"], settings));

        using WorkerProcess wrong = WorkerProcess.Start(["kill", "on", "--user", "harvest-operator"], redis.Port, ("REDIS_URL", url), ("REDISCLI_AUTH", "hunter2"));
        Assert.Equal(69, wrong.WaitForExit());
        Assert.Contains("AUTH harvest-operator was refused: WRONGPASS", wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("kill", "1")]
    [InlineData("kill", "on", "off")]
    [InlineData("kill", "on", "--forever")]
    [InlineData("kill", "on", "--user", "somebody")] // and no password
    public void Kill_WrongUsage_Exits64AndTouchesNothing(params string[] arguments)
    {
        using var redis = new RedisServer();
        using WorkerProcess kill = WorkerProcess.Start(arguments, redis.Port, ("REDISCLI_AUTH", ""));
        Assert.Equal(64, kill.WaitForExit());
        Assert.StartsWith("harvestbrain: ", kill.Errors, StringComparison.Ordinal);
        Assert.Equal(0, redis.Number("DBSIZE"));
    }

    [Theory]
    [InlineData("HARVEST_KEY_PREFIX", "a b")]
    [InlineData("REDIS_PORT", "0")]
    [InlineData("REDIS_URL", "127.0.0.1,nonsense=1")]
    [InlineData("REDIS_HOST", "127.0.0.1,nonsense=1")]
    public void Kill_BadSettings_Exits78(string name, string value)
    {
        using WorkerProcess kill = WorkerProcess.Start(["kill", "on"], 1, (name, value));
        Assert.Equal(78, kill.WaitForExit());
        Assert.Contains("not valid", kill.Errors, StringComparison.Ordinal);
    }

    /// <summary>A ladder that does not parse must not keep anybody from stopping what runs with the last one.</summary>
    [Fact]
    public void Kill_BadSettingsThatItDoesNotNeed_Works()
    {
        using var redis = new RedisServer();
        Assert.Equal($"{On} ({Feed.KillSwitch})", Run(redis, "on", ("HARVEST_LADDER", "x"), ("HARVEST_MODE", "x")));
    }

    [Fact]
    public void Kill_AMisspeltSetting_IsNamed()
    {
        using var redis = new RedisServer();
        using WorkerProcess kill = WorkerProcess.Start(["kill", "on"], redis.Port, ("HARVEST_KEY_PREFX", "desk1"));
        Assert.Equal(0, kill.WaitForExit());
        Assert.Contains("HARVEST_KEY_PREFX is no setting and has no effect; the nearest one is HARVEST_KEY_PREFIX", kill.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetKillSwitchAsync_FromCode_SaysWhatHolds()
    {
        using var redis = new RedisServer();
        var options = new HarvestBrainOptions();
        options.Redis = options.Redis with { Port = redis.Port, KillSwitchKey = "desk1:kill" };

        Assert.Equal(new KillSwitchState("desk1:kill", On: true, "1"), await HarvestOperations.SetKillSwitchAsync(options, on: true));
        Assert.Equal(new KillSwitchState("desk1:kill", On: false, null), await HarvestOperations.SetKillSwitchAsync(options, on: false));
        redis.Do("HSET", "desk1:kill", "a", "b");
        Assert.Equal(new KillSwitchState("desk1:kill", On: true, null), await HarvestOperations.SetKillSwitchAsync(options, on: true));

        options.Redis = options.Redis with { Port = RedisServer.FreePort() };
        StoreException away = await Assert.ThrowsAsync<StoreException>(() => HarvestOperations.SetKillSwitchAsync(options, on: true));
        Assert.Equal(StoreFault.Connection, away.Fault);
        options.Redis = options.Redis with { Url = "127.0.0.1,nonsense=1" };
        await Assert.ThrowsAsync<OptionsValidationException>(() => HarvestOperations.SetKillSwitchAsync(options, on: true));
    }

    /// <summary>From here on the service's user may only read the key, which says off; the server's own client is another one.</summary>
    private static string ReadOnly(RedisServer redis)
    {
        redis.Do("SET", Feed.KillSwitch, "0");
        redis.Do("ACL", "SETUSER", "admin", "on", ">admin", "~*", "&*", "+@all");
        redis.Do("AUTH", "admin", "admin");
        redis.Do("ACL", "SETUSER", "default", "resetkeys", "resetpass", ">read", "%R~quantum:kill", "+@all");
        return $"127.0.0.1:{redis.Port},password=read";
    }

    private static string Run(RedisServer redis, string state, params (string Name, string Value)[] settings) => Run(redis, state, [], settings);

    /// <summary>The one line that it prints.</summary>
    private static string Run(RedisServer redis, string state, string[] options, (string Name, string Value)[] settings)
    {
        using WorkerProcess kill = WorkerProcess.Start(["kill", state, .. options], redis.Port, settings);
        int code = kill.WaitForExit();
        Assert.True(code == 0 && kill.Errors.Length == 0, kill.Output);
        return Assert.Single(kill.Lines);
    }
}
