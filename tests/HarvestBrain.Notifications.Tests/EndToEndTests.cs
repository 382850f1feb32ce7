using System.Globalization;
using System.Text.Json;
using HarvestBrain.Host.Tests;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Notifications.Tests;

/// <summary>The program with a real Redis, and servers that behave badly on the other side.</summary>
[Collection("meter")]
public sealed class EndToEndTests
{
    private const int Symbols = 40;
    private const int Many = 1500;

    private static readonly (string, string)[] Fast = [("HARVEST_LEASE_SEC", "1"), ("HARVEST_MAX_ACTIONS_PER_MIN", "100000")];

    [Theory]
    [InlineData("silence")]
    [InlineData("500")]
    [InlineData("garbage")]
    [InlineData("closed")]
    [InlineData("nobody")]
    public void Targets_ThatFail_CostNoIntentAndNoTime(string failure)
    {
        using var telegram = new HttpStub { Then = Failure(failure) };
        using var webhook = new HttpStub { Then = Failure(failure) };
        string nobody = "http://" + NoServer.Authority;
        (string, string)[] settings = failure == "nobody" ? Settings(nobody, nobody + "/SECRET") : Settings(telegram, webhook);
        using var plain = new RedisServer();
        using var redis = new RedisServer();
        using WorkerProcess without = WorkerProcess.Run(plain, Fast);
        using WorkerProcess with = WorkerProcess.Run(redis, [.. Fast, .. settings]);

        Trade(plain, without);
        Trade(redis, with);

        Assert.Equal(Intents(plain), Intents(redis));
        Assert.Equal(2 * Symbols, Intents(redis).Length);
        Assert.Equal(0L, (long)redis.List("XPENDING", Feed.Input, Feed.Group)[0]!);
        with.WaitFor(61, "webhook");
        with.Terminate();
        Assert.Equal(0, with.WaitForExit());
        Assert.DoesNotContain("SECRET", with.Output, StringComparison.Ordinal);
        Assert.True(with.Said(65), with.Output);
    }

    [Fact]
    public void Chat_IsToldWhatHappens_InTheOrderOfTheStream()
    {
        using var telegram = new HttpStub(HttpStub.Answer(429, "Retry-After: 1"));
        using var webhook = new HttpStub(Manner.CloseInAnswer);
        using var redis = new RedisServer(RedisServer.Durable);
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. Fast, .. Settings(telegram, webhook)]);
        Trade(redis, worker);
        redis.Do("SET", Feed.KillSwitch, "1");
        Eventually.True(() => Told().Contains("KILL SWITCH ON: nothing is published"), "kill switch on", () => worker.Output);
        redis.Do("DEL", Feed.KillSwitch);
        Eventually.True(() => Told().Contains("kill switch off: publishing again"), "kill switch off", () => worker.Output);
        redis.Add("symbol", "S0", "status", "FILLED");
        Eventually.True(() => Told().Contains("SUSPECT S0: nothing is asked for until flat, shown by a snapshot, or released"), "suspect", () => worker.Output);
        redis.Kill();
        Eventually.True(() => Told().Any(line => line.StartsWith("REDIS AWAY", StringComparison.Ordinal)), "Redis away", () => worker.Output);
        redis.Start();
        Eventually.True(() => Told().Any(line => line.StartsWith("Redis is back after", StringComparison.Ordinal)), "Redis back", () => worker.Output);
        worker.Terminate();
        Assert.Equal(0, worker.WaitForExit());

        string[] told = Told();
        Assert.Equal("started in shadow mode", told[0]);
        Assert.Equal("stopped", told[^1]);
        Assert.Contains(told, line => line.StartsWith("dead letter", StringComparison.Ordinal) && line.Contains("S0: SideMissing", StringComparison.Ordinal));
        string[] ids = [.. Notifications(webhook).Where(n => n.TryGetProperty("intent_id", out _)).Select(n => n.GetProperty("intent_id").GetString()!)];
        Assert.Equal(Payloads(redis).Select(payload => payload.GetProperty("intent_id").GetString()), ids);
        Assert.Equal(told, Notifications(webhook).Select(n => n.GetProperty("text").GetString()));
        Assert.InRange(telegram.Taken.Count, 1, told.Length / 2); // grouped
        Assert.DoesNotContain("SECRET", worker.Output, StringComparison.Ordinal);

        string[] Told() => Post.Lines(telegram);
    }

    [Fact]
    public void DeadLettersByTheThousand_DoNotDrownWhatMatters()
    {
        using var telegram = new HttpStub();
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. Fast, .. Settings(telegram.Address, telegram.Address + "/SECRET")]);
        Nonsense();
        redis.Add(Feed.Fill("ETHUSDT", "BUY", 1, 3300, 3200));
        redis.Add(Feed.Price("ETHUSDT", 3350));
        Nonsense();
        Eventually.Equal(2L, () => redis.Number("XLEN", Feed.Suggestions), "both intents", () => worker.Output);
        redis.Do("SET", Feed.KillSwitch, "1");
        string last = Nonsense();
        Eventually.True(() => Told().Contains("KILL SWITCH ON: nothing is published"), "kill switch on", () => string.Join('\n', Told()));
        Eventually.Equal(last, () => redis.Text("HGET", Feed.Checkpoint, Feed.Input), "all of it is read", () => worker.Output);
        worker.Terminate();
        Assert.Equal(0, worker.WaitForExit());

        string[] told = Told();
        Assert.Contains(told, line => line.StartsWith("ETHUSDT harvest SELL 0.25", StringComparison.Ordinal));
        Assert.Contains(told, line => line.StartsWith("ETHUSDT stop 3200 -> 3300", StringComparison.Ordinal));
        // In one minute or, on a slow machine, in more: some are told one by one, and the others together.
        int[] together = [.. told.Where(line => line.EndsWith(" MORE DEAD LETTERS within a minute", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))];
        int oneByOne = told.Count(line => line.StartsWith("dead letter ", StringComparison.Ordinal));
        Assert.InRange(oneByOne, EntryDeadLettered.MaxPerMinute, EntryDeadLettered.MaxPerMinute * (together.Length + 1));
        Assert.Equal(3 * Many, oneByOne + together.Sum());
        Assert.DoesNotContain(told, line => line.Contains("dropped", StringComparison.Ordinal));

        string[] Told() => Post.Lines(telegram, "/bot");
        string Nonsense()
        {
            using RespClient client = redis.Connect();
            return (string)client.Pipeline([.. Enumerable.Range(0, Many).Select(_ => (object[])["XADD", Feed.Input, "*", "symbol", "BAD", "side", "AROUND", "status", "FILLED"])])[^1]!;
        }
    }

    [Fact]
    public void ServiceThatFails_SaysSo()
    {
        using var telegram = new HttpStub();
        using var redis = new RedisServer();
        redis.Do("HSET", Feed.Checkpoint, "schema", "99", Feed.Input, "1-0");
        using WorkerProcess worker = WorkerProcess.Run(redis, [.. Fast, .. Settings(telegram.Address, telegram.Address + "/SECRET")]);
        Assert.Equal(70, worker.WaitForExit());
        string[] told = Post.Lines(telegram, "/bot");
        Assert.Equal(3, told.Length);
        Assert.StartsWith("FAILED, nothing is published: the checkpoint has schema 99", told[1], StringComparison.Ordinal);
        Assert.Equal("stopped", told[2]);
    }

    /// <summary>.NET ends the process without a word when it needs OpenSSL and does not find it.</summary>
    [Theory]
    [InlineData("http://", "http://hooks.invalid/hook", "HARVEST_WEBHOOK_SECRET")]
    [InlineData("https://", "", "TELEGRAM_API")]
    public void WithoutOpenSsl_WhatNeedsIt_StopsTheStart(string api, string url, string setting)
    {
        using var folder = new TempFolder();
        foreach (string version in (string[])["3", "1.1", "1.0.2", "1.0.0", "10"]) folder.Write($"libssl.so.{version}", "no library");
        (string, string)[] settings = [.. Fast, .. Settings(api + NoServer.Authority, url), ("LD_LIBRARY_PATH", folder.Path(""))];
        using var redis = new RedisServer();
        using WorkerProcess worker = WorkerProcess.Run(redis, settings);
        Assert.Equal(78, worker.WaitForExit());
        Assert.Contains(setting, worker.Errors, StringComparison.Ordinal);
        Assert.Contains("install libssl3", worker.Errors, StringComparison.Ordinal);

        using WorkerProcess plain = WorkerProcess.Run(redis, [.. Fast, .. Settings("http://" + NoServer.Authority, ""), ("LD_LIBRARY_PATH", folder.Path(""))]);
        plain.WaitFor(6); // what does not need it, works without
        plain.WaitFor(61);
        plain.Terminate();
        Assert.Equal(0, plain.WaitForExit());
    }

    [Fact]
    public void Off_NothingOfHttpIsLoaded()
    {
        using var telegram = new HttpStub();
        using var redis = new RedisServer();
        using WorkerProcess off = WorkerProcess.RunManaged(redis, Fast);
        off.WaitFor(3);
        Assert.Empty(Loaded(off, "System.Net.Http", "libSystem.Security.Cryptography.Native.OpenSsl", "libssl.so", "libcrypto.so"));

        using WorkerProcess on = WorkerProcess.RunManaged(redis, [.. Fast, .. Settings(telegram, telegram)]);
        on.WaitFor(60);
        Eventually.True(() => Loaded(on, "System.Net.Http").Length > 0, "and with them on it is");
    }

    private static string[] Loaded(WorkerProcess worker, params string[] assemblies) =>
    [
        .. File.ReadLines($"/proc/{worker.Pid}/maps").Select(line => Path.GetFileNameWithoutExtension(line)).Distinct()
            .Where(file => assemblies.Contains(file)),
    ];

    private static object Failure(string failure) => failure switch
    {
        "silence" => Manner.Silence,
        "500" => HttpStub.Answer(500),
        "garbage" => Manner.Garbage,
        _ => Manner.CloseInAnswer,
    };

    private static (string, string)[] Settings(HttpStub telegram, HttpStub webhook) => Settings(telegram.Address, webhook.Address + "/SECRET");

    private static (string, string)[] Settings(string api, string url) =>
    [
        ("TELEGRAM_BOT_TOKEN", Post.Token), ("TELEGRAM_CHAT_ID", "1"), ("TELEGRAM_API", api), ("HARVEST_WEBHOOK_URL", url), ("HARVEST_WEBHOOK_SECRET", Post.Secret),
    ];

    private static void Trade(RedisServer redis, WorkerProcess worker)
    {
        for (int i = 0; i < Symbols; i++) redis.Add(Feed.Fill($"S{i}", "BUY", 1, 3300, 3200));
        string last = "";
        for (int i = 0; i < Symbols; i++) last = redis.Add(Feed.Price($"S{i}", 3350));
        Eventually.Equal(last, () => redis.Text("HGET", Feed.Checkpoint, Feed.Input), "all is applied", () => worker.Output);
    }

    private static string[] Intents(RedisServer redis) =>
        [.. Payloads(redis).Select(payload => $"{payload.GetProperty("symbol")} {payload.GetProperty("intent_type")} {payload.GetProperty("reason")}")];

    private static IEnumerable<JsonElement> Payloads(RedisServer redis) => redis.List("XRANGE", Feed.Suggestions, "-", "+")
        .Select(entry => (object?[])((object?[])entry!)[1]!).Select(fields => JsonDocument.Parse((string)fields[Array.IndexOf(fields, "payload") + 1]!).RootElement);

    private static IEnumerable<JsonElement> Notifications(HttpStub webhook) =>
        webhook.Taken.SelectMany(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("notifications").EnumerateArray());
}
