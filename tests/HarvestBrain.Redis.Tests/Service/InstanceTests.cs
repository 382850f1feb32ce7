using System.Diagnostics;
using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>Several services beside each other, and one after the other.</summary>
[Collection<Timed>]
public sealed class InstanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Instances_Two_DoNotDisturbEachOther()
    {
        using var scene = new Scene();
        using WorkerProcess candidate = scene.Start(("HARVEST_INSTANCE", "candidate"), ("HARVEST_LADDER", "0.4:0.5"), ("HARVEST_MIN_R", "0.1"));
        candidate.WaitFor(LogEvent.Loaded);
        scene.Price(3345);
        scene.Price(3350);
        Eventually.Equal(scene.Redis.Applied(), () => scene.Redis.Applied("quantum:harvest:candidate:checkpoint"), "both have read it");

        JsonElement[] intents = [.. scene.Redis.Payloads().Select(payload => JsonDocument.Parse(payload).RootElement)];
        JsonElement[] ofCandidate = [.. intents.Where(intent => intent.TryGetProperty("instance", out JsonElement name) && name.GetString() == "candidate")];
        string[] ids = [.. ofCandidate.Select(intent => intent.GetProperty("intent_id").GetString()!)];
        Assert.Equal([scene.Rung("0.4"), scene.Stop("3300")], ids);
        Assert.Equal(2, intents.Length - ofCandidate.Length);
        Assert.Equal(1, scene.Redis.Number("EXISTS", $"quantum:dedup:harvest:candidate:shadow:{scene.Rung("0.4")}"));
        Assert.Equal(1, scene.Redis.Number("EXISTS", $"quantum:dedup:harvest:shadow:{scene.Rung("0.5")}"));
        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol, "quantum:harvest:candidate:positions"));
        Assert.Equal(0, scene.Redis.Pending());
        Assert.Equal(0, scene.Redis.Pending("harvest_brain:execution:candidate"));
    }

    [Fact]
    public void SameInstanceTwice_OneWorksOneWaitsAndSigtermHandsOver()
    {
        using var scene = new Scene(settings: ("HARVEST_LEASE_SEC", "60"));
        using WorkerProcess standby = scene.Start();
        standby.WaitFor(LogEvent.Standby);
        scene.Price(3350);
        Assert.False(standby.Said(LogEvent.LeaseTaken));
        Assert.False(standby.Said(LogEvent.Intent));

        long start = Stopwatch.GetTimestamp();
        scene.Worker.Terminate();
        standby.WaitFor(LogEvent.LeaseTaken);
        Soon.Assert(output, standby, "SIGTERM to take-over", Stopwatch.GetElapsedTime(start));
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price(Scene.Symbol, 3400)), standby);
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5"), scene.Rung("1")], scene.Redis.IntentIds());
    }

    [Fact]
    public void Owner_Dead_LeaseIsTakenOverWithinItsTime()
    {
        using var scene = new Scene(settings: ("HARVEST_LEASE_SEC", "2"));
        using WorkerProcess standby = scene.Start();
        standby.WaitFor(LogEvent.Standby);

        long start = Stopwatch.GetTimestamp();
        scene.Worker.Kill();
        standby.WaitFor(LogEvent.LeaseTaken);
        Soon.Assert(output, standby, "SIGKILL to take-over, beyond the lease of 2 s", Stopwatch.GetElapsedTime(start) - TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void ShadowThenLive_PositionsOpen_PublishesOnceAtTheNextFreshPrice()
    {
        using var scene = new Scene();
        scene.Price(3350);
        scene.Worker.Terminate();
        scene.Worker.WaitForExit();
        scene.Replace(("HARVEST_MODE", "live"));
        scene.Worker.WaitFor(LogEvent.ModeChanged, "1 positions");
        Assert.Equal(0, scene.Redis.Length(Feed.Intents));
        scene.Price(3351);
        scene.Price(3352);

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds(Feed.Intents));
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
    }

    [Fact]
    public void Live_EveryConsumerStyle_SeesAReduceOnlyCloseOfTheRightSideAndSize()
    {
        using var scene = new Scene(settings: ("HARVEST_MODE", "live"));
        scene.Price(3350);
        scene.Redis.Add(Feed.Fill("BTCUSDT", "SELL", 2, 90_000, 91_000));
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price("BTCUSDT", 89_000)), scene.Worker);

        object?[] entries = scene.Redis.List("XRANGE", Feed.Intents, "-", "+");
        Assert.All(entries, entry =>
        {
            object?[] fields = World.Fields(entry);
            Assert.Equal(["event_type", "payload", "timestamp", "source"], fields.Where((_, i) => i % 2 == 0));
            Assert.Equal(("trade.intent", "harvest_brain"), (World.Field(fields, "event_type"), World.Field(fields, "source")));
        });
        JsonElement[] intents = [.. scene.Redis.Payloads(Feed.Intents).Select(payload => JsonDocument.Parse(payload).RootElement)];
        Assert.Equal(
            [("ETHUSDT", "SELL", 0.25m), ("BTCUSDT", "BUY", 0.5m), ("BTCUSDT", "BUY", 0.5m)],
            intents.Select(ReadsReduceOnlyCamel).Where(order => order is not null).Select(order => order!.Value));
        Assert.Equal(intents.Select(ReadsReduceOnlyCamel), intents.Select(ReadsReduceOnlySnake));
        Assert.Equal(intents.Select(ReadsReduceOnlyCamel), intents.Select(PrefersAction));
        Assert.All(intents, intent => Assert.False(intent.GetProperty("dry_run").GetBoolean()));
        Assert.Equal(2, intents.Count(intent => intent.GetProperty("intent_type").GetString() == "MOVE_STOP"));
    }

    [Fact]
    public void FlushedWithAStandbyReady_TheOwnerThatKnowsGoesFirst()
    {
        using var scene = new Scene();
        using WorkerProcess standby = scene.Start();
        standby.WaitFor(LogEvent.Standby);

        scene.Redis.Do("FLUSHALL");
        scene.Worker.WaitFor(LogEvent.StateGone, "1 positions are suspect");
        scene.Price(3350);

        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.False(standby.Said(LogEvent.LeaseTaken));
    }

    [Fact]
    public void FlushedAndTheOwnerDead_TheStandbyTakesOverAndSaysWhatIsLost()
    {
        using var scene = new Scene();
        using WorkerProcess standby = scene.Start();
        standby.WaitFor(LogEvent.Standby);

        scene.Worker.Freeze();
        scene.Redis.Do("FLUSHALL");
        standby.WaitFor(LogEvent.StateGone, "everything");
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 3, 3300, 3200)), standby);

        // The frozen owner's memory is old now, and stays out of it.
        scene.Worker.Thaw();
        scene.Worker.WaitFor(LogEvent.Standby);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price(Scene.Symbol, 3310)), standby);
        Assert.Equal(3, scene.Redis.Quantity(Scene.Symbol));
    }

    // Each like a consumer of its own: an order that is not reduce-only for it would enlarge the position.
    private static (string, string, decimal)? ReadsReduceOnlyCamel(JsonElement intent) => Order(intent, "reduceOnly", "side", "qty");

    private static (string, string, decimal)? ReadsReduceOnlySnake(JsonElement intent) => Order(intent, "reduce_only", "side", "quantity");

    private static (string, string, decimal)? PrefersAction(JsonElement intent) => Order(intent, "reduce_only", "action", "quantity");

    private static (string, string, decimal)? Order(JsonElement intent, string reduceOnly, string side, string quantity)
    {
        if (!intent.TryGetProperty(side, out JsonElement word) || !intent.TryGetProperty(quantity, out JsonElement number)) return null;
        Assert.True(intent.GetProperty(reduceOnly).GetBoolean());
        return (intent.GetProperty("symbol").GetString()!, word.GetString()!, number.GetDecimal());
    }
}
