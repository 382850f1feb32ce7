using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>Entries that could not be understood, entries of dead consumers, and what an operator does about suspects.</summary>
public sealed class DeadLetterTests
{
    [Fact]
    public void Entry_NotUnderstood_GoesToTheDeadLettersWithItsFieldsAndItsSymbolIsSuspect()
    {
        using var scene = new Scene();
        string[] broken = ["symbol", Scene.Symbol, "side", "BUY", "qty", "NaN", "price", "3300", "status", "FILLED", "note", "caf\u00e9 \U0001F680"];
        string id = scene.Redis.Add(broken);
        string harmless = scene.Redis.Add("symbol", "BTCUSDT", "status", "PRICE_UPDATE", "price", "Infinity");
        scene.Price(3350);

        object?[] letters = scene.Redis.List("XRANGE", Feed.DeadLetters, "-", "+");
        Assert.Equal(2, letters.Length);
        object?[] first = World.Fields(letters[0]);
        Assert.Equal(broken, first[..broken.Length]);
        Assert.Equal((Feed.Input, id), (World.Field(first, "source_stream"), World.Field(first, "source_id")));
        Assert.Contains("qty", World.Field(first, "error"), StringComparison.Ordinal);
        Assert.Equal(harmless, World.Field(World.Fields(letters[1]), "source_id"));
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        Assert.Equal(0, scene.Redis.Pending());
        scene.Worker.WaitFor(LogEvent.DeadLettered, id);
        scene.Worker.WaitFor(LogEvent.Suspect, Scene.Symbol);
    }

    [Fact]
    public void Entry_OfThousandsOfFields_DoesNotTearTheCommit()
    {
        using var scene = new Scene();
        string[] huge = [.. Enumerable.Range(0, 6000).SelectMany(i => new[] { $"field{i}", "x" })];
        string id = scene.Redis.Add([.. huge, "status", "FILLED"]);
        scene.Price(3350);

        object?[] letter = World.Fields(Assert.Single(scene.Redis.List("XRANGE", Feed.DeadLetters, "-", "+")));
        Assert.Equal(id, World.Field(letter, "source_id"));
        Assert.Equal("5001", World.Field(letter, "fields_omitted"));
        Assert.Equal(2, scene.Redis.IntentIds().Count);
        Assert.Equal(0, scene.Redis.Pending());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Release_WithAndWithoutARunningService_ClearsTheMark(bool isRunning)
    {
        using var scene = new Scene();
        scene.Redis.WaitApplied(scene.Redis.Add("symbol", Scene.Symbol, "status", "FILLED", "qty", "x"), scene.Worker);
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        if (!isRunning)
        {
            scene.Worker.Terminate();
            scene.Worker.WaitForExit();
        }

        using (WorkerProcess release = WorkerProcess.Start(["release", Scene.Symbol], scene.Redis.Port))
        {
            Assert.Equal(0, release.WaitForExit());
            Assert.Contains($"released {Scene.Symbol}:BOTH", release.Output, StringComparison.Ordinal);
        }
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        using (WorkerProcess again = WorkerProcess.Start(["release", Scene.Symbol], scene.Redis.Port))
        {
            Assert.Equal(0, again.WaitForExit());
            Assert.Contains("no suspect position", again.Output, StringComparison.Ordinal);
        }
        if (!isRunning) scene.Replace();
        scene.Price(3350);
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
    }

    [Fact]
    public void Release_WithoutRedis_Exits69()
    {
        using WorkerProcess release = WorkerProcess.Start(["release", "ETHUSDT"], RedisServer.FreePort());
        Assert.Equal(69, release.WaitForExit());
    }

    [Fact]
    public void EntriesTakenThroughTheGroup_AndNeverFinished_AreAppliedInOrder()
    {
        using var redis = new RedisServer();
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.5m, 3310));
        redis.Do("XGROUP", "CREATE", Feed.Input, Feed.Group, "0");
        redis.Do("XREADGROUP", "GROUP", Feed.Group, "dead_1", "COUNT", 1, "STREAMS", Feed.Input, ">");
        redis.Do("XREADGROUP", "GROUP", Feed.Group, "dead_2", "COUNT", 1, "STREAMS", Feed.Input, ">");
        string last = redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.1m, 3320));

        using WorkerProcess worker = WorkerProcess.Run(redis);
        redis.WaitApplied(last, worker);

        Assert.Equal(0.4m, redis.Quantity(Scene.Symbol));
        Assert.Equal(0, redis.Pending());
    }

    [Fact]
    public void EntriesTakenThroughTheGroup_WhileWeWork_AreAppliedAndAcknowledged()
    {
        using var scene = new Scene();
        scene.Worker.Freeze();
        scene.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.5m, 3310));
        scene.Redis.Do("XREADGROUP", "GROUP", Feed.Group, "thief", "STREAMS", Feed.Input, ">");
        scene.Worker.Thaw();
        scene.Price(3320);

        Assert.Equal(0.5m, scene.Redis.Quantity(Scene.Symbol));
        Assert.Equal(0, scene.Redis.Pending());
    }
}
