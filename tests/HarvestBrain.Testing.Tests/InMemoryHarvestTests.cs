using System.Text.Json;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace HarvestBrain.Testing.Tests;

/// <summary>The service of an application's tests: in memory, on a clock that is moved by hand.</summary>
public sealed class InMemoryHarvestTests
{
    private static readonly string[] Fill = ["symbol", "ETHUSDT", "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED"];

    [Fact]
    public async Task Example_OfTheDocument_IsToldOfBothIntents() =>
        Assert.Equal(2, await ObserverExample.RunAsync(Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null)));

    [Fact]
    public void Example_OfTheDocument_IsTheOneThatRuns()
    {
        string[] code = [.. Repository.Read("tests/HarvestBrain.Testing.Tests/ObserverExample.cs").Split('\n').Select(line => line.Trim())];
        string[] body = code[(Array.IndexOf(code, "// The example begins.") + 1)..Array.IndexOf(code, "// The example ends.")];
        string shown = Markdown.Blocks(Markdown.Section(Repository.Read("docs/embedding.md"), "In your tests"), "csharp").First();
        Assert.InRange(body.Length, 1, 9);
        Assert.Contains(string.Join('\n', body), shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Price_OlderThanItMayBe_AsksForNothing()
    {
        using IHost host = Started(out InMemoryHarvest harvest, out FakeTimeProvider clock);
        harvest.Add(Fill);
        await harvest.AppliedAsync(TestContext.Current.CancellationToken);
        string old = $"{clock.GetUtcNow().ToUnixTimeMilliseconds()}";
        clock.Advance(TimeSpan.FromSeconds(31));
        harvest.Add("symbol", "ETHUSDT", "price", "3350", "status", "PRICE_UPDATE", "timestamp", old);
        await harvest.AppliedAsync(TestContext.Current.CancellationToken);
        Assert.Empty(harvest.Intents);
        harvest.Add("symbol", "ETHUSDT", "price", "3350", "status", "PRICE_UPDATE");
        await harvest.AppliedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["MOVE_STOP", "HARVEST_PARTIAL"], harvest.Intents.Select(intent => JsonDocument.Parse(intent).RootElement.GetProperty("intent_type").GetString()));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task KillSwitchSettingsTradesAndDeadLetters_AreThoseOfTheService()
    {
        using IHost host = Started(out InMemoryHarvest harvest, out _);
        harvest.SetKillSwitch(on: true);
        harvest.Add(Fill);
        harvest.Add("symbol", "ETHUSDT", "price", "3350", "status", "PRICE_UPDATE");
        await harvest.AppliedAsync(TestContext.Current.CancellationToken);
        Assert.Empty(harvest.Intents);
        harvest.SetKillSwitch(on: false);
        harvest.SetSymbol("ETHUSDT", "set_be_at_r", "");
        harvest.Add("symbol", "ETHUSDT", "price", "3351", "status", "PRICE_UPDATE");
        harvest.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "1", "price", "3360", "status", "FILLED");
        harvest.Add("symbol", "ETHUSDT", "status", "nonsense");
        await harvest.AppliedAsync(TestContext.Current.CancellationToken);
        Assert.Equal("HARVEST_PARTIAL", JsonDocument.Parse(Assert.Single(harvest.Intents)).RootElement.GetProperty("intent_type").GetString());
        Assert.Contains("\"exit_price\":3360", Assert.Single(harvest.Trades), StringComparison.Ordinal);
        Assert.Equal(1, harvest.DeadLetters);
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HarvestBrain.Redis.Observers.ServiceState.Stopped, host.Services.GetRequiredService<HarvestStatus>().Now.State);
    }

    [Fact]
    public void Fields_WithoutValue_AreRefused()
    {
        using IHost host = Started(out InMemoryHarvest harvest, out _);
        Assert.Throws<ArgumentException>(() => harvest.Add("symbol"));
    }

    private static IHost Started(out InMemoryHarvest harvest, out FakeTimeProvider clock)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHarvestBrain().UseInMemoryHarvest();
        IHost host = builder.Build();
        host.Start();
        (harvest, clock) = (host.Services.GetRequiredService<InMemoryHarvest>(), host.Services.GetRequiredService<FakeTimeProvider>());
        return host;
    }
}
