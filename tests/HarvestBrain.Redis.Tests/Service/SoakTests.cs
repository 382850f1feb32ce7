using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>SIGKILL at random instants, of the service and of Redis: what comes out equals an uninterrupted run.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    [Fact]
    public void Killed_ServiceFortyTimesAndRedisTen_IntentsAndPositionsEqualAnUninterruptedRun()
    {
        int seed = Seed.Draw(output);
        var random = new Random(seed);
        int kills = Seed.IsSoak ? 200 : 40;
        List<FeedEntry> entries = SoakFeed.WithEchoes(seed, 500 * kills, out Expected expected, HarvestMode.Live, protects: true);
        using var redis = new RedisServer(RedisServer.Durable);
        using var services = new Pair(redis, HarvestMode.Live, ("HARVEST_PROTECT", "on"));

        int next = 0, serviceKills = 0, redisKills = 0;
        for (int round = 0; round < kills; round++)
        {
            int until = (round + 1) * entries.Count / kills;
            bool killsRedis = round % 4 == 3;
            int at = random.Next(next, until);
            while (next < until)
            {
                int count = Math.Min(random.Next(1, 60), until - next);
                next = Producer.Send(redis, entries, next, count);
                if (next <= at) continue;
                at = int.MaxValue;
                Thread.SpinWait(random.Next(0, 200_000));
                services.KillOwner(alsoTheOther: random.Next(8) == 0);
                serviceKills++;
                if (!killsRedis) continue;
                next = Producer.Send(redis, entries, next, Math.Min(20, entries.Count - next));
                redis.Restart();
                redisKills++;
                next = Producer.AfterLoss(redis, entries);
            }
        }
        Producer.Finish(redis, entries);
        redis.WaitApplied(entries[^1].Id, services.First);

        output.WriteLine($"{entries.Count} entries, {expected.Payloads.Count} intents, {serviceKills} kills of the service, {redisKills} of Redis");
        Assert.Equal((kills, kills / 4), (serviceKills, redisKills));
        Assert.True(expected.Payloads.Count > entries.Count / 100, "the session asks for something");
        List<string> published = redis.Payloads(Feed.Intents);
        Assert.Equal(expected.Payloads.Where(payload => !IsProtect(payload)), published.Where(payload => !IsProtect(payload)));
        Assert.Contains(expected.Payloads, payload => payload.Contains("\"CANCEL\"", StringComparison.Ordinal));
        AssertProtection([.. expected.Payloads.Where(IsProtect)], [.. published.Where(IsProtect)], expected);
        Assert.NotEmpty(expected.Trades);
        Assert.Equal(expected.Trades, redis.Payloads("quantum:stream:harvest.trades"));
        Assert.Equal(expected.Positions(), redis.Positions());
        Assert.Equal(expected.Errors, redis.Length(Feed.DeadLetters));
        Eventually.Equal(0L, () => redis.Pending(), "nothing is pending");
        using var tapes = new Tapes(redis, [.. Policies.WideSettings, ("HARVEST_MODE", "live")]);
        tapes.AreEqual();
    }

    [Fact]
    public void Zombie_ThawedAfterTakeOver_PublishesAcknowledgesAndStealsNothing()
    {
        int seed = Seed.Draw(output);
        var random = new Random(seed);
        int rounds = Seed.IsSoak ? 60 : 15;
        List<FeedEntry> entries = SoakFeed.WithEchoes(seed, 200 * rounds, out Expected expected);
        using var redis = new RedisServer(RedisServer.Durable);
        using var services = new Pair(redis);
        int next = 0;
        for (int round = 0; round < rounds; round++)
        {
            int until = (round + 1) * entries.Count / rounds;
            next = Producer.Send(redis, entries, next, random.Next(1, 60));
            Thread.SpinWait(random.Next(0, 200_000));
            WorkerProcess zombie = services.Owner();
            // Redis gave it the lease; frozen before the answer has reached it, it would never know of one to lose.
            Eventually.True(
                () => zombie.Count(LogEvent.LeaseTaken) > zombie.Count(LogEvent.LeaseLost), "it knows that it works", () => zombie.Output);
            zombie.Freeze();
            next = Producer.Send(redis, entries, next, 60);
            string applied = entries[next - 1].Id;
            redis.WaitApplied(applied, services.First); // the standby has taken over, and has done it all
            Assert.NotEqual(zombie.Pid, redis.OwnerPid());
            int lost = zombie.Count(LogEvent.LeaseLost);

            zombie.Thaw();
            next = Producer.Send(redis, entries, next, until - next);
            redis.WaitApplied(entries[next - 1].Id, services.First);
            zombie.WaitFor(LogEvent.LeaseLost, times: lost + 1);
            Assert.Equal(0, redis.Pending());
        }

        output.WriteLine($"{entries.Count} entries, {expected.Payloads.Count} intents, {rounds} zombies");
        Assert.Equal(expected.Payloads, redis.Payloads());
        Assert.Equal(expected.Positions(), redis.Positions());
        using var tapes = new Tapes(redis, Policies.WideSettings);
        tapes.AreEqual();
    }

    private static bool IsProtect(string payload) => payload.StartsWith("{\"intent_type\":\"PROTECT\"", StringComparison.Ordinal);

    /// <summary>A batch says the last word only: what was said is among what an uninterrupted run says, once, and the last word of what is open was.</summary>
    private static void AssertProtection(string[] expected, string[] published, Expected run)
    {
        Assert.NotEmpty(published);
        Assert.Equal(published.Length, published.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(published.Except(expected, StringComparer.Ordinal));
        foreach (string trace in run.OpenTraces)
        {
            if (expected.LastOrDefault(payload => World.Member(payload, "trace_id") == trace) is { } last) Assert.Contains(last, published);
        }
    }

    /// <summary>An owner and a hot standby, always two of them.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly RedisServer _redis;
        private readonly HarvestMode _mode;
        private readonly (string, string)[] _settings;
        private readonly List<WorkerProcess> _services = [];

        public Pair(RedisServer redis, HarvestMode mode = HarvestMode.Shadow, params (string, string)[] settings)
        {
            _settings = settings;
            _redis = redis;
            _mode = mode;
            Fill();
        }

        public WorkerProcess First => _services[0];

        public WorkerProcess Owner()
        {
            WorkerProcess? owner = null;
            Eventually.True(
                () => (owner = _services.Find(service => service.Pid == _redis.OwnerPid())) is not null, "somebody holds the lease",
                () => string.Join("\n---\n", _services.Select(service => service.Output)));
            return owner!;
        }

        public void KillOwner(bool alsoTheOther)
        {
            WorkerProcess owner = Owner();
            owner.Kill();
            foreach (WorkerProcess service in _services.Where(service => service == owner || alsoTheOther).ToArray())
            {
                service.Dispose();
                _services.Remove(service);
            }
            Fill();
        }

        public void Dispose() => _services.ForEach(service => service.Dispose());

        private void Fill()
        {
            while (_services.Count < 2) _services.Add(WorkerProcess.Run(
                _redis, [.. Policies.WideSettings, .. _settings, ("HARVEST_MODE", _mode.ToString().ToLowerInvariant())]));
        }
    }
}

/// <summary>Sessions with answers to what will be asked for.</summary>
internal static class SoakFeed
{
    /// <summary>
    /// A session in which some intents are filled and some refused, with their id echoed, and some entries are broken; and what an
    /// uninterrupted run makes of it.
    /// </summary>
    public static List<FeedEntry> WithEchoes(int seed, int count, out Expected expected, HarvestMode mode = HarvestMode.Shadow, bool protects = false)
    {
        var random = new Random(seed);
        expected = new Expected(Policies.Wide with { Protect = protects }, mode, 100_000, Feed.NowUnixMs);
        var entries = new List<FeedEntry>();
        string? answerId = null;
        string[]? answer = null;
        foreach (FeedEntry entry in Feed.Session(seed, count, TimeSpan.FromHours(12)))
        {
            // In between two milliseconds of the session, whose sequence numbers are small.
            if (answer is not null && entry.Id.Split('-')[0] != answerId!.Split('-')[0]) Add(new FeedEntry(answerId, answer), expected);
            if (entries.Count == count) break;
            Add(entry, expected);
            if (entries.Count == count) break;
        }
        return entries;

        void Add(FeedEntry entry, Expected run)
        {
            entries.Add(entry);
            answer = null;
            foreach (Intent intent in run.Apply(entry))
            {
                if (intent.Kind is IntentKind.MoveStop or IntentKind.Protect && random.Next(2) == 0)
                    answer = ["symbol", intent.Key.Symbol, "status", "ACCEPTED", "intent_id", intent.IntentId];
                if (intent.Kind != IntentKind.PartialClose || random.Next(3) == 0) continue;
                string side = intent.Side.ToString().ToUpperInvariant();
                answer = random.Next(3) == 0
                    ? ["symbol", intent.Key.Symbol, "status", "REJECTED", "intent_id", intent.IntentId]
                    : Feed.Fill(intent.Key.Symbol, side, intent.Quantity, intent.MarkPrice, 0, intent.TimeUnixMs,
                        "reduce_only", "true", "position_side", intent.Key.Side.ToString().ToUpperInvariant(), "intent_id", intent.IntentId,
                        "trade_id", $"answer-{entries.Count}");
            }
            if (answer is null && random.Next(400) == 0) answer = ["symbol", "BROKENUSDT", "status", "FILLED", "qty", "NaN"];
            if (answer is not null) answerId = $"{entry.Id.Split('-')[0]}-{long.Parse(entry.Id.Split('-')[1], null) + 1000}";
        }
    }
}

/// <summary>A producer that checks what Redis has, and sends again what was lost with a crash of Redis.</summary>
internal static class Producer
{
    /// <returns>The index of the next entry to send.</returns>
    public static int Send(RedisServer redis, List<FeedEntry> entries, int from, int count)
    {
        count = Math.Min(count, entries.Count - from);
        if (count <= 0) return from;
        using RespClient client = redis.Connect();
        client.DoAll([.. entries.GetRange(from, count).Select(entry => entry.Command(Feed.Input))]);
        return from + count;
    }

    /// <returns>The index of the first entry that Redis does not have.</returns>
    public static int AfterLoss(RedisServer redis, List<FeedEntry> entries)
    {
        object?[] last = redis.List("XREVRANGE", Feed.Input, "+", "-", "COUNT", 1);
        if (last.Length == 0) return 0;
        string id = (string)((object?[])last[0]!)[0]!;
        return entries.FindIndex(entry => entry.Id == id) + 1;
    }

    public static void Finish(RedisServer redis, List<FeedEntry> entries) =>
        Send(redis, entries, AfterLoss(redis, entries), entries.Count);
}
