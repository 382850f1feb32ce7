using System.Text.Json;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.AspNetCore.Tests.Http;

/// <summary>In another application, as the readme shows.</summary>
public sealed class EmbeddedTests
{
    private const string Checkpoint = "quantum:harvest:checkpoint";

    [Fact]
    public async Task MapHarvestBrain_InAGroup_ShowsTheServiceBelowItsPrefix()
    {
        using var redis = new RedisServer();
        int port = RedisServer.FreePort();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHarvestBrainStatus();
        builder.Services.AddHarvestBrain(options => options.Redis = options.Redis with { Port = redis.Port, LeaseSeconds = 1 });
        builder.Services.AddHarvestBrainStatus(); // once more changes nothing
        await using WebApplication app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.MapGroup("/harvest").MapHarvestBrain();
        app.MapGet("/mine", () => "mine");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        Eventually.True(() => client.GetAsync("harvest/health/ready").Result.IsSuccessStatusCode, "ready");
        Assert.Contains("harvest_takeovers_total 1\n", await client.GetStringAsync("harvest/metrics"), StringComparison.Ordinal);
        Assert.Contains("<title>HarvestBrain</title>", await client.GetStringAsync("harvest"), StringComparison.Ordinal);
        Assert.Equal("owner", JsonDocument.Parse(await client.GetStringAsync("harvest/api/positions")).RootElement.GetProperty("service").GetProperty("state").GetString());
        Assert.Equal("mine", await client.GetStringAsync("mine"));
    }

    [Theory]
    [InlineData("no Redis", "redis_away", "Redis is away: Connection: 127.0.0.1:")]
    [InlineData("wrong password", "redis_away", "Redis is away: Denied: 127.0.0.1:")]
    [InlineData("newer state", "failed", "cannot work: the checkpoint has schema 99")]
    [InlineData("CONFIG refused", null, "owner")]
    public async Task Application_WhoseServiceCannotWork_AnswersAllTheSame_AndTheServiceComesByItself(string what, string? reason, string health)
    {
        using var redis = new RedisServer(what != "no Redis", what == "wrong password" ? "right" : null, what == "CONFIG refused" ? ["--rename-command", "CONFIG", ""] : []);
        if (what == "newer state") redis.Do("HSET", Checkpoint, "schema", "99");
        int port = RedisServer.FreePort();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHarvestBrain(options => options.Redis = options.Redis with
        {
            Url = $"127.0.0.1:{redis.Port}{(what == "wrong password" ? ",password=wrong" : "")}", LeaseSeconds = 1, StartRetrySeconds = 0,
        });
        builder.Services.AddHarvestBrainStatus();
        builder.Services.AddHealthChecks().AddHarvestBrain();
        await using WebApplication app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.MapGroup("/harvest").MapHarvestBrain();
        app.MapGet("/mine", () => "mine");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        HealthCheckService checks = app.Services.GetRequiredService<HealthCheckService>();

        Eventually.True(() => Health().Contains(health, StringComparison.Ordinal), "health says why", Health);
        Assert.Equal("mine", await client.GetStringAsync("mine"));
        if (reason is not null)
        {
            await app.Services.GetRequiredService<HarvestStatus>().Failure; // the embedded service has given up once, and goes on
            Eventually.True(() => Ready().Contains($"\"{reason}\"", StringComparison.Ordinal), "and so does the service's own page", Ready);
            Assert.Equal("mine", await client.GetStringAsync("mine"));
            Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        }
        switch (what)
        {
            case "no Redis":
                redis.Start();
                break;
            case "wrong password":
                redis.Do("CONFIG", "SET", "requirepass", "wrong");
                break;
            case "newer state":
                redis.Do("DEL", Checkpoint);
                break;
        }
        Eventually.True(() => Health() == "owner", "it works without a restart", Health);
        Assert.Equal("mine", await client.GetStringAsync("mine"));

        string Health() => checks.CheckHealthAsync().GetAwaiter().GetResult().Entries["harvestbrain"].Description ?? "";
        string Ready() => client.GetAsync("harvest/health/ready").Result.Content.ReadAsStringAsync().Result;
    }

    [Fact]
    public void MapHarvestBrain_WithoutItsServices_SaysWhatIsMissing()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("AddHarvestBrainStatus", Assert.Throws<InvalidOperationException>(() => app.MapHarvestBrain()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(257)]
    public void UseHarvestBrainToken_OfNone_Throws(object token)
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        Assert.ThrowsAny<ArgumentException>(() => app.UseHarvestBrainToken(token as string ?? new string('x', (int)token)));
    }
}
