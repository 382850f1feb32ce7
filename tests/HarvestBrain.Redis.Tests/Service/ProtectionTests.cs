using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>What the stop protects is said once, and what stands at the venue is held against it.</summary>
public sealed class ProtectionTests
{
    private const string Orders = "quantum:stream:open.orders";

    private static readonly (string, string)[] On = [("HARVEST_MODE", "live"), ("HARVEST_PROTECT", "on"), ("STREAM_OPEN_ORDERS", Orders)];

    /// <summary>Three fills at once are one word, the last; another batch is another word; a restart repeats none.</summary>
    [Fact]
    public void Protect_IsSaidOnceForABatch_AndNotAgainAfterAKill()
    {
        using var scene = new Scene(settings: On);
        Together(scene, Sell(0.1m), Sell(0.1m), Sell(0.1m));
        Assert.Equal([Protect(scene, "0.7")], scene.Redis.IntentIds(Feed.Intents));

        scene.Worker.Kill();
        scene.Replace();
        Together(scene, Sell(0.1m));
        Together(scene, Sell(0.1m), Sell(0.5m)); // and flat: nothing to protect
        Assert.Equal([Protect(scene, "0.7"), Protect(scene, "0.6")], scene.Redis.IntentIds(Feed.Intents));
    }

    [Fact]
    public void StopMove_SaysIt_AndTheExecutorConfirmsEither()
    {
        using var scene = new Scene(settings: On);
        scene.Price(3350);
        string move = scene.Redis.Payloads(Feed.Intents)[0];
        Assert.Equal(("MOVE_STOP", "1", "SELL"), (World.Member(move, "intent_type"), World.Member(move, "protect_qty"), World.Member(move, "protect_side")));
        Together(scene, Feed.Fill(Scene.Symbol, "SELL", 0.25m, 3350, more: ["intent_id", scene.Rung("0.5")]));
        string protect = scene.Redis.IntentIds(Feed.Intents)[^1];
        Assert.Equal($"harvest:{Scene.Symbol}:{scene.Fill}:protect:3300:0.75", protect);
        Assert.False(IsConfirmed(scene));
        Together(scene, ["symbol", Scene.Symbol, "status", "ACCEPTED", "intent_id", protect]);
        Assert.True(IsConfirmed(scene));
    }

    [Fact]
    public void OpenOrders_ConfirmTheStop_AndSayWhatIsNotThere()
    {
        using var scene = new Scene(open: false, settings: On);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200, Feed.NowUnixMs - 60_000)), scene.Worker);
        scene.Price(3350);
        Tell(scene, """[{"order_id":7,"role":"stop","side":"SELL","qty":1,"stop_price":3300,"reduce_only":true}]""", ago: 70_000);
        Assert.False(IsConfirmed(scene)); // of a time before the last fill: it says nothing
        Tell(scene, """[{"order_id":7,"role":"stop","side":"SELL","qty":1,"stop_price":3300,"reduce_only":true}]""", ago: 20_000);
        Assert.True(IsConfirmed(scene));
        Tell(scene, "[]", ago: 10_000);
        scene.Worker.WaitFor(LogEvent.ProtectionDiffers, $"{Scene.Symbol}:BOTH is not protected at the venue as it should be: Unprotected(open: 1)");
    }

    [Fact]
    public void OpenOrders_ThatCannotBeRead_AreADeadLetter_AndNobodyIsSuspect()
    {
        using var scene = new Scene(settings: On);
        scene.Redis.Do("XADD", Orders, "*", "symbol", Scene.Symbol, "orders", "much");
        scene.Worker.WaitFor(LogEvent.DeadLettered, "OrdersInvalid(field: orders, found: 'much')");
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
    }

    [Fact]
    public void Orphan_OfASymbolThatWasNeverOurs_IsSaid()
    {
        using var scene = new Scene(open: false, settings: On);
        scene.Worker.WaitFor(LogEvent.Loaded);
        Tell(scene, """[{"order_id":"old","side":"SELL","qty":1,"stop_price":3300,"close_position":true}]""", ago: 10_000);
        scene.Worker.WaitFor(LogEvent.ProtectionDiffers, "OrphanOrder(order: old)");
    }

    private static string Protect(Scene scene, string quantity) => $"harvest:{Scene.Symbol}:{scene.Fill}:protect:3200:{quantity}";

    private static string[] Sell(decimal quantity) => Feed.Fill(Scene.Symbol, "SELL", quantity, 3310, more: ["order_role", "manual"]);

    private static bool IsConfirmed(Scene scene)
    {
        using JsonDocument position = JsonDocument.Parse(scene.Redis.Text("HGET", Feed.Positions, $"{Scene.Symbol}:BOTH")!);
        return position.RootElement.TryGetProperty("confirmed_stop", out JsonElement stop) && stop.GetDecimal() == 3300;
    }

    /// <summary>Adds entries at once, so that one read has them all, and waits until they are applied.</summary>
    private static void Together(Scene scene, params string[][] entries)
    {
        using RespClient producer = scene.Redis.Connect();
        object?[] replies = producer.Pipeline([["MULTI"], .. entries.Select(entry => (object[])["XADD", Feed.Input, "*", .. entry]), ["EXEC"]]);
        scene.Redis.WaitApplied((string)((object?[])replies[^1]!)[^1]!, scene.Worker);
    }

    private static void Tell(Scene scene, string orders, long ago)
    {
        long at = Feed.NowUnixMs - ago;
        string id = (string)scene.Redis.Do("XADD", Orders, "*", "symbol", Scene.Symbol, "orders", orders, "timestamp", $"{at}")!;
        Eventually.Equal(id, () => scene.Redis.Text("HGET", Feed.Checkpoint, Orders), "the orders are applied", () => scene.Worker.Output);
    }
}
