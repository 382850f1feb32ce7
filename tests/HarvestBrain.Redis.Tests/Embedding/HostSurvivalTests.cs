using System.Globalization;
using HarvestBrain.Core.State;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Observers;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Tests.Embedding;

/// <summary>Whatever happens in the library, its host lives; health says what is wrong, and when the cause is gone it works without a restart.</summary>
public sealed class HostSurvivalTests
{
    [Fact]
    public async Task WithoutRedis_HostLivesAndSaysSo_AndWorksWhenRedisComes()
    {
        using var redis = new RedisServer(start: false, password: null);
        await using Application app = await Application.StartAsync(redis.Port);
        app.Reports(HealthStatus.Unhealthy, "Redis is away: Connection: 127.0.0.1:");
        Assert.IsType<RedisUnreachableException>(await app.Failure);
        app.Lives();

        redis.Start();
        app.Works(redis);
    }

    [Fact]
    public async Task WithAWrongPassword_HostLivesAndSaysSo_AndWorksWhenItIsRight()
    {
        using var redis = new RedisServer(start: true, password: "right");
        await using Application app = await Application.StartAsync(redis.Port, url: $"127.0.0.1:{redis.Port},password=wrong");
        app.Reports(HealthStatus.Unhealthy, "Redis is away: Denied: 127.0.0.1:");
        app.Lives();

        redis.Do("CONFIG", "SET", "requirepass", "wrong");
        app.Works(redis);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WithARedisThatRefusesConfig_ItWorksAndWarns(bool byTheApplicationsMultiplexer)
    {
        using var redis = new RedisServer("--rename-command", "CONFIG", "");
        using ConnectionMultiplexer? own = byTheApplicationsMultiplexer ? ConnectionMultiplexer.Connect($"127.0.0.1:{redis.Port}") : null;
        await using Application app = await Application.StartAsync(redis.Port, own: own);
        app.Works(redis);
        Assert.Equal(1, app.Logged(LogEvent.RedisWarning));
        Assert.False(app.Failure.IsCompleted);
    }

    [Fact]
    public async Task WithAUserWithoutConfig_ItWorksAndWarns()
    {
        using var redis = new RedisServer();
        redis.Do("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-config", "-client", "-cluster", "-script");
        using ConnectionMultiplexer own = ConnectionMultiplexer.Connect($"127.0.0.1:{redis.Port},user=app,password=secret");
        // What the settings say of Redis is somebody else's: where the multiplexer goes, all connections go.
        await using Application app = await Application.StartAsync(RedisServer.FreePort(), own: own);
        app.Works(redis);
        Assert.Equal(1, app.Logged(LogEvent.RedisWarning));
        Assert.All(
            redis.Text("CLIENT", "LIST")!.Split('\n').Where(client => client.Contains("cmd=xread", StringComparison.Ordinal)),
            client => Assert.Contains("user=app", client, StringComparison.Ordinal));
    }

    /// <summary>A certificate that only the application's own callback accepts: the connection that waits needs it too.</summary>
    [Fact]
    public async Task WithAMultiplexerWhoseCallbackAcceptsTheCertificate_ItWorks_WhenItsOptionsAreRegistered()
    {
        using var certificate = new Certificate();
        int port = RedisServer.FreePort(), asked = 0;
        using var redis = new RedisServer(certificate.Redis(port));
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", port } }, Ssl = true };
        options.CertificateValidation += (_, shown, _, _) =>
        {
            Interlocked.Increment(ref asked);
            return shown?.GetCertHashString() == certificate.Server.GetCertHashString();
        };
        using ConnectionMultiplexer own = ConnectionMultiplexer.Connect(options);
        int before = asked;
        await using Application app = await Application.StartAsync(RedisServer.FreePort(), own: own, registered: options);
        app.Works(redis);
        Assert.True(asked > before, "the connection that waits asks the callback too");
        Assert.False(app.Failure.IsCompleted);

        // Without its options nobody else may accept it.
        await using Application without = await Application.StartAsync(RedisServer.FreePort(), own: own);
        without.Reports(HealthStatus.Unhealthy, "Redis is away: Connection: 127.0.0.1:");
    }

    [Fact]
    public async Task WithStateOfANewerVersion_HostLivesAndSaysSo_AndWorksWhenItIsGone()
    {
        using var redis = new RedisServer();
        string newer = (PositionState.Schema + 1).ToString(CultureInfo.InvariantCulture);
        redis.Do("HSET", Feed.Checkpoint, "schema", newer, Feed.Input, "5-0");
        await using Application app = await Application.StartAsync(redis.Port);
        app.Reports(HealthStatus.Unhealthy, $"cannot work: the checkpoint has schema {newer}");
        Assert.IsType<StateException>(await app.Failure);
        app.Lives();
        Assert.Equal(newer, redis.Text("HGET", Feed.Checkpoint, "schema"));
        // Another instance, which can read it, need not wait for the lease.
        Eventually.True(() => redis.Text("GET", Feed.Lease) is null, "the lease is given back");

        redis.Do("DEL", Feed.Checkpoint);
        app.Works(redis);
        Assert.Single(app.Told.OfType<ServiceFailed>());
        Assert.Single(app.Told.OfType<ServiceStarted>());
        Assert.Equal(1, app.Logged(LogEvent.Failed));
    }

    [Fact]
    public async Task WithABug_HostLivesAndSaysSo()
    {
        using var redis = new RedisServer();
        // The clock is the application's, and so is what it throws.
        var clock = new BrokenClock();
        await using Application app = await Application.StartAsync(redis.Port, clock: clock);
        app.Works(redis);
        clock.IsBroken = true;
        app.Reports(HealthStatus.Unhealthy, "cannot work: internal error: InvalidTimeZoneException: the clock is broken");
        app.Lives();
        clock.IsBroken = false;
        app.Works(redis);
    }

    private sealed class BrokenClock : TimeProvider
    {
        public volatile bool IsBroken;

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidTimeZoneException("the clock is broken") : base.GetUtcNow();
    }

    private sealed class Application : IAsyncDisposable
    {
        private readonly IHost _host;
        private readonly CountingLogger _log = new();
        private readonly HealthCheckService _health;

        private Application(HarvestBrainOptions wanted, IConnectionMultiplexer? own, ConfigurationOptions? registered, TimeProvider? clock)
        {
            HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Logging.AddProvider(_log);
            if (own is not null) builder.Services.AddSingleton(own);
            if (registered is not null) builder.Services.AddSingleton(registered);
            if (clock is not null) builder.Services.AddSingleton(clock);
            builder.Services.AddHarvestBrain(options => options.Redis = wanted.Redis);
            builder.Services.AddHarvestObserver<Recorder>();
            builder.Services.AddHealthChecks().AddHarvestBrain();
            _host = builder.Build();
            _health = _host.Services.GetRequiredService<HealthCheckService>();
        }

        public Task<Exception> Failure => _host.Services.GetRequiredService<HarvestStatus>().Failure;

        public IReadOnlyList<HarvestNotice> Told => _host.Services.GetServices<IHarvestObserver>().OfType<Recorder>().Single().Told;

        public static async Task<Application> StartAsync(
            int port, string url = "", IConnectionMultiplexer? own = null, ConfigurationOptions? registered = null, TimeProvider? clock = null)
        {
            var options = new HarvestBrainOptions { Redis = new RedisSettings { Port = port, Url = url, LeaseSeconds = 1, StartRetrySeconds = 1 } };
            var app = new Application(options, own, registered, clock);
            await app._host.StartAsync();
            return app;
        }

        public int Logged(int eventId) => _log.Count(eventId);

        public void Reports(HealthStatus status, string text)
        {
            string last = "";
            Eventually.True(
                () =>
                {
                    HealthReportEntry entry = _health.CheckHealthAsync().GetAwaiter().GetResult().Entries["harvestbrain"];
                    last = $"{entry.Status} {entry.Description}";
                    return entry.Status == status && entry.Description!.Contains(text, StringComparison.Ordinal);
                },
                $"health is {status} '{text}'", () => last);
        }

        /// <summary>The host has not been asked to stop, by nobody.</summary>
        public void Lives() => Assert.False(_host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);

        /// <summary>It applies what comes, is healthy, and the host is the one that was started.</summary>
        public void Works(RedisServer redis)
        {
            redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)));
            Reports(HealthStatus.Healthy, "owner");
            Lives();
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            BackgroundService service = _host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single(found => found.GetType().Name == "HarvestBrainService");
            Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
            _host.Dispose();
            _log.Dispose();
        }
    }
}
