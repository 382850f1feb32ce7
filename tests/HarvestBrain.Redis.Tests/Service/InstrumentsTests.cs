using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>An exchange's list becomes settings that the running service goes by.</summary>
public sealed class InstrumentsTests
{
    private const string Config = $"quantum:config:harvest:{Scene.Symbol}";

    private const string List = """
        {"symbols":[{"symbol":"ETHUSDT","status":"TRADING","baseAsset":"ETH","quoteAsset":"USDT","filters":[{"filterType":"LOT_SIZE","stepSize":"0.1"},
        {"filterType":"PRICE_FILTER","tickSize":"0.01"},{"filterType":"NOTIONAL","minNotional":"5"}]}]}
        """;

    [Fact]
    public void Command_WritesBesideWhatIsThere_AndTheServiceGoesByIt()
    {
        using var scene = new Scene();
        scene.Redis.Do("HSET", Config, "set_be_at_r", "", "qty_step", "0.5");
        string file = Path.GetTempFileName();
        File.WriteAllText(file, List);
        using (WorkerProcess command = WorkerProcess.Start(["instruments", file], scene.Redis.Port))
        {
            Assert.Equal(0, command.WaitForExit());
            Assert.Contains("settings of 1 symbol written below quantum:config:harvest:", command.Output, StringComparison.Ordinal);
        }
        File.Delete(file);
        Assert.Equal(
            ["ETH", "USDT", "0.1", "0.01", "5", "1", "linear", ""],
            scene.Redis.List("HMGET", Config, "base_asset", "quote_asset", "qty_step", "price_tick", "min_notional", "contract_size", "contract_type", "set_be_at_r"));
        scene.Price(3350);
        Assert.Equal("0.2", World.Member(Assert.Single(scene.Redis.Payloads()), "qty")); // a quarter of one, in steps
        Assert.False(scene.Worker.Said(LogEvent.PolicyProblem), scene.Worker.Output);
    }

    [Fact]
    public async Task Write_OfAUserWhoMayNot_SaysWhatWasRefused_AndAnotherUserMay()
    {
        using var redis = new RedisServer();
        redis.Do("ACL", "SETUSER", "operator", "on", ">secret", "resetkeys", "-@all", "+ping", "(+hset", "~quantum:config:harvest:*)");
        redis.Do("ACL", "SETUSER", "default", "-hset");
        var options = new HarvestBrainOptions { Redis = new RedisSettings { Port = redis.Port } };
        var settings = new Dictionary<string, IReadOnlyDictionary<string, string>> { [Scene.Symbol] = new Dictionary<string, string> { ["qty_step"] = "1" } };
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => HarvestOperations.SetSymbolSettingsAsync(options, settings));
        Assert.Equal(StoreFault.Denied, refused.Fault);
        Assert.Contains($"HSET {Config} was refused: NOPERM", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await HarvestOperations.SetSymbolSettingsAsync(options, settings, "operator", "secret"));
        Assert.Equal("1", redis.Text("HGET", Config, "qty_step"));
    }

    [Fact]
    public void PricesUnderAnotherSpelling_AreSaidOnce()
    {
        using var scene = new Scene(open: false);
        scene.Worker.WaitFor(LogEvent.Loaded);
        long before = Feed.NowUnixMs - 60_000;
        scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200, before));
        string last = "";
        for (int i = 0; i < 3; i++) last = scene.Redis.Add(Feed.Price("ETH/USDT", 3350 + i));
        scene.Redis.WaitApplied(last, scene.Worker);
        scene.Worker.WaitFor(LogEvent.Rejected, $"{Scene.Symbol}:BOTH OtherSpelling(prices: ETH/USDT)");
        scene.Worker.SaysTimes(1, LogEvent.Rejected);
        Assert.Empty(scene.Redis.IntentIds());
    }

    [Fact]
    public void InverseContract_IsTrackedAndNothingIsAskedFor()
    {
        using var scene = new Scene();
        scene.Redis.Do("HSET", Config, "contract_type", "inverse");
        scene.Price(3350);
        scene.Price(3450);
        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        scene.Redis.Do("HSET", Config, "contract_type", "linear");
        scene.Price(3451);
        Assert.NotEmpty(scene.Redis.IntentIds());
    }
}
