using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Packages.Tests;

/// <summary>The sample, run as its readme says.</summary>
public sealed class EmbeddedServiceTests
{
    private const string Readme = "samples/EmbeddedService/README.md";

    [Fact]
    public void Sample_FedAsItsReadmeSays_PrintsWhatItShows()
    {
        string expected = Repository.Blocks(Readme).Single(block => block.Language == "text").Text;
        using var redis = new RedisServer(RedisServer.Durable);
        using var service = new Running(AppContext.BaseDirectory, $"{Running.Dotnet} EmbeddedService.dll", Shown.Port(redis), ("HARVEST_LADDER", "0.1:1"));
        foreach (string command in Repository.Commands(Readme, "redis-cli")) Shown.Run(command, redis);
        Eventually.True(() => service.Output.Contains("stop to", StringComparison.Ordinal), "the last line", () => service.Output);

        // Its own policy won over the environment's ladder; warnings go to the same place, so only the table is compared.
        string[] shown = expected.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(shown, service.Output.Split('\n').Where(line => line.StartsWith("mode ", StringComparison.Ordinal)
            || line.StartsWith("symbol ", StringComparison.Ordinal) || line.StartsWith("BTCUSDT", StringComparison.Ordinal)));

        redis.Do("SET", "quantum:kill", "1");
        redis.Do("XADD", "quantum:stream:execution.result", "*", "symbol", "ETHUSDT", "side", "SELL", "qty", "1", "price", "3300", "stop_loss", "3400", "status", "FILLED");
        redis.Do("XADD", "quantum:stream:execution.result", "*", "symbol", "ETHUSDT", "price", "3200", "status", "PRICE_UPDATE");
        foreach (string line in (string[])["kill switch on\n", "ETHUSDT        nothing: KillSwitch\n"])
            Eventually.True(() => service.Output.Contains(line, StringComparison.Ordinal), line, () => service.Output);
        Assert.Equal(0, service.Terminate());
    }
}
