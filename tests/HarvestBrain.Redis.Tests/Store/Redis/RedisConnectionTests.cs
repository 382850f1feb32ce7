using HarvestBrain.Redis.Status;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Tests.Support;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Tests.Store.Redis;

/// <summary>How many connections there are, what they connect with, and that none is left behind.</summary>
public sealed class RedisConnectionTests
{
    [Fact]
    public async Task Connections_OfTheService_AreTwo()
    {
        using var redis = new RedisServer();
        await using (var worker = new InProcessWorker(redis))
        {
            redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)));
            Assert.Equal(2, Clients(redis).Length);
        }
        Eventually.Equal(0, () => Clients(redis).Length, "none is left");
    }

    [Fact]
    public async Task Connections_OfAnOperatorsCommand_AreOne()
    {
        using var redis = new RedisServer();
        long before = Connected(redis);
        var options = new HarvestBrainOptions { Redis = new RedisSettings { Port = redis.Port } };
        await HarvestOperations.StatusAsync(options);
        await HarvestOperations.ReleaseAsync(options, Scene.Symbol);
        await HarvestOperations.SetKillSwitchAsync(options, on: true);
        Assert.Equal(3, Connected(redis) - before);
    }

    [Fact]
    public async Task Connect_ThatSucceedsAfterItWasGivenUp_LeavesNothingBehind()
    {
        using var redis = new RedisServer();
        ConfigurationOptions patient = ConnectionSettings.Of(new RedisSettings { Port = redis.Port, Url = $"127.0.0.1:{redis.Port},connectTimeout=60000" }, CallLimits.Loop);
        await using (var connection = new RedisConnection(patient))
        {
            var hasty = new RedisCalls(connection, new CallLimits { Call = TimeSpan.FromMilliseconds(50) });
            redis.Freeze(); // the kernel accepts the connection, and the server says nothing
            Assert.Equal(StoreFault.Timeout, (await Assert.ThrowsAsync<StoreException>(() => hasty.ConnectAsync(default))).Fault);
            await connection.ResetAsync();
            Task next = connection.ConnectAsync();
            redis.Thaw();
            await next;
            Eventually.Equal(2, () => Clients(redis).Length, "the late one is closed");
            Assert.Equal("PONG", (string?)await connection.Commands.ExecuteAsync("PING"));
        }
        Eventually.Equal(0, () => Clients(redis).Length, "none is left");
    }

    [Fact]
    public async Task Operator_OnABusyServer_WaitsAndTriesOnceMore()
    {
        using var redis = new RedisServer();
        var options = new HarvestBrainOptions { Redis = new RedisSettings { Port = redis.Port } };
        var hasty = new CallLimits { Call = TimeSpan.FromMilliseconds(50), LongestWait = TimeSpan.Zero, Connect = TimeSpan.FromSeconds(60) };
        await using (var impatient = new StatusReader(options, hasty))
        {
            redis.Freeze();
            Assert.Equal(StoreFault.Timeout, (await Assert.ThrowsAsync<StoreException>(() => impatient.ReadAsync())).Fault);
            redis.Thaw();
        }
        await using var reader = new StatusReader(options, CallLimits.Operator);
        await reader.ReadAsync();
        redis.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"); // between two views
        Assert.Null((await reader.ReadAsync()).Owner);
    }

    [Fact]
    public void Beside_AnApplicationsMultiplexer_TakesWhatItConnectsWithAndAsksItForNothing()
    {
        using var redis = new RedisServer(start: true, password: "open, sesame");
        redis.Do("ACL", "SETUSER", "app", "on", ">its password", "~*", "&*", "+@all");
        var own = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", redis.Port } }, User = "app", Password = "its password", DefaultDatabase = 0, ClientName = "application",
        };
        using ConnectionMultiplexer multiplexer = ConnectionMultiplexer.Connect(own);
        ConfigurationOptions beside = ConnectionSettings.Beside(multiplexer, null, CallLimits.Loop);
        Assert.Equal(own.EndPoints, beside.EndPoints);
        Assert.Equal(("app", "its password", false), (beside.User, beside.Password, beside.Ssl));
        Assert.Equal((RedisProtocol.Resp2, true, ""), (beside.Protocol, beside.AbortOnConnectFail, beside.ConfigurationChannel));

        own.Ssl = true;
        own.SslHost = "redis.example";
        ConfigurationOptions registered = ConnectionSettings.Beside(multiplexer, own, CallLimits.Loop);
        Assert.Equal((true, "redis.example", "app"), (registered.Ssl, registered.SslHost, registered.User));
        Assert.NotSame(own, registered);
        Assert.False(own.AllowAdmin);
    }

    [Theory]
    [InlineData("resp2")]
    [InlineData("resp3")]
    public async Task EitherProtocol_AllWorks(string protocol)
    {
        using var redis = new RedisServer();
        string? said = null;
        var options = new HarvestBrainOptions { Redis = new RedisSettings { Url = $"127.0.0.1:{redis.Port},protocol={protocol}", LeaseSeconds = 1 } };
        await using var worker = new InProcessWorker(redis, options: options);
        redis.Do("HSET", $"quantum:config:harvest:{Scene.Symbol}", "min_r", "0.4");
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        redis.Do("XADD", "quantum:stream:pnl.snapshot", "*", "symbol", Scene.Symbol, "mark_price", "3350");
        redis.Add("symbol", "BAD", "status", "FILLED");
        Eventually.Equal(2, () => redis.IntentIds().Count, "intents", () => said ?? "");
        said = redis.Text("CLIENT", "LIST");
        Assert.All(Clients(redis), client => Assert.Contains($"resp={protocol[^1]}", client, StringComparison.Ordinal));

        ServiceView view = await HarvestOperations.StatusAsync(options);
        Assert.Equal(2, view.Intents!.Count);
        Assert.Equal((1L, 0L), (view.DeadLetters, view.Streams[0].Lag));
        Assert.Equal(Scene.Symbol, Assert.Single(view.Positions).Symbol);
        Assert.True((await HarvestOperations.SetKillSwitchAsync(options, on: true)).On);
        Assert.Empty(await HarvestOperations.ReleaseAsync(options, Scene.Symbol));
    }

    [Fact]
    public async Task Scripts_ForgottenByTheServer_AreSentAgain()
    {
        using var redis = new RedisServer();
        await using var worker = new InProcessWorker(redis);
        redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)));
        redis.Do("SCRIPT", "FLUSH");
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));
        Assert.Null(worker.Status.Now.Fault);
        Assert.Equal(2, redis.IntentIds().Count);
    }

    /// <summary>All connections but the test's own.</summary>
    private static string[] Clients(RedisServer redis) =>
        [.. redis.Text("CLIENT", "LIST")!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(client => !client.Contains(" cmd=client|list", StringComparison.Ordinal))];

    private static long Connected(RedisServer redis) => long.Parse(
        redis.Text("INFO", "stats")!.Split("\r\n").First(line => line.StartsWith("total_connections_received:", StringComparison.Ordinal)).Split(':')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
