using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.AspNetCore.Tests.Http;

/// <summary>In another application, as the readme shows.</summary>
public sealed class EmbeddedTests
{
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
