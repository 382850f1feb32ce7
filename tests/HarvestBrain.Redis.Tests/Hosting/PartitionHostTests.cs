using HarvestBrain.Core.Partitions;
using HarvestBrain.Redis.Tests.Service;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Hosting;

/// <summary>Hosts with partitions, as processes on a real Redis: what they do together equals one replay of all that came in.</summary>
public sealed class PartitionHostTests(ITestOutputHelper output)
{
    private const int Partitions = 8;

    private static readonly (string, string)[] Settings = [.. Policies.WideSettings, ("HARVEST_PARTITIONS", "8")];

    [Fact]
    public void OneHost_WorksOnAllPartitions()
    {
        using var redis = new RedisServer();
        var parted = new Parted(redis, Partitions);
        List<FeedEntry> entries = SoakFeed.WithEchoes(Seed.Draw(output), 4000, out Expected expected);
        using WorkerProcess host = WorkerProcess.Run(redis, Settings);
        parted.Send(entries);
        parted.WaitApplied(() => host.Output);
        AssertSame(expected, parted);
        Assert.Equal(Partitions, parted.Loads()[host.Pid]);
        for (int partition = 0; partition < Partitions; partition++)
        {
            using WorkerProcess verify = WorkerProcess.Start(["verify", "--partition", $"{partition}"], redis.Port, Settings);
            Assert.True(verify.WaitForExit() == 0, verify.Output); // decided again, it is the same
        }
        host.Terminate();
        Assert.Equal(0, host.WaitForExit());
        Assert.Empty(parted.Loads()); // all leases are given back
        Assert.Equal(0, redis.Number("EXISTS", Parted.Hosts));
    }

    [Fact]
    public void Hosts_ThatComeFreezeAndDie_ShareTheWork_NothingLostNothingTwice()
    {
        int seed = Seed.Draw(output);
        var random = new Random(seed);
        using var redis = new RedisServer();
        var parted = new Parted(redis, Partitions);
        const int Rounds = 6;
        List<FeedEntry> entries = SoakFeed.WithEchoes(seed, 1000 * Rounds, out Expected expected);
        var hosts = new List<WorkerProcess>();
        try
        {
            hosts.Add(WorkerProcess.Run(redis, Settings));
            hosts.Add(WorkerProcess.Run(redis, Settings));
            for (int round = 0; round < Rounds; round++)
            {
                FeedEntry[] sent = [.. entries.Skip(1000 * round).Take(1000)];
                int at = random.Next(sent.Length);
                parted.Send(sent[..at]);
                Thread.SpinWait(random.Next(0, 200_000));
                Disturb(round % 3, random);
                parted.Send(sent[at..]);
                parted.WaitApplied(All);
            }
            Eventually.True(() => parted.Loads().Values.Order().SequenceEqual([4, 4]), "the two share evenly", All);
        }
        finally
        {
            foreach (WorkerProcess host in hosts) host.Dispose();
        }
        AssertSame(expected, parted);

        string All() => string.Join("\n---\n", hosts.Select(host => host.Output));

        void Disturb(int what, Random dice)
        {
            WorkerProcess one = hosts[dice.Next(hosts.Count)];
            Eventually.True(() => parted.Loads().ContainsKey(one.Pid), "it has some", All);
            switch (what)
            {
                case 0:
                    hosts.Remove(one);
                    one.Dispose(); // SIGKILL
                    hosts.Add(WorkerProcess.Run(redis, Settings));
                    break;
                case 1: // another one takes over, and the first finds itself fenced
                    one.Freeze();
                    Eventually.True(() => !parted.Loads().ContainsKey(one.Pid), "its partitions are taken", All);
                    one.Thaw();
                    break;
                default: // a third one joins, and one goes as it is asked to
                    hosts.Add(WorkerProcess.Run(redis, Settings));
                    Eventually.True(() => parted.Loads().Values.Order().SequenceEqual([2, 3, 3]), "three share evenly", All);
                    one.Terminate();
                    Assert.Equal(0, one.WaitForExit());
                    hosts.Remove(one);
                    one.Dispose();
                    break;
            }
        }
    }

    [Theory]
    [InlineData("HARVEST_PARTITIONS", "4", "has 8 partitions")] // what others have written
    [InlineData("HARVEST_PARTITIONS", "3", "is no power of two")]
    [InlineData("HARVEST_PARTITIONS", "2048", "1024")]
    [InlineData("HARVEST_KEY_PREFIX", "{q}", "leave them out")]
    [InlineData("STREAM_EXECUTION_RESULT", "fills", "begin it with quantum:")]
    public void WhatCannotBeParted_Ends78(string name, string value, string said)
    {
        using var redis = new RedisServer();
        redis.Do("HSET", "{quantum:ctl}:layout", "partitions", "8", "generation", "1", "hash", "crc16");
        using WorkerProcess host = WorkerProcess.Run(redis, [.. Settings.Where(setting => setting.Item1 != name), (name, value)]);
        Assert.Equal(78, host.WaitForExit());
        Assert.Contains(name, host.Errors, StringComparison.Ordinal);
        Assert.Contains(said, host.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "say which partition, with --partition 0 to 7", 64)]
    [InlineData("record", "say which partition, with --partition 0 to 7", 64)]
    [InlineData("verify --partition 8", "say which partition, with --partition 0 to 7", 64)]
    [InlineData("paper", "HARVEST_PARTITIONS", 78)]
    [InlineData("executor-check", "HARVEST_PARTITIONS", 78)]
    public void Command_ThatLooksAtOne_AsksWhich(string command, string said, int exitCode)
    {
        using var redis = new RedisServer();
        using WorkerProcess asked = WorkerProcess.Start(command.Split(' '), redis.Port, Settings);
        Assert.Equal(exitCode, asked.WaitForExit());
        Assert.Contains(said, asked.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void RedisAway_AtTheStart_Ends69()
    {
        using WorkerProcess host = WorkerProcess.Run(int.Parse(NoServer.Port, null), [.. Settings, ("HARVEST_START_RETRY_SEC", "0")]);
        Assert.Equal(69, host.WaitForExit());
    }

    [Fact]
    public void EntryInTheWrongPartition_OrWithABrace_IsADeadLetter()
    {
        using var redis = new RedisServer();
        var parted = new Parted(redis, Partitions);
        using WorkerProcess host = WorkerProcess.Run(redis, Settings);
        int right = SymbolPartition.Of("ETHUSDT", Partitions), wrong = (right + 1) % Partitions;
        parted.Add(wrong, Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        parted.Add(wrong, Feed.Fill("{ETH}USDT", "BUY", 1, 3300, 3200));
        string letters = Parted.Key(wrong, "stream:harvest.deadletter");
        Eventually.Equal(2L, () => redis.Length(letters), "both are dead letters", () => host.Output);
        string[] errors = [.. redis.List("XRANGE", letters, "-", "+").Select(entry => World.Field(World.Fields(entry), "error"))];
        Assert.Equal(["WrongPartition(field: symbol, found: 'ETHUSDT')", "SymbolInvalid(field: symbol, found: '{ETH}USDT')"], errors);
        Assert.Equal(0, redis.Number("EXISTS", Parted.Key(wrong, "harvest:positions")));
    }

    [Fact]
    public void KillSwitchOfAll_IsObeyed_TakenOver_AndLeftAgain()
    {
        using var redis = new RedisServer();
        var parted = new Parted(redis, Partitions);
        using WorkerProcess host = WorkerProcess.Run(redis, Settings);
        int eth = SymbolPartition.Of("ETHUSDT", Partitions);
        Apply(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));

        redis.Do("SET", Parted.ControlKill, "the venue is closed");
        foreach (int partition in Enumerable.Range(0, Partitions))
            Eventually.Equal("all: the venue is closed", () => redis.Text("GET", Parted.Key(partition, "kill")), "it is taken over", () => host.Output);
        Apply(Feed.Price("ETHUSDT", 3350));
        Assert.Equal(0, redis.Length(Parted.Key(eth, "stream:harvest.suggestions")));

        redis.Do("SET", Parted.Key(eth, "kill"), "this one stays");
        redis.Do("DEL", Parted.ControlKill);
        foreach (int partition in Enumerable.Range(0, Partitions).Where(partition => partition != eth))
            Eventually.Equal(null, () => redis.Text("GET", Parted.Key(partition, "kill")), "it is left again", () => host.Output);
        Apply(Feed.Price("ETHUSDT", 3351));
        Assert.Equal(0, redis.Length(Parted.Key(eth, "stream:harvest.suggestions")));
        redis.Do("DEL", Parted.Key(eth, "kill"));
        Apply(Feed.Price("ETHUSDT", 3352));
        Assert.NotEqual(0, redis.Length(Parted.Key(eth, "stream:harvest.suggestions")));

        void Apply(string[] fields)
        {
            string id = parted.Add(eth, fields);
            Eventually.Equal(id, () => parted.Applied(eth), "it is applied", () => host.Output);
        }
    }

    [Fact]
    public void KillCommand_SetsAll_AndNamesWhatItCannotSet()
    {
        using var redis = new RedisServer();
        string[] keys = [Parted.ControlKill, .. Enumerable.Range(0, Partitions).Select(partition => Parted.Key(partition, "kill"))];
        Assert.Equal((0, $"kill switch on: nothing is published ({Parted.ControlKill})"), Kill("on"));
        Assert.All(keys, key => Assert.NotNull(redis.Text("GET", key)));
        Assert.StartsWith("all: ", redis.Text("GET", keys[3]), StringComparison.Ordinal);
        Assert.Equal((0, $"kill switch off: publishing again ({Parted.ControlKill})"), Kill("off"));
        Assert.All(keys, key => Assert.Equal(0, redis.Number("EXISTS", key)));

        string[] writable = [.. keys.Where(key => key != keys[3]).SelectMany(key => (string[])[$"~{key}", $"~{key}:off"])];
        redis.Do(["ACL", "SETUSER", "default", "resetkeys", .. writable]);
        using WorkerProcess kill = WorkerProcess.Start(["kill", "on"], redis.Port, Settings);
        Assert.Equal(69, kill.WaitForExit());
        Assert.Contains($"Not set: {keys[3]} (", kill.Errors, StringComparison.Ordinal);
        redis.Do("ACL", "SETUSER", "default", "allkeys");
        Assert.All(keys, key => Assert.Equal(key != keys[3], redis.Text("GET", key) is not null));

        (int, string) Kill(string to)
        {
            using WorkerProcess command = WorkerProcess.Start(["kill", to], redis.Port, Settings);
            return (command.WaitForExit(), command.Lines.Single());
        }
    }

    [Fact]
    public void ControlKeysAway_NothingIsSharedOutAnew_AndTheWorkGoesOn()
    {
        using var redis = new RedisServer();
        var parted = new Parted(redis, Partitions);
        using WorkerProcess host = WorkerProcess.Run(redis, Settings);
        int eth = SymbolPartition.Of("ETHUSDT", Partitions);
        string id = parted.Add(eth, Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        Eventually.Equal(id, () => parted.Applied(eth), "it is applied", () => host.Output);
        redis.Do("DEL", Parted.Hosts);
        redis.Do("SET", Parted.Hosts, "of another type: every beat fails");
        host.WaitFor(LogEvent.RedisFault);
        id = parted.Add(eth, Feed.Price("ETHUSDT", 3350));
        Eventually.Equal(id, () => parted.Applied(eth), "it is applied", () => host.Output);
        Assert.NotEqual(0, redis.Length(Parted.Key(eth, "stream:harvest.suggestions")));
        Assert.Equal(Partitions, parted.Loads()[host.Pid]);
    }

    private static void AssertSame(Expected expected, Parted parted)
    {
        Assert.NotEmpty(expected.Payloads);
        Assert.Equal(expected.Payloads.Order(StringComparer.Ordinal), parted.Payloads("harvest.suggestions"));
        Assert.Equal(expected.Trades.Order(StringComparer.Ordinal), parted.Payloads("harvest.trades"));
        Assert.Equal(expected.Positions(), parted.Positions());
    }
}
