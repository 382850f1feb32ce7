using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>What is kept in Redis stays bounded, and what may be asked for again is.</summary>
public sealed class HousekeepingTests
{
    [Fact]
    public void Keys_DedupHistoryAndOutput_AreBounded()
    {
        const int Symbols = 60, Rungs = 5;
        using var scene = new Scene(
            open: false,
            settings: [("HARVEST_MAX_ACTIONS_PER_MIN", "100000"), ("HARVEST_OUTPUT_MAXLEN", "100"), ("HARVEST_DEDUP_TTL_SEC", "77"),
                ("HARVEST_LADDER", "0.5:0.1,0.6:0.1,0.7:0.1,0.8:0.1,0.9:0.1"), ("HARVEST_SET_BE_AT_R", "")]);
        scene.Worker.WaitFor(LogEvent.Loaded);
        // Each round is an epoch of one symbol with five intents.
        string last = "";
        for (int round = 0; round < Symbols; round++)
        {
            scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
            scene.Redis.Add(Feed.Price(Scene.Symbol, 3390));
            last = scene.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 1, 3390, 0, null, "reduce_only", "true"));
        }
        scene.Redis.WaitApplied(last, scene.Worker);

        // "~" trims whole nodes, of 100 entries by default.
        Assert.InRange(scene.Redis.Length(Feed.Suggestions), 100, 200);
        Assert.Equal(100, scene.Redis.Number("ZCARD", $"quantum:harvest:history:{Scene.Symbol}"));
        object?[] dedup = scene.Redis.List("KEYS", "quantum:dedup:*");
        Assert.Equal(Symbols * Rungs, dedup.Length);
        Assert.All(dedup, key => Assert.InRange(scene.Redis.Number("TTL", key!), 1, 77));
        Assert.All(scene.Redis.List("KEYS", "*"), key => Assert.StartsWith("quantum:", (string)key!, StringComparison.Ordinal));
    }

    [Fact]
    public void Rung_Rejected_IsAskedForAgainAfterTheDedupTimeAsAttemptTwo()
    {
        using var scene = new Scene(settings: [("HARVEST_DEDUP_TTL_SEC", "1"), ("HARVEST_SET_BE_AT_R", "")]);
        scene.Price(3350);
        scene.Redis.Add("symbol", Scene.Symbol, "status", "REJECTED", "intent_id", scene.Rung("0.5"));
        scene.Price(3351);
        // A price after price: within the dedup time nothing happens, and right after it the rung is asked for again.
        Eventually.True(
            () =>
            {
                scene.Price(3352);
                return scene.Redis.Length(Feed.Suggestions) > 1;
            },
            "the rung is asked for again", () => scene.Worker.Output);
        scene.Price(3353);

        string[] payloads = [.. scene.Redis.Payloads()];
        Assert.Equal(2, payloads.Length);
        Assert.Equal(scene.Rung("0.5"), World.Member(payloads[1], "intent_id"));
        Assert.Equal("2", World.Member(payloads[1], "attempt"));
    }

    [Fact]
    public void Stop_Refused_IsAskedForAgainAfterTheDedupTime()
    {
        using var scene = new Scene(settings: [("HARVEST_DEDUP_TTL_SEC", "1"), ("HARVEST_MAX_ACTIONS_PER_MIN", "1000")]);
        scene.Price(3350);
        for (int times = 2; times <= 6; times++)
        {
            scene.Redis.Add("symbol", Scene.Symbol, "status", "REJECTED", "intent_id", scene.Stop("3300"));
            int wanted = times;
            Eventually.True(
                () =>
                {
                    scene.Price(3352); // as fast as they are applied, so that one of them comes right when the time is over
                    return scene.Redis.IntentIds().Count(id => id == scene.Stop("3300")) == wanted;
                },
                $"the stop is asked for {times} times", () => scene.Worker.Output);
        }
        Assert.False(scene.Worker.Said(LogEvent.AlreadyClaimed), scene.Worker.Output);
    }

    [Fact]
    public void RateLimit_SurvivesARestartAndNothingIsLost()
    {
        using var scene = new Scene(settings: [("HARVEST_MAX_ACTIONS_PER_MIN", "1"), ("HARVEST_SET_BE_AT_R", "")]);
        scene.Price(3400); // two rungs are due, one may be asked for
        Assert.Equal([scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Worker.Kill();
        scene.Replace();
        scene.Price(3401);
        Assert.Equal([scene.Rung("0.5")], scene.Redis.IntentIds());

        scene.Worker.Kill();
        scene.Replace(("HARVEST_MAX_ACTIONS_PER_MIN", "2"));
        scene.Price(3402);
        Assert.Equal([scene.Rung("0.5"), scene.Rung("1")], scene.Redis.IntentIds());
    }

    [Fact]
    public void SymbolSettings_InRedis_AreReadLiveAndInvalidOnesKeepTheLastGood()
    {
        using var scene = new Scene();
        string config = $"quantum:config:harvest:{Scene.Symbol}";
        scene.Redis.Do("HSET", config, "ladder", "0.8:0.5", "set_be_at_r", "0.6", "min_r", "0.7");
        scene.Price(3350); // 0.5R: below the overrides
        Assert.Empty(scene.Redis.IntentIds());

        scene.Redis.Do("HSET", config, "min_r", "lots");
        scene.Price(3351);
        scene.Price(3352);
        scene.Worker.WaitFor(LogEvent.PolicyProblem, "MIN_R");
        // Loading everything anew does not fall back to the defaults either.
        scene.Redis.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        scene.Price(3353);
        Assert.Empty(scene.Redis.IntentIds());
        scene.Price(3365); // 0.65R: the stop of the last good settings
        Assert.Equal([scene.Stop("3300")], scene.Redis.IntentIds());
        scene.Worker.SaysTimes(1, LogEvent.PolicyProblem);

        scene.Redis.Do("DEL", config);
        scene.Price(3366);
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Redis.Do("SET", config, "x");
        scene.Price(3367);
        scene.Worker.WaitFor(LogEvent.PolicyProblem, "not a hash");
    }

    /// <summary>A symbol that an operator has forbidden by its settings is not asked for because of a typing error and a restart.</summary>
    [Fact]
    public void SymbolSettings_InvalidSinceTheStart_AskForNothing()
    {
        using var scene = new Scene();
        string config = $"quantum:config:harvest:{Scene.Symbol}";
        scene.Redis.Do("HSET", config, "min_r", "1000", "set_be_at_r", "");
        scene.Price(3400);
        scene.Redis.Do("HSET", config, "qty_stp", "0.1");
        scene.Price(3500);
        scene.Worker.WaitFor(LogEvent.PolicyProblem, "the last good ones stay: ");
        scene.Replace();
        scene.Worker.WaitFor(LogEvent.PolicyProblem, "nothing is asked for until they are corrected: "); // also before an entry comes
        scene.Price(3600);
        scene.Redis.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"); // nor when all is loaded anew
        scene.Price(3601);
        Assert.Empty(scene.Redis.IntentIds());

        scene.Redis.Do("HDEL", config, "qty_stp");
        scene.Price(3602);
        Assert.Empty(scene.Redis.IntentIds());
        scene.Redis.Do("DEL", config);
        scene.Price(3603);
        Assert.Equal(4, scene.Redis.IntentIds().Count);
    }
}
