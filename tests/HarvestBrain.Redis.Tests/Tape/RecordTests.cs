using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Tape;

/// <summary>What decides beside the entries is recorded too, and what is missing is named.</summary>
public sealed class RecordTests
{
    private static readonly (string, string)[] Quick = [("HARVEST_LEASE_SEC", "1")];

    [Fact]
    public void KillSwitchSettingsReleaseAndSnapshots_AreDecidedAgain()
    {
        using var scene = new Scene(settings: ("HARVEST_MODE", "live"));
        using var tapes = new Tapes(scene.Redis, [.. Quick, ("HARVEST_MODE", "live")]);
        scene.Price(3350);
        scene.Redis.Do("SET", Feed.KillSwitch, "1");
        scene.Worker.WaitFor(LogEvent.KillSwitchOn);
        scene.Price(3400);
        scene.Redis.Do("DEL", Feed.KillSwitch);
        scene.Price(3401);
        scene.Redis.Do("HSET", "quantum:config:harvest:ETHUSDT", "ladder", "2.5:0.1,3:0.1", "apply", "now");
        scene.Price(3560);
        scene.Redis.Do("HSET", "quantum:config:harvest:ETHUSDT", "ladder", "nonsense");
        scene.Price(3610);
        scene.Redis.Do("XADD", Feed.Input, "*", "symbol", Scene.Symbol, "status", "FILLED", "qty", "NaN");
        scene.Price(3700);
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal(0, tapes.Run(["release", Scene.Symbol]).ExitCode);
        scene.Redis.Do("XADD", "quantum:stream:position.snapshot", "*", "symbol", Scene.Symbol, "side", "LONG", "qty", "0.4", "entry_price", "3300", "mark_price", "3710");
        scene.Price(3720);
        Assert.Contains(scene.Redis.Payloads(Feed.Intents), payload => payload.Contains("\"CANCEL\"", StringComparison.Ordinal));
        tapes.AreEqual();
        Assert.Contains(tapes.Lines, line => line.StartsWith("{\"type\":\"position\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_OtherAfterARestart_AreDecidedAgain()
    {
        using var scene = new Scene();
        using var tapes = new Tapes(scene.Redis, Quick);
        scene.Price(3350);
        scene.Replace(("HARVEST_LADDER", "0.7:0.3"), ("HARVEST_MODE", "live"));
        scene.Price(3380);
        scene.Replace(("HARVEST_LADDER", "0.8:0.3"));
        scene.Price(3390);
        tapes.AreEqual();
    }

    [Fact]
    public void Inputs_Trimmed_AreNamed()
    {
        using var scene = new Scene();
        using var tapes = new Tapes(scene.Redis, Quick);
        scene.Price(3350);
        string last = scene.Price(3400);
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", 1);
        (int code, string errors) = tapes.Record();
        Assert.Equal(65, code);
        Assert.Contains($"1 entry of {Feed.Input} after 0-0 up to {scene.Fill} is not there any more", errors, StringComparison.Ordinal);
        (code, string[] differences, _) = tapes.Verify();
        Assert.Equal(1, code);
        Assert.Contains(differences, difference => difference.Contains(scene.Fill, StringComparison.Ordinal));
        Assert.Contains(tapes.Lines, line => line.Contains(last, StringComparison.Ordinal));
    }

    [Fact]
    public void Journal_Trimmed_BeginsAtAnAnchorAndIsEqual()
    {
        using var scene = new Scene(settings: ("HARVEST_JOURNAL_MAXLEN", "200"));
        using var tapes = new Tapes(scene.Redis, Quick);
        for (int i = 0; i < 350; i++)
        {
            scene.Price(3300 + (i % 7)); // each of them a commit
            if (i == 200) scene.Replace();
        }
        scene.Price(3450);
        object?[] journal = scene.Redis.List("XINFO", "STREAM", "quantum:harvest:journal");
        Assert.True((long)journal[Array.IndexOf(journal, "entries-added") + 1]! > scene.Redis.Length("quantum:harvest:journal"), "it was trimmed");
        tapes.AreEqual();
    }

    [Fact]
    public void Follow_StoppedAndBegunAgain_IsOneWholeTape()
    {
        using var scene = new Scene();
        using var tapes = new Tapes(scene.Redis, Quick);
        Follow(scene, tapes, 3350);
        Assert.EndsWith("\"}\n", File.ReadAllText(tapes.File), StringComparison.Ordinal);
        File.AppendAllText(tapes.File, "{\"id\":\"1768694400000-0\",\"stre"); // as a recorder that was killed leaves it
        scene.Price(3390);
        Follow(scene, tapes, 3400);
        (int code, string[] differences, string errors) = tapes.Verify();
        Assert.True(code == 0, string.Join('\n', differences) + errors);
        Assert.Contains("3 intents", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_WithoutFile_IsStandardOutputAndSinceBegins()
    {
        using var scene = new Scene();
        using var tapes = new Tapes(scene.Redis, Quick);
        scene.Price(3350);
        string last = scene.Price(3400);
        (int code, string[] lines, _) = tapes.Run(["record"]);
        Assert.Equal(0, code);
        Assert.Contains(lines, line => line.Contains(scene.Fill, StringComparison.Ordinal));
        (code, string[] differences, string errors) = tapes.VerifyRedis("--since", last);
        Assert.True(code == 0, string.Join('\n', differences) + errors);
        Assert.Contains("equal; 1 intents of 1 entries", errors, StringComparison.Ordinal);
    }

    /// <summary>The entries that one commit publishes need not be of one millisecond.</summary>
    [Fact]
    public void Since_BehindACommitOfManyIntents_IsEqual()
    {
        using var scene = new Scene();
        using var tapes = new Tapes(scene.Redis, Quick);
        string[] symbols = [.. Enumerable.Range(0, 400).Select(i => $"S{i}USDT")];
        string last = "";
        foreach (string symbol in symbols) last = scene.Redis.Add(Feed.Fill(symbol, "BUY", 1, 3300, 3200));
        scene.Redis.WaitApplied(last, scene.Worker);
        Signal.Stop(scene.Worker.Pid); // so that all of it is one commit
        foreach (string symbol in symbols) last = scene.Redis.Add(Feed.Price(symbol, 3350));
        Signal.Continue(scene.Worker.Pid);
        scene.Redis.WaitApplied(last, scene.Worker);
        last = scene.Price(3400);
        (int code, string[] differences, string errors) = tapes.VerifyRedis("--since", last);
        Assert.True(code == 0, string.Join('\n', differences.Take(3)) + errors);
        (code, _, errors) = tapes.VerifyRedis("--since", "9999999999999-0");
        Assert.Equal((65, true), (code, errors.Contains("there is nothing to compare", StringComparison.Ordinal)));
    }

    [Fact]
    public void Journal_SwitchedOff_CanBeReplayedAndNotVerified()
    {
        using var scene = new Scene(settings: ("HARVEST_JOURNAL_MAXLEN", "0"));
        using var tapes = new Tapes(scene.Redis, Quick);
        scene.Price(3350);
        (int code, string errors) = tapes.Record();
        Assert.Equal(0, code);
        Assert.Contains("2 entries, no journal", errors, StringComparison.Ordinal);
        Assert.Equal(65, tapes.Verify().ExitCode);
        Assert.Equal(scene.Redis.Payloads(), [.. tapes.Run(["replay", tapes.File]).Lines]);
        Assert.Equal(0, scene.Redis.Number("EXISTS", "quantum:harvest:journal"));
    }

    [Fact]
    public void Candidate_IsHeldAgainstLive()
    {
        using var scene = new Scene();
        using var tapes = new Tapes(scene.Redis, Quick);
        using WorkerProcess same = scene.Start(("HARVEST_INSTANCE", "same")), other = scene.Start(("HARVEST_INSTANCE", "other"), ("HARVEST_LADDER", "0.4:0.5"), ("HARVEST_MIN_R", "0.1"));
        foreach (WorkerProcess candidate in new[] { same, other }) candidate.WaitFor(LogEvent.Loaded);
        string last = scene.Price(3350);
        foreach (string name in new[] { "same", "other" })
            Eventually.Equal(last, () => scene.Redis.Applied($"quantum:harvest:{name}:checkpoint"), "it has read it");
        tapes.Record();
        (int code, string[] differences, string errors) = tapes.Run(["verify", tapes.File], ("HARVEST_INSTANCE", "same"));
        Assert.True(code == 0, string.Join('\n', differences) + errors);
        (code, differences, _) = tapes.Run(["verify", tapes.File], ("HARVEST_INSTANCE", "other"));
        Assert.Equal(1, code);
        Assert.Equal(["missing", "added"], differences.Select(difference => JsonDocument.Parse(difference).RootElement.GetProperty("difference").GetString()));
    }

    private static void Follow(Scene scene, Tapes tapes, decimal price)
    {
        using WorkerProcess recorder = WorkerProcess.Start(["record", "--follow", "-o", tapes.File], scene.Redis.Port, Quick);
        string id = scene.Price(price);
        Eventually.True(
            () => File.Exists(tapes.File) && tapes.Lines.Exists(line => line.Contains($"\"{id}\"", StringComparison.Ordinal)), "it is recorded", () => recorder.Output);
        Signal.Interrupt(recorder.Pid);
        Assert.Equal(0, recorder.WaitForExit());
    }
}
