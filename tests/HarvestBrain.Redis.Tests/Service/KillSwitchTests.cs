using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>While the kill switch is on nothing is published, whenever it came on; positions are kept all the time.</summary>
public sealed class KillSwitchTests
{
    [Fact]
    public async Task KillSwitch_SetBetweenDecideAndCommit_NothingIsPublished()
    {
        using var redis = new RedisServer();
        string fill = redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        string price = redis.Add(Feed.Price(Scene.Symbol, 3350));
        int caught = 0;
        await using var worker = new InProcessWorker(redis, before: batch =>
        {
            if (batch.Intents.Count == 0) return;
            redis.Do("SET", Feed.KillSwitch, "1");
            caught++;
        });

        redis.WaitApplied(price);

        Assert.Equal(1, caught);
        Assert.Equal(0, redis.Length(Feed.Suggestions));
        Assert.Equal(1, redis.Quantity(Scene.Symbol));
        Assert.Equal(0, redis.Number("EXISTS", $"quantum:dedup:harvest:shadow:harvest:ETHUSDT:{fill}:rung:0.5"));
        // Released: what still qualifies at a fresh price is published, once.
        worker.Before = _ => { };
        redis.Do("DEL", Feed.KillSwitch);
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3351)));
        Assert.Equal(2, redis.IntentIds().Count);
    }

    [Fact]
    public void KillSwitch_SetForAWhile_PositionsAreRightAndOnlyWhatStillQualifiesIsPublished()
    {
        using var scene = new Scene();
        scene.Redis.Do("SET", Feed.KillSwitch, "1");
        scene.Price(3350); // ETH: 0.5R, and still so at the end
        string bitcoin = scene.Redis.Add(Feed.Fill("BTCUSDT", "BUY", 1, 90_000, 89_000));
        scene.Redis.Add(Feed.Price("BTCUSDT", 90_600)); // BTC: 0.5R for a moment
        scene.Redis.Add(Feed.Price("BTCUSDT", 90_100));
        scene.Redis.Add(Feed.Fill("SOLUSDT", "SELL", 10, 150, 160));
        scene.Redis.Add(Feed.Price("SOLUSDT", 140)); // SOL: 1R, then closed
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill("SOLUSDT", "BUY", 10, 140)), scene.Worker);

        Assert.Empty(scene.Redis.IntentIds());
        Assert.Equal((1, 1, 0), (scene.Redis.Quantity("ETHUSDT"), scene.Redis.Quantity("BTCUSDT"), scene.Redis.Quantity("SOLUSDT")));
        scene.Redis.Do("DEL", Feed.KillSwitch);
        scene.Redis.Add(Feed.Price("BTCUSDT", 90_110));
        scene.Redis.Add(Feed.Price("SOLUSDT", 135));
        scene.Price(3351);

        // A close wants the price of now; a stop is still wanted while the market is beyond it.
        Assert.Equal([$"harvest:BTCUSDT:{bitcoin}:stop:90000", scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Worker.WaitFor(LogEvent.KillSwitchOn);
        scene.Worker.WaitFor(LogEvent.KillSwitchOff);
    }

    /// <summary>Published while the switch is on, without any entry, once, and not again by the next owner.</summary>
    [Fact]
    public void KillSwitch_InLive_TakesBackWhatIsUnanswered()
    {
        using var scene = new Scene(settings: ("HARVEST_MODE", "live"));
        scene.Price(3350);
        scene.Redis.WaitApplied(scene.Redis.Add("symbol", Scene.Symbol, "status", "ACCEPTED", "intent_id", scene.Stop("3300")), scene.Worker);
        scene.Redis.Do("SET", Feed.KillSwitch, "1");

        string[] expected = [scene.Stop("3300"), scene.Rung("0.5"), scene.Rung("0.5") + ":cancel"];
        Eventually.Equal(3, () => scene.Redis.IntentIds(Feed.Intents).Count, "taken back");
        Assert.Equal(expected, scene.Redis.IntentIds(Feed.Intents));
        Assert.Equal(("CANCEL", "kill_switch"), (World.Member(scene.Redis.Payloads(Feed.Intents)[2], "intent_type"), World.Member(scene.Redis.Payloads(Feed.Intents)[2], "reason")));

        scene.Worker.Kill();
        using WorkerProcess next = scene.Start(("HARVEST_MODE", "live"));
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price(Scene.Symbol, 3400)), next);
        Assert.Equal(expected, scene.Redis.IntentIds(Feed.Intents));
    }

    [Fact]
    public void KillSwitch_OddValues_KillAndTheFewAllowedAllow()
    {
        using var scene = new Scene();
        string[] kills = ["1", "2", "yes", " TRUE ", "on", "nein", "0.0", "-0", "\u00a0off", "off\u00a0", "\u0085", "\0", "NO!", "оff", "00", "\u2003", "null"];
        string[] allows = ["", "0", "false", "off", "no", "OFF ", " No", "\tFALSE\r\n"];
        decimal price = 3300;
        foreach (string value in kills)
        {
            scene.Redis.Do("SET", Feed.KillSwitch, value);
            scene.Price(3350 + (price++ / 1000));
            Assert.True(scene.Redis.Length(Feed.Suggestions) == 0, $"'{value}' has to kill");
        }
        foreach (string value in allows)
        {
            scene.Redis.Do("SET", Feed.KillSwitch, value);
            string symbol = $"A{Array.IndexOf(allows, value)}USDT";
            scene.Redis.Add(Feed.Fill(symbol, "BUY", 1, 3300, 3200));
            scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price(symbol, 3350)), scene.Worker);
            Assert.True(scene.Redis.Payloads().Exists(payload => World.Member(payload, "symbol") == symbol), $"'{value}' has to allow");
        }
        Assert.Equal(1, scene.Redis.Quantity(Scene.Symbol));
    }

    [Theory]
    [InlineData("LPUSH", "quantum:kill", "x")]
    [InlineData("HSET", "quantum:kill", "a", "b")]
    public void KillSwitch_OfAnotherType_KillsAndPositionsGoOn(params string[] command)
    {
        using var scene = new Scene();
        scene.Redis.Do([.. command]);
        scene.Price(3350);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3350)), scene.Worker);

        Assert.Equal(2, scene.Redis.Quantity(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
    }

    [Fact]
    public void KillSwitch_Values_MeanTheSameToTheLoopAndTheScript()
    {
        using var redis = new RedisServer();
        const string Script = """
            local KILL = KEYS[1]
            local kill = string.match(string.lower(redis.call('GET', KILL) or ''), '^%s*(.-)%s*$')
            return (kill == '' or kill == '0' or kill == 'false' or kill == 'off' or kill == 'no') and 0 or 1
            """;
        Assert.Contains(Script.Split('\n')[1].Trim(), HarvestBrain.Redis.Store.Redis.Scripts.CommitScript.Source, StringComparison.Ordinal);
        for (int c = 0; c < 0x250; c++)
        {
            foreach (string value in new[] { $"{(char)c}", $"off{(char)c}", $"{(char)c}no", $" {(char)c}false" })
            {
                redis.Do("SET", Feed.KillSwitch, value);
                Assert.True((long)redis.Do("EVAL", Script, 1, Feed.KillSwitch)! == (KillSwitch.IsOn(value) ? 1 : 0), $"U+{c:X4} in '{value}'");
            }
        }
    }
}
