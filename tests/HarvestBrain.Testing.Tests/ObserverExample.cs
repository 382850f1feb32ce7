using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HarvestBrain.Testing.Tests;

/// <summary>What docs/embedding.md shows of a test, as it stands there.</summary>
public static class ObserverExample
{
    public static async Task<int> RunAsync(HostApplicationBuilder builder)
    {
        // The example begins.
        builder.Services.AddHarvestBrain().AddHarvestObserver<Counter>().UseInMemoryHarvest();
        using IHost host = builder.Build();
        await host.StartAsync();
        var harvest = host.Services.GetRequiredService<InMemoryHarvest>();
        harvest.Add("symbol", "ETHUSDT", "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED");
        harvest.Add("symbol", "ETHUSDT", "price", "3350", "status", "PRICE_UPDATE");
        await harvest.AppliedAsync();
        await host.StopAsync(); // and every observer has been told
        int told = host.Services.GetServices<IHarvestObserver>().OfType<Counter>().Single().Intents; // 2: a stop move and a partial close
        // The example ends.
        return told;
    }
}

internal sealed class Counter : IHarvestObserver
{
    public int Intents { get; private set; }

    public ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
    {
        if (notice is IntentPublished) Intents++;
        return ValueTask.CompletedTask;
    }
}
