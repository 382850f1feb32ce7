using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Tests.Embedding;

/// <summary>The service inside another application.</summary>
public sealed class AddHarvestBrainTests
{
    [Fact]
    public void AddHarvestBrain_WithoutArguments_ReadsTheApplicationsConfiguration()
    {
        HarvestBrainOptions options = OptionsOf(services =>
        {
            services.AddSingleton(Configuration(("HARVEST_MODE", "live"), ("REDIS_HOST", "redis.example"), ("HARVEST_MIN_R", "0.7")));
            services.AddHarvestBrain();
        });

        Assert.Equal((HarvestMode.Live, "redis.example", 0.7m), (options.Mode, options.Redis.Host, options.Policy.MinR));
    }

    [Fact]
    public void AddHarvestBrain_WithoutConfiguration_HasTheDefaults()
    {
        HarvestBrainOptions options = OptionsOf(services => services.AddHarvestBrain());

        Assert.Equal((HarvestMode.Shadow, "127.0.0.1", 6379, 30), (options.Mode, options.Redis.Host, options.Redis.Port, options.MaxActionsPerMinute));
    }

    [Fact]
    public void AddHarvestBrain_WithASection_ReadsIt()
    {
        IConfiguration configuration = Configuration(("Harvest:HARVEST_INSTANCE", "two"), ("Harvest:REDIS_PORT", "7777"), ("HARVEST_MODE", "broken"));
        HarvestBrainOptions options = OptionsOf(services =>
        {
            services.AddSingleton(configuration);
            services.AddHarvestBrain(configuration.GetSection("Harvest"));
        });

        Assert.Equal(("two", 7777, HarvestMode.Shadow), (options.Instance, options.Redis.Port, options.Mode));
    }

    [Fact]
    public void AddHarvestBrain_WithADelegate_HasTheLastWord()
    {
        HarvestBrainOptions options = OptionsOf(services =>
        {
            services.AddSingleton(Configuration(("HARVEST_MODE", "live"), ("HARVEST_MIN_R", "0.7")));
            services.AddHarvestBrain(o => o.Mode = HarvestMode.Shadow);
        });

        Assert.Equal((HarvestMode.Shadow, 0.7m), (options.Mode, options.Policy.MinR));
    }

    [Fact]
    public void AddHarvestBrain_Twice_ChangesNothing()
    {
        var services = new ServiceCollection();
        Assert.Same(services, services.AddHarvestBrain());
        ServiceDescriptor[] once = [.. services];

        services.AddHarvestBrain();

        Assert.Equal(once, services);
        Assert.Single(services, service => service.ServiceType == typeof(IHostedService));
    }

    [Fact]
    public async Task Start_WithBadOptions_ListsEveryProblem()
    {
        using IHost host = HostOf(services =>
        {
            services.AddSingleton(Configuration(
                ("HARVEST_MODE", "lives"), ("HARVEST_LADDER", "x"), ("REDIS_URL", "localhost,syncTimeout=1000,password=hunter2")));
            services.AddHarvestBrain(options => options.MaxActionsPerMinute = 0);
        });

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.All(["HARVEST_MODE", "HARVEST_LADDER", "REDIS_URL", "MaxActionsPerMinute"], name =>
            Assert.Contains(error.Failures, failure => failure.Contains(name, StringComparison.Ordinal)));
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mode", "HARVEST_MODE")]
    [InlineData("HARVEST_LADER", "HARVEST_LADDER")]
    [InlineData("maxActionsPerMinute", "HARVEST_MAX_ACTIONS_PER_MIN")]
    [InlineData("RedisPort", "REDIS_PORT")]
    public async Task Start_WithAnUnknownKeyInASection_NamesItAndTheNearestOne(string key, string nearest)
    {
        using IHost host = HostOf(services => services.AddHarvestBrain(
            Configuration(($"Harvest:{key}", "secret"), ("Harvest:TELEGRAM_CHAT_ID", "1"), ("Harvest:harvest_min_r", "0.7")).GetSection("Harvest")));

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal($"Harvest:{key}: found '(not shown)': no such setting; allowed: the nearest one is {nearest}", Assert.Single(error.Failures));
    }

    [Fact]
    public void Configuration_AsAWhole_MayHoldWhatIsOfOthers()
    {
        using IHost host = HostOf(services => services.AddHarvestBrain(Configuration(("Mode", "live"), ("HARVEST_MIN_R", "0.7"))));
        Assert.Equal(0.7m, host.Services.GetRequiredService<IOptions<HarvestBrainOptions>>().Value.Policy.MinR);
    }

    [Fact]
    public void SectionAndCode_Together_CodeWins()
    {
        using IHost host = HostOf(services => services.AddHarvestBrain(
            Configuration(("Harvest:HARVEST_MIN_R", "0.7"), ("Harvest:HARVEST_MODE", "live")).GetSection("Harvest"),
            options => options.Policy = options.Policy with { MinR = options.Policy.MinR + 1 }));
        HarvestBrainOptions options = host.Services.GetRequiredService<IOptions<HarvestBrainOptions>>().Value;
        Assert.Equal((HarvestMode.Live, 1.7m), (options.Mode, options.Policy.MinR));
    }

    [Fact]
    public async Task Start_WithABadPolicyMadeInCode_NamesIt()
    {
        using IHost host = HostOf(services => services.AddHarvestBrain(options =>
        {
            options.Policy = options.Policy with { MinR = -1 };
            options.SymbolPolicies["BTCUSDT"] = options.Policy with { MinR = 1, DedupTtlSeconds = 0 };
            options.SymbolPolicies["ETHUSDT"] = options.Policy with { MinR = 1, MaxPriceAgeSeconds = 0 };
        }));

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(
            [
                "Policy.MinR -1 is not a number from 0 to 1000",
                "SymbolPolicies[BTCUSDT].DedupTtlSeconds 0 is not a whole number from 1 to 604800",
                "SymbolPolicies[ETHUSDT].MaxPriceAgeSeconds 0 is not between 1 and 86400",
            ],
            error.Failures);
    }

    [Fact]
    public async Task Run_WithPoliciesMadeInCode_AsksByThem()
    {
        const string Own = "BTCUSDT", General = "ETHUSDT";
        using var redis = new RedisServer();
        using IHost host = HostOf(services => services.AddHarvestBrain(options =>
        {
            options.Redis = options.Redis with { Port = redis.Port, LeaseSeconds = 1 };
            options.Policy = options.Policy with { BreakEvenAtR = null, Ladder = Ladder.Of(new LadderRung(1, 0.5m)) };
            options.SymbolPolicies[Own] = options.Policy with { Ladder = Ladder.Of(new LadderRung(0.1m, 0.3m), new LadderRung(0.2m, 0.4m)), MinR = 0 };
        }));
        await host.StartAsync();

        Assert.Equal((0.3m, 0.5m), AskedFor(3310, 3400));
        // A single value of the symbol is changed in Redis, and changed back: the rest of its own policy stays.
        redis.Do("HSET", $"quantum:config:harvest:{Own}", "min_r", "0.2");
        Assert.Equal((0.3m + 0.4m, 0.5m), AskedFor(3320, 3400));
        redis.Do("DEL", $"quantum:config:harvest:{Own}");
        Assert.Equal((0.3m, 0.5m), AskedFor(3310, 3400));
        await host.StopAsync();

        (decimal Own, decimal General) AskedFor(decimal ownPrice, decimal generalPrice)
        {
            redis.Do("DEL", Feed.Suggestions);
            foreach ((string symbol, decimal price) in ((string, decimal)[])[(Own, ownPrice), (General, generalPrice)])
            {
                redis.Add(Feed.Fill(symbol, "BUY", 1, 3300, 3200));
                redis.Add(Feed.Price(symbol, price));
                redis.WaitApplied(redis.Add(Feed.Fill(symbol, "SELL", 1, 3300)));
            }
            return (Sum(Own), Sum(General));
        }

        decimal Sum(string symbol) => redis.Payloads().Where(payload => World.Member(payload, "symbol") == symbol)
            .Sum(payload => decimal.Parse(World.Member(payload, "qty"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Run_WithTheApplicationsMultiplexer_UsesItAndLeavesItAlone()
    {
        using var redis = new RedisServer();
        // Connected without await: this client runs continuations on its own thread, and the test blocks.
        using ConnectionMultiplexer own = ConnectionMultiplexer.Connect($"127.0.0.1:{redis.Port},name=application");
        using (IHost host = HostOf(services =>
        {
            services.AddSingleton<IConnectionMultiplexer>(own);
            services.AddHarvestBrain(options => options.Redis = options.Redis with { Port = redis.Port, LeaseSeconds = 1 });
        }))
        {
            await host.StartAsync();
            redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)));
            Eventually.True(
                () => redis.Text("CLIENT", "LIST")!.Split('\n').Any(client =>
                    client.Contains("name=application", StringComparison.Ordinal) && client.Contains("cmd=eval", StringComparison.Ordinal)),
                "the scripts run on the application's connection");
            // It reconnects by itself, and we go on with it.
            redis.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));
            await host.StopAsync();
        }

        Assert.Equal(2, redis.IntentIds().Count);
        Assert.Equal("PONG", (string?)await own.GetDatabase().ExecuteAsync("PING"));
    }

    [Fact]
    public async Task HealthCheck_TellsEveryState()
    {
        using var redis = new RedisServer(RedisServer.Durable);
        using IHost host = HostOf(services =>
        {
            services.AddHarvestBrain(options => options.Redis = options.Redis with { Port = redis.Port, LeaseSeconds = 1 });
            services.AddHealthChecks().AddHarvestBrain();
        });
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Reports(HealthStatus.Degraded, "starting");

        redis.Do("SET", Feed.Lease, "5:somebody:1:0", "PX", 1500);
        await host.StartAsync();
        Reports(HealthStatus.Healthy, "standby");
        Reports(HealthStatus.Healthy, "owner");

        redis.Do("SET", Feed.KillSwitch, "1");
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        Reports(HealthStatus.Degraded, "kill switch");
        redis.Do("DEL", Feed.KillSwitch);
        redis.Add("symbol", Scene.Symbol, "status", "FILLED");
        Reports(HealthStatus.Degraded, "1 positions are suspect");
        redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "SELL", 1, 3300)));
        Reports(HealthStatus.Healthy, "owner");
        redis.Do("HSET", $"quantum:config:harvest:{Scene.Symbol}", "ladder", "nonsense");
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        Reports(HealthStatus.Degraded, "not valid");

        redis.Kill();
        Reports(HealthStatus.Unhealthy, "Redis is away");
        redis.Start();
        redis.Do("DEL", $"quantum:config:harvest:{Scene.Symbol}");
        redis.Add(Feed.Price(Scene.Symbol, 3301));
        Reports(HealthStatus.Healthy, "owner");
        await host.StopAsync();
        Reports(HealthStatus.Unhealthy, "stopped");

        void Reports(HealthStatus status, string text) => Eventually.True(
            () =>
            {
                HealthReportEntry entry = health.CheckHealthAsync().GetAwaiter().GetResult().Entries["harvestbrain"];
                return entry.Status == status && entry.Description!.Contains(text, StringComparison.Ordinal);
            },
            $"health is {status} '{text}'");
    }

    private static IConfiguration Configuration(params (string Name, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value))).Build();

    private static HarvestBrainOptions OptionsOf(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<HarvestBrainOptions>>().Value;
    }

    private static IHost HostOf(Action<IServiceCollection> add)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        add(builder.Services);
        return builder.Build();
    }
}
