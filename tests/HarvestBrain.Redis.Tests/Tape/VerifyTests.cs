using System.Text.Json;
using System.Text.RegularExpressions;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Tape;

/// <summary>What was decided is decided again, and whatever was changed afterwards is found and named.</summary>
public sealed partial class VerifyTests : IClassFixture<VerifyTests.Session>
{
    private readonly Session _session;

    public VerifyTests(Session session) => _session = session;

    [Fact]
    public void Session_Untouched_IsEqual()
    {
        _session.Tapes.AreEqual();
        (int code, _, string errors) = _session.Tapes.Verify();
        Assert.Equal(0, code);
        Assert.Contains($"equal; {_session.Published.Count} intents of", errors, StringComparison.Ordinal);
        Assert.StartsWith("{\"type\":\"settings\",", _session.Tapes.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("REDIS", _session.Tapes.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Intent_TakenAway_IsNamed()
    {
        (string id, string[] fields) = _session.Published[_session.Published.Count / 2];
        JsonElement difference = Single(Outputs(all => all.Remove((id, fields))), "missing");
        Assert.Equal(World.Member(fields[3], "intent_id"), difference.GetProperty("intent_id").GetString());
        Assert.Equal(fields[3], difference.GetProperty("decided").GetRawText());
        Assert.Equal(JsonValueKind.Null, difference.GetProperty("published").ValueKind);
    }

    [Fact]
    public void Intent_FirstTakenAway_IsNoTrimming() => Single(Outputs(all => all.RemoveAt(0)), "missing");

    [Fact]
    public void Intent_Changed_IsNamedWithBothSides()
    {
        (string id, string[] fields) = _session.Published[3];
        string changed = fields[3].Replace("\"mark_price\":", "\"mark_price\":1", StringComparison.Ordinal);
        JsonElement difference = Single(Outputs(all => all[3] = (id, [.. fields[..3], changed, .. fields[4..]])), "changed");
        Assert.Equal(fields[3], difference.GetProperty("decided").GetRawText());
        Assert.Equal(changed, difference.GetProperty("published").GetRawText());
        Assert.Equal(id, difference.GetProperty("at").GetString());
    }

    [Fact]
    public void Intent_AddedAtTheEnd_IsNamed()
    {
        string payload = _session.Published[0].Fields[3].Replace(":rung:", ":rung:9", StringComparison.Ordinal).Replace(":stop:", ":stop:9", StringComparison.Ordinal);
        JsonElement difference = Single(
            Outputs(all => all.Add(("9999999999999-0", [.. _session.Published[0].Fields[..3], payload, .. _session.Published[0].Fields[4..]]))), "added");
        Assert.Equal(payload, difference.GetProperty("published").GetRawText());
    }

    [Fact]
    public void Intents_InAnotherOrder_AreNamed()
    {
        Single(
            Outputs(all =>
            {
                string[] one = all[5].Fields, other = all[6].Fields;
                (all[5], all[6]) = ((all[5].Id, other), (all[6].Id, one));
            }),
            "order");
    }

    [Fact]
    public void History_WithoutAnIntent_IsNamed()
    {
        string payload = _session.Published[^1].Fields[3], history = $"quantum:harvest:history:{World.Member(payload, "symbol")}";
        string score = _session.Redis.Text("ZSCORE", history, payload)!;
        Assert.Equal(1, _session.Redis.Number("ZREM", history, payload));
        try
        {
            Single(_session.Tapes.VerifyRedis(), "history");
        }
        finally
        {
            _session.Redis.Do("ZADD", history, score, payload);
        }
    }

    [Theory]
    [InlineData("entry")]
    [InlineData("commit")]
    public void TapeLine_TakenAway_IsNamed(string kind)
    {
        (int at, string line) = Line(kind);
        JsonElement[] differences = Changed(lines => lines.RemoveAt(at));
        string id = Id().Match(line).Groups[1].Value;
        Assert.Contains(differences, difference => OfTape(difference).Contains(id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("entry")]
    [InlineData("commit")]
    [InlineData("settings")]
    public void TapeLine_Changed_IsNamed(string kind)
    {
        (int at, string line) = Line(kind);
        int digit = line.LastIndexOfAny(['1', '2', '3', '4'], line.LastIndexOf(",\"sum\"", StringComparison.Ordinal));
        string changed = line[..digit] + (char)(line[digit] + 1) + line[(digit + 1)..];
        JsonElement[] differences = Changed(lines => lines[at] = changed);
        Assert.Contains(differences, difference => difference.GetProperty("at").GetString() == $"line {at + 1}"
            && difference.GetProperty("line").GetString() == changed);
    }

    [Fact]
    public void TapeEntry_Added_IsNamed()
    {
        (int at, string line) = Line("entry");
        JsonElement[] differences = Changed(lines => lines.Insert(at, line));
        string id = Id().Match(line).Groups[1].Value;
        Assert.Contains(differences, difference => OfTape(difference).Contains($"did not read execution.result {id}", StringComparison.Ordinal));
    }

    [Fact]
    public void Tape_Replayed_AsksForTheSame()
    {
        _session.Tapes.Record();
        (int code, string[] lines, string _) = _session.Tapes.Run(["replay", _session.Tapes.File]);
        Assert.True(code is 0 or 65, $"{code}"); // it may have broken entries
        Assert.Equal([.. _session.Published.Select(one => one.Fields[3])], lines);
    }

    [Fact]
    public void File_ThatIsNoTape_IsBadInput()
    {
        _session.Tapes.Lines = ["{\"id\":\"1-0\",\"symbol\":\"ETHUSDT\",\"price\":1,\"status\":\"PRICE_UPDATE\"}"];
        Assert.Equal(65, _session.Tapes.Verify().ExitCode);
        Assert.Equal(66, _session.Tapes.Run(["verify", _session.Tapes.File + ".none"]).ExitCode);
        Assert.Equal(64, _session.Tapes.Run(["verify", "--since", "yesterday"]).ExitCode);
        Assert.Equal(69, _session.Tapes.Run(["verify"], ("REDIS_PORT", $"{RedisServer.FreePort()}")).ExitCode);
    }

    private static JsonElement Single((int ExitCode, string[] Differences, string Errors) verified, string kind)
    {
        Assert.Equal(1, verified.ExitCode);
        JsonElement difference = JsonDocument.Parse(Assert.Single(verified.Differences)).RootElement;
        Assert.Equal(kind, difference.GetProperty("difference").GetString());
        return difference;
    }

    private static string OfTape(JsonElement difference) =>
        difference.GetProperty("difference").GetString() == "tape" ? difference.GetProperty("problem").GetString()! : "";

    private (int At, string Line) Line(string kind)
    {
        _session.Tapes.Record();
        List<string> lines = _session.Tapes.Lines;
        string begins = kind == "entry" ? "{\"id\":" : $"{{\"type\":\"{kind}\"";
        int[] of = [.. Enumerable.Range(0, lines.Count).Where(i => lines[i].StartsWith(begins, StringComparison.Ordinal))];
        return (of[of.Length / 2], lines[of[of.Length / 2]]);
    }

    private JsonElement[] Changed(Action<List<string>> change)
    {
        List<string> lines = _session.Tapes.Lines;
        change(lines);
        _session.Tapes.Lines = lines;
        (int code, string[] differences, string _) = _session.Tapes.Verify();
        Assert.Equal(1, code);
        return [.. differences.Select(difference => JsonDocument.Parse(difference).RootElement)];
    }

    /// <summary>Verifies with another output in place of the one that was published, ids kept.</summary>
    private (int ExitCode, string[] Differences, string Errors) Outputs(Action<List<(string Id, string[] Fields)>> change)
    {
        List<(string Id, string[] Fields)> all = [.. _session.Published];
        change(all);
        Write(all);
        try
        {
            return _session.Tapes.VerifyRedis();
        }
        finally
        {
            Write(_session.Published);
        }
    }

    private void Write(List<(string Id, string[] Fields)> entries)
    {
        _session.Redis.Do("DEL", Feed.Suggestions);
        foreach ((string id, string[] fields) in entries) _session.Redis.Do(["XADD", Feed.Suggestions, id, .. fields]);
    }

    [GeneratedRegex("\"id\":\"([0-9]+-[0-9]+)\"")]
    private static partial Regex Id();

    /// <summary>A service that went through a session with answers, and was killed and restarted in the middle.</summary>
    public sealed class Session : IDisposable
    {
        public Session()
        {
            Redis = new RedisServer();
            Tapes = new Tapes(Redis, Policies.WideSettings);
            List<FeedEntry> entries = Service.SoakFeed.WithEchoes(7, 3000, out _);
            using (WorkerProcess first = WorkerProcess.Run(Redis, Policies.WideSettings))
            {
                Service.Producer.Send(Redis, entries, 0, 1700);
                Redis.WaitApplied(entries[1699].Id, first);
                Service.Producer.Send(Redis, entries, 1700, 300);
                first.Kill();
            }
            using WorkerProcess second = WorkerProcess.Run(Redis, Policies.WideSettings);
            Service.Producer.Send(Redis, entries, 2000, 1000);
            Redis.WaitApplied(entries[^1].Id, second);
            second.Terminate();
            second.WaitForExit();
            Published = [.. Redis.List("XRANGE", Feed.Suggestions, "-", "+").Select(entry => ((string)((object?[])entry!)[0]!, World.Fields(entry).Cast<string>().ToArray()))];
            Assert.True(Published.Count > 50, "the session asks for something");
        }

        internal RedisServer Redis { get; }

        internal Tapes Tapes { get; }

        /// <summary>What was published: ids and fields, the payload the fourth of them.</summary>
        public List<(string Id, string[] Fields)> Published { get; }

        public void Dispose()
        {
            Tapes.Dispose();
            Redis.Dispose();
        }
    }
}
