using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Paper.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Paper.Tests;

/// <summary>The real program as service and as executor, on a real Redis.</summary>
public sealed class PaperCommandTests
{
    private const string Symbol = "ETHUSDT";

    [Fact]
    public void Rehearsal_FromEntryToStop_IsFilledConfirmedAndClosed()
    {
        using var rehearsal = new Rehearsal(["--fee-bps", "4"], ("STREAM_OPEN_ORDERS", "quantum:stream:open.orders"));
        RedisServer redis = rehearsal.Redis;
        string epoch = redis.Add(Feed.Fill(Symbol, "BUY", 1, 3300, 3200));
        redis.Add(Feed.Price(Symbol, 3350));
        Eventually.Equal(0.75m, () => redis.Quantity(Symbol), "the first rung is filled", () => rehearsal.Output);
        Eventually.True(() => redis.Text("HGET", Feed.Positions, $"{Symbol}:BOTH")!.Contains("confirmed", StringComparison.Ordinal)
            || Answers(redis).Any(answer => answer["status"] == "ACCEPTED"), "the stop is answered", () => rehearsal.Output);
        redis.Add(Feed.Price(Symbol, 3299));
        Eventually.Equal(0m, () => redis.Quantity(Symbol), "the stop at the entry closes the rest", () => rehearsal.Output);
        rehearsal.WaitQuiet();

        Dictionary<string, string>[] answers = [.. Answers(redis)];
        Assert.Equal(
            ["ACCEPTED stop ", "FILLED harvest 0.25", "FILLED stop 0.75"],
            answers.Select(answer => $"{answer["status"]} {answer["order_role"]} {answer.GetValueOrDefault("qty")}").Order(StringComparer.Ordinal));
        Assert.All(answers, answer => Assert.StartsWith($"harvest:{Symbol}:{epoch}:", answer["intent_id"], StringComparison.Ordinal));
        Assert.Equal("0.335", answers.Single(answer => answer.GetValueOrDefault("qty") == "0.25")["fee"]);
        string trade = Assert.Single(redis.Payloads("quantum:stream:harvest.trades"));
        Assert.Equal("stop", World.Member(trade, "exit"));
        List<string> snapshots = redis.Payloads("quantum:stream:open.orders");
        Assert.Contains(snapshots, snapshot => snapshot.Contains("\"stop_price\":3300", StringComparison.Ordinal)
            && snapshot.Contains("\"qty\":0.75", StringComparison.Ordinal));
        Assert.Equal("[]", World.Member(snapshots[^1], "orders"));
    }

    [Fact]
    public void Terminate_Ends0_AndRedisAwayIsWaitedFor()
    {
        using var rehearsal = new Rehearsal();
        rehearsal.WaitSaid("paper venue: answers");
        rehearsal.Redis.Restart();
        Eventually.True(() => rehearsal.Paper.Lines.Count(line => line.StartsWith("paper venue: answers", StringComparison.Ordinal)) == 2, "it is back", () => rehearsal.Output);

        rehearsal.Paper.Terminate();

        Assert.Equal(0, rehearsal.Paper.WaitForExit());
        Assert.Equal("", rehearsal.Paper.Errors);
    }

    [Fact]
    public void OtherExecutor_ThatAnswered_IsRefusedByName_UnlessBeside()
    {
        using var redis = new RedisServer();
        redis.Add(Feed.Fill(Symbol, "BUY", 1, 3300, 3200)); // whoever trades is no executor
        string answer = redis.Add([.. Feed.Fill(Symbol, "SELL", 0.25m, 3350), "intent_id", $"harvest:{Symbol}:1-0:rung:0.5"]);
        redis.Add(Feed.Price(Symbol, 3350));

        using WorkerProcess refused = WorkerProcess.Start(["paper"], redis.Port);
        Assert.Equal(78, refused.WaitForExit());
        Assert.Contains($"entry {answer} of quantum:stream:execution.result answers harvest:{Symbol}:1-0:rung:0.5, and is not from a paper venue", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--beside", refused.Errors, StringComparison.Ordinal);

        using WorkerProcess beside = WorkerProcess.Start(["paper", "--beside"], redis.Port);
        Eventually.True(() => beside.Output.Contains("answers", StringComparison.Ordinal), "it works", () => beside.Output);
        Assert.False(beside.Ended);
    }

    [Fact]
    public void OtherExecutor_ThatOnlyReads_IsRefused()
    {
        using var redis = new RedisServer();
        redis.Do("XGROUP", "CREATE", Feed.Intents, "desk", "$", "MKSTREAM");

        using WorkerProcess refused = WorkerProcess.Start(["paper"], redis.Port);

        Assert.Equal(78, refused.WaitForExit());
        Assert.Contains("consumer group desk reads quantum:stream:trade.intent", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherExecutor_ThatBegins_EndsIt()
    {
        using var redis = new RedisServer();
        using WorkerProcess paper = WorkerProcess.Start(["paper"], redis.Port);
        Eventually.True(() => paper.Output.Contains("answers", StringComparison.Ordinal), "it works", () => paper.Output);
        redis.Add([.. Feed.Fill(Symbol, "SELL", 0.25m, 3350), "order_role", "harvest"]);

        Assert.Equal(78, paper.WaitForExit());
        Assert.Contains("another executor", paper.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnAnswers_OfALifeBefore_AreNoOtherExecutor()
    {
        using var rehearsal = new Rehearsal();
        rehearsal.Redis.Add(Feed.Fill(Symbol, "BUY", 1, 3300, 3200));
        rehearsal.Redis.Add(Feed.Price(Symbol, 3350));
        Eventually.Equal(0.75m, () => rehearsal.Redis.Quantity(Symbol), "filled", () => rehearsal.Output);

        rehearsal.KillPaper();
        rehearsal.Redis.Add(Feed.Price(Symbol, 3400));

        Eventually.Equal(0.5m, () => rehearsal.Redis.Quantity(Symbol), "and goes on", () => rehearsal.Output);
    }

    [Fact]
    public void User_WithTheRightsOfTheDocuments_IsEnough_AndWithoutAWriteNothingIsDone()
    {
        string line = File.ReadLines(Path.Combine(Repository.Root, "deploy/redis/users.acl.example")).Single(user => user.StartsWith("user harvest-paper ", StringComparison.Ordinal));
        using var redis = new RedisServer(RedisServer.Exact);
        redis.Do(["ACL", "SETUSER", .. Tokens(line["user ".Length..])]);
        using WorkerProcess service = WorkerProcess.Run(redis, ("HARVEST_MODE", "live"), ("HARVEST_LEASE_SEC", "1"));
        using WorkerProcess paper = WorkerProcess.Start(["paper"], redis.Port, ("REDIS_USER", "harvest-paper"), ("REDIS_PASSWORD", "secret"));
        redis.Add(Feed.Fill(Symbol, "BUY", 1, 3300, 3200));
        redis.Add(Feed.Price(Symbol, 3350));
        Eventually.Equal(0.75m, () => redis.Quantity(Symbol), "filled", () => paper.Output);
        Assert.Empty(redis.List("ACL", "LOG").Select(entry => string.Join(' ', (object?[])entry!)));

        string[] all = [.. Tokens(line["user ".Length..])];
        redis.Do(["ACL", "SETUSER", all[0], "reset", .. all[1..].Where(right => !right.StartsWith("(+xadd", StringComparison.Ordinal)), "(+type ~quantum:stream:*)"]);
        redis.Add(Feed.Price(Symbol, 3400));
        Eventually.True(() => paper.Output.Contains("the user may not XADD quantum:stream:execution.result; nothing was written", StringComparison.Ordinal), "it says so", () => paper.Output);
        Assert.Equal(0.75m, redis.Quantity(Symbol));
    }

    [Theory]
    [InlineData("--reject 1.5: expected 0 to 1", "--reject", "1.5")]
    [InlineData("--delay-ms -1: expected 0 to 600000", "--delay-ms", "-1")]
    [InlineData("--slippage-bps 10001: expected 0 to 10000", "--slippage-bps", "10001")]
    public void Option_OutOfBounds_Is64(string error, params string[] options)
    {
        using WorkerProcess paper = WorkerProcess.Start(["paper", .. options], port: 1);

        Assert.Equal(64, paper.WaitForExit());
        Assert.Contains(error, paper.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void RedisThatIsNotThere_Is69()
    {
        using WorkerProcess paper = WorkerProcess.Start(["paper"], RedisServer.FreePort(), ("HARVEST_START_RETRY_SEC", "0"));

        Assert.Equal(69, paper.WaitForExit());
        Assert.Contains("Redis cannot be reached", paper.Errors, StringComparison.Ordinal);
    }

    // The server's ACL file writes a selector with blanks in it; SETUSER takes it as one argument.
    private static IEnumerable<string> Tokens(string rights)
    {
        string open = "";
        foreach (string word in rights.Replace(">CHANGE-ME-PAPER", ">secret", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            open = open.Length == 0 ? word : $"{open} {word}";
            if (open[0] == '(' && open[^1] != ')') continue;
            yield return open;
            open = "";
        }
    }

    private static IEnumerable<Dictionary<string, string>> Answers(RedisServer redis) => redis.List("XRANGE", Feed.Input, "-", "+")
        .Select(entry => World.Fields(entry).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!, StringComparer.Ordinal))
        .Where(entry => entry.GetValueOrDefault("source") == "harvest_brain_paper");
}
