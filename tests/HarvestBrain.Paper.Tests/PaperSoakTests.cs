using System.Globalization;
using System.Text.Json;
using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Paper.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Paper.Tests;

/// <summary>SIGKILL at random instants, of the service, of the paper venue and of Redis: everything is answered once, and nothing is lost.</summary>
public sealed class PaperSoakTests(ITestOutputHelper output)
{
    private static readonly string[] Ends = ["FILLED", "REJECTED", "EXPIRED", "CANCELED", "ACCEPTED", "REPLACED"];

    [Fact]
    public void Killed_ServicePaperAndRedisInTurn_OneFillPerIntentAndAttempt_AndPositionsEqualTheReplay()
    {
        int seed = Seed.Draw(output);
        var random = new Random(seed);
        (int entries, int kills) = Seed.IsSoak ? (20_000, 40) : (2000, 8);
        List<string[]> told = PaperFeed.Make(seed, entries);
        using var rehearsal = new Rehearsal(
            ["--partial", "0.2", "--reject", "0.1", "--delay-ms", "3", "--fee-bps", "4", "--seed", $"{seed}"], [.. Policies.WideSettings, ("HARVEST_REARM", "timeout"), ("HARVEST_DEDUP_TTL_SEC", "2")]);
        RedisServer redis = rehearsal.Redis;
        int next = 0, redisKills = 0;
        for (int round = 0; round < kills; round++)
        {
            int until = (round + 1) * entries / kills;
            Action[] deaths = round % 4 == 3 ? [rehearsal.KillService, rehearsal.KillPaper, redis.Restart] : [rehearsal.KillService, rehearsal.KillPaper];
            random.Shuffle(deaths);
            foreach (Action death in deaths)
            {
                next = PaperFeed.Send(redis, told, next, Math.Min(random.Next(1, 60), until - next));
                Thread.SpinWait(random.Next(0, 400_000));
                death();
                redisKills += death == redis.Restart ? 1 : 0;
            }
            while (next < until)
            {
                next = PaperFeed.Send(redis, told, next, Math.Min(random.Next(1, 60), until - next));
                rehearsal.WaitRead(); // an executor that is never up to date is asked for nothing that it could still do
            }
        }
        rehearsal.WaitQuiet();

        List<FeedEntry> tape = PaperFeed.Tape(redis);
        Assert.Equal(entries, tape.Count(entry => Value(entry, "n") is not null));
        Dictionary<string, List<FeedEntry>> answers = tape.Where(entry => Value(entry, "source") is "harvest_brain_paper" && Value(entry, "intent_id") is not null)
            .GroupBy(entry => $"{Value(entry, "intent_id")} {Value(entry, "attempt") ?? "1"}").ToDictionary(group => group.Key, group => group.ToList());
        JsonElement[] intents = [.. redis.Payloads(Feed.Intents).Select(payload => JsonDocument.Parse(payload).RootElement)];
        int unanswered = CheckAnswers(intents, answers);
        CheckPositions(redis, tape);
        output.WriteLine($"{entries} entries, {intents.Length} intents, {answers.Count} answered, {unanswered} asked again before they were due, "
            + $"{tape.Count(entry => Value(entry, "trade_id")?.StartsWith("paper-", StringComparison.Ordinal) == true)} fills; "
            + $"killed: service {kills}, paper {kills}, Redis {redisKills}");
        foreach (var status in answers.Values.SelectMany(list => list).CountBy(entry => $"{Value(entry, "order_role")} {Value(entry, "status")}").OrderBy(pair => pair.Key))
            output.WriteLine($"  {status.Key}: {status.Value}");
        Assert.Equal(kills / 4, redisKills);
        Assert.True(answers.Count > entries / 50, "the feed makes the service ask");
    }

    private static int CheckAnswers(JsonElement[] intents, Dictionary<string, List<FeedEntry>> answers)
    {
        int unanswered = 0;
        foreach (JsonElement intent in intents)
        {
            string type = intent.GetProperty("intent_type").GetString()!, id = intent.GetProperty("intent_id").GetString()!;
            if (type == "CANCEL") continue;
            int attempt = intent.TryGetProperty("attempt", out JsonElement number) ? number.GetInt32() : 1;
            if (!answers.TryGetValue($"{id} {attempt}", out List<FeedEntry>? told))
            {
                // Whoever asks again has given up the one before; what waits for a price is left half done at the end of the feed.
                Assert.Contains(intents, other => other.GetProperty("intent_id").GetString() == id
                    && other.TryGetProperty("attempt", out JsonElement later) && later.GetInt32() > attempt);
                unanswered++;
                continue;
            }
            FeedEntry[] fills = [.. told.Where(entry => Value(entry, "order_role") == "harvest" && Value(entry, "qty") is not null)];
            decimal filled = fills.Sum(entry => decimal.Parse(Value(entry, "qty")!, CultureInfo.InvariantCulture));
            if (type == "REDUCE_ONLY") Assert.True(filled <= intent.GetProperty("qty").GetDecimal(), $"{id}: {filled}");
            Assert.InRange(fills.Length, 0, 2);
            // A stop that stood may fill later: its own answer, and one fill.
            string[] ends = [.. told.Select(entry => Value(entry, "status")!).Where(Ends.Contains)];
            Assert.True(ends.Length <= (type == "REDUCE_ONLY" ? 1 : 2), $"{id} {attempt}: {string.Join(' ', ends)}");
            if (type != "REDUCE_ONLY" && ends.Length == 2) Assert.Equal("FILLED", ends[1]);
        }
        string[] trades = [.. answers.Values.SelectMany(list => list).Select(entry => Value(entry, "trade_id")).OfType<string>()];
        Assert.Equal(trades.Distinct(StringComparer.Ordinal), trades);
        return unanswered;
    }

    private static void CheckPositions(RedisServer redis, List<FeedEntry> tape)
    {
        var expected = new Expected(Policies.Wide, HarvestMode.Live, 100_000, Feed.NowUnixMs);
        foreach (FeedEntry entry in tape) expected.Apply(entry);
        Assert.Equal(0, expected.Errors);
        SortedDictionary<string, string> service = redis.Positions(), paper = redis.Positions("quantum:paper:positions");
        foreach (Position position in expected.Engine.Positions)
        {
            string key = position.Key.ToString();
            string what = What(position.Quantity, position.AverageEntry, position.Epoch.ToString(), position.RealizedPnl, position.FeesQuote, position.Suspect);
            Assert.Equal(what, What(service[key]));
            Assert.Equal(what, What(paper[key]));
            Assert.False(position.Suspect, $"{key}: somebody closed more than was open");
        }
        Assert.Equal(service.Count, expected.Engine.Positions.Count());
    }

    private static string What(decimal quantity, decimal entry, string epoch, decimal pnl, decimal fees, bool suspect) => string.Create(
        CultureInfo.InvariantCulture, $"{PlainDecimal.Format(quantity)} at {PlainDecimal.Format(entry)} {epoch} pnl {PlainDecimal.Format(pnl)} fees {PlainDecimal.Format(fees)} {suspect}");

    private static string What(string state)
    {
        JsonElement json = JsonDocument.Parse(state).RootElement;
        return What(
            Number(json, "qty"), Number(json, "entry_price"), json.GetProperty("epoch").GetString()!, Number(json, "realized_pnl"), Number(json, "fees"), json.GetProperty("suspect").GetBoolean());
    }

    private static decimal Number(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetDecimal() : 0;

    private static string? Value(FeedEntry entry, string name) =>
        Array.IndexOf(entry.Fields, name) is var at and >= 0 ? entry.Fields[at + 1] : null;
}
