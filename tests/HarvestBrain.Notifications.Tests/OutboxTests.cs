using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Notifications.Tests;

/// <summary>What becomes of notifications when the other side behaves badly. One at a time: they read the meter.</summary>
[Collection("meter")]
public sealed class OutboxTests
{
    private const int Wait = 61, Refused = 62, Back = 63, Dropped = 64, Left = 65, GivenUp = 66;

    // How long a request may take where the target answers none; one that is answered has to be answered within it, on a busy machine too.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Telegram_IsToldAsItsApiWantsIt()
    {
        using var telegram = new HttpStub();
        await using var post = new Post(telegram);
        post.Add(text: "<b>*_[x](http://e.vil)`\"");
        post.WaitFor(telegram, "<b>*_[x](http://e.vil)`\"0");

        StubRequest request = Assert.Single(telegram.Taken);
        Assert.Equal(("POST", $"/bot{Post.Token}/sendMessage", "application/json"), (request.Method, request.Path, request.Headers["Content-Type"]));
        using JsonDocument json = JsonDocument.Parse(request.Body);
        Assert.Equal("-100", json.RootElement.GetProperty("chat_id").GetString());
        Assert.True(json.RootElement.GetProperty("link_preview_options").GetProperty("is_disabled").GetBoolean());
        Assert.False(json.RootElement.TryGetProperty("parse_mode", out _)); // plain: nothing formats
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503 with an empty body")]
    [InlineData("429")]
    [InlineData("garbage")]
    [InlineData("silence")]
    [InlineData("closed in the request")]
    [InlineData("closed in the answer")]
    public async Task Target_ThatFails_IsToldEverythingInOrderOnceItWorks(string failure)
    {
        object step = failure switch
        {
            "500" => HttpStub.Answer(500),
            "503 with an empty body" => HttpStub.Answer(503, body: ""),
            "429" => HttpStub.Answer(429, "Retry-After: 3"),
            "garbage" => Manner.Garbage,
            "silence" => Manner.Silence,
            "closed in the request" => Manner.CloseInRequest,
            _ => Manner.CloseInAnswer,
        };
        using var telegram = new HttpStub(step, step, step);
        await using var post = new Post(telegram, limit: Short);
        post.Add(200);
        post.WaitFor(telegram, "n199");

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"n{i}"), Post.Lines(telegram));
        Eventually.Equal((1, 1), () => (post.Logged(Wait), post.Logged(Back)), "each is said once");
        Assert.Equal((0, 0), (post.Logged(Refused), post.Logged(Dropped)));
    }

    [Fact]
    public async Task Target_ThatFailsInEveryWayInTurn_KeepsTheOrder()
    {
        using var telegram = new HttpStub(
            HttpStub.Answer(500), Manner.Take, Manner.CloseInAnswer, HttpStub.Answer(429, "Retry-After: 1"), Manner.Take, Manner.Garbage, Manner.Silence,
            Manner.CloseInRequest, Manner.Take, HttpStub.Answer(502));
        await using var post = new Post(telegram, limit: Short);
        for (int i = 0; i < 6; i++)
        {
            post.Add(text: $"m{i}-");
            post.WaitFor(telegram, $"m{i}-0");
        }
        Assert.Equal(["m0-0", "m1-0", "m2-0", "m3-0", "m4-0", "m5-0"], Post.Lines(telegram));
    }

    [Fact]
    public async Task RetryAfter_InSeconds_AsADate_AndInTheBody_IsHonoured()
    {
        using var telegram = new HttpStub(HttpStub.Answer(429, "Retry-After: 37"), HttpStub.Answer(503, "Retry-After: 41"),
            HttpStub.Answer(429, body: "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":43}}"));
        await using var post = new Post(telegram);
        post.Add();
        post.WaitFor(telegram, "n0");
        Assert.Equal([37, 41, 43], post.Time.Waits.Select(wait => wait.TotalSeconds).Where(seconds => seconds > 30));
    }

    [Fact]
    public async Task RetryAfter_AsADate_IsCountedFromNow()
    {
        using var telegram = new HttpStub();
        await using var post = new Post(telegram);
        string date = post.Time.GetUtcNow().AddSeconds(120).ToString("R", CultureInfo.InvariantCulture);
        telegram.Then = HttpStub.Answer(429, $"Retry-After: {date}");
        post.Add();
        Eventually.True(() => telegram.Seen.Count > 0, "it is asked to wait");
        telegram.Then = Manner.Take;
        post.WaitFor(telegram, "n0");
        Assert.Contains(post.Time.Waits, wait => wait.TotalSeconds is > 100 and <= 120);
    }

    [Theory]
    [InlineData("Retry-After: 86400")]
    [InlineData("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Retry-After: 2147483648")]
    [InlineData("Retry-After: 99999999999999999999999")]
    [InlineData("X: y", "{\"parameters\":{\"retry_after\":99999999999}}")]
    [InlineData("X: y", "{\"parameters\":{\"retry_after\":86400.5}}")]
    public async Task RetryAfter_ThatNeverEnds_IsCapped(string header, string body = "{}")
    {
        using var telegram = new HttpStub(HttpStub.Answer(429, header, body));
        await using var post = new Post(telegram);
        post.Add();
        post.WaitFor(telegram, "n0");
        Assert.Equal(Outbox.MaxRetryAfter, post.Time.Waits.Max());
    }

    [Theory]
    [InlineData("Retry-After: -5")]
    [InlineData("Retry-After: nonsense")]
    [InlineData("Retry-After: NaN")]
    [InlineData("Retry-After: Infinity")]
    [InlineData("Retry-After: ∞")]
    [InlineData("Retry-After: Mon, 01 Jan 2001 00:00:00 GMT")]
    public async Task RetryAfter_ThatMakesNoSense_IsOurOwnBackOff(string header)
    {
        using var telegram = new HttpStub(HttpStub.Answer(429, header, "not json"));
        await using var post = new Post(telegram);
        post.Add();
        post.WaitFor(telegram, "n0");
        Assert.InRange(post.Time.Waits.Max(), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task BackOff_Doubles_WithJitter_ToItsLimit()
    {
        using var webhook = new HttpStub([.. Enumerable.Repeat<object>(HttpStub.Answer(500), 9)]);
        await using var post = new Post(webhook: webhook);
        post.Add();
        Eventually.Equal(1, () => webhook.Taken.Count, "taken");

        double[] waits = [.. post.Time.Waits.Select(wait => wait.TotalSeconds).Where(seconds => seconds >= 0.5)];
        Assert.Equal(9, waits.Length);
        for (int i = 0; i < waits.Length; i++)
        {
            double full = Math.Min(60, Math.Pow(2, i));
            Assert.InRange(waits[i], full / 2, full);
        }
        Assert.NotEqual(waits[7], waits[8]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Target_ThatRefuses_IsNotAskedAgain_AndToldLater(int status)
    {
        using var other = new HttpStub();
        using var telegram = new HttpStub(HttpStub.Answer(status, $"Location: {other.Address}/"));
        await using var post = new Post(telegram);
        post.Add(text: "lost");
        Eventually.Equal(1, () => telegram.Seen.Count, "refused");
        Eventually.Equal(1, () => post.Logged(Refused), "said");
        post.Add(text: "kept");
        post.WaitFor(telegram, "kept0");

        Assert.Equal(["(1 earlier messages were dropped)", "kept0"], Post.Lines(telegram));
        Assert.Equal(2, telegram.Seen.Count);
        Assert.Empty(other.Seen); // nobody else gets the token
        Eventually.Equal(1, () => post.Logged(Back), "said");
    }

    [Fact]
    public async Task Target_ThatNeverAnswers_CostsBoundedMemory_AndIsToldTheNewest()
    {
        const int Added = 50_000;
        using var counts = new Counts();
        using var telegram = new HttpStub { Then = Manner.Silence };
        await using var post = new Post(telegram, limit: Short);
        post.Add(text: "first");
        Eventually.True(() => telegram.Seen.Count > 0, "a request hangs");
        post.Add(Added);

        Assert.InRange(post.Waiting, 1, Outbox.Capacity);
        Assert.Equal(1, post.Logged(Dropped)); // once, not fifty thousand times
        telegram.Then = Manner.Take;
        post.WaitFor(telegram, $"n{Added - 1}");

        string[] lines = Post.Lines(telegram);
        int kept = lines.Count(line => line.StartsWith('n'));
        Assert.InRange(kept, Outbox.Capacity - 1, Outbox.Capacity + 1);
        Assert.Equal(["first0", $"({Added - kept} earlier messages were dropped)", .. Enumerable.Range(Added - kept, kept).Select(i => $"n{i}")], lines);
        Assert.Equal(Added - kept, counts.Of("harvest.notifications.dropped", "telegram"));
        Eventually.Equal(kept + 1, () => counts.Of("harvest.notifications.sent", "telegram"), "all that were kept are counted");
        Assert.Equal(telegram.Seen.Count - Post.Messages(telegram).Count, counts.Of("harvest.notifications.failures", "telegram"));
    }

    [Fact]
    public async Task Target_ThatIsAwayForAnHour_IsToldWhatCameAfter()
    {
        using var counts = new Counts();
        using var telegram = new HttpStub { Then = HttpStub.Answer(500) };
        await using var post = new Post(telegram);
        long start = post.Time.GetTimestamp();
        post.Add(text: "old");
        Eventually.Equal(1, () => counts.Of("harvest.notifications.dropped", "telegram"), "it is given up");
        Assert.InRange(post.Time.GetElapsedTime(start), Outbox.GiveUpAfter, Outbox.GiveUpAfter + TimeSpan.FromMinutes(2));
        telegram.Then = Manner.Take;
        post.Add(text: "new");
        post.WaitFor(telegram, "new0");
        Assert.Equal("(1 earlier messages were dropped)", Post.Lines(telegram)[0]);
        Assert.Equal((1, 1), (post.Logged(Wait), post.Logged(GivenUp)));
    }

    [Fact]
    public async Task Target_ThatFailsAndThenRefuses_IsSaidToDoBoth()
    {
        using var telegram = new HttpStub(HttpStub.Answer(500), HttpStub.Answer(401), HttpStub.Answer(500), HttpStub.Answer(401), Manner.Take);
        await using var post = new Post(telegram);
        for (int i = 0; i < 3; i++)
        {
            post.Add(text: $"m{i}-");
            Eventually.True(() => telegram.Seen.Count >= Math.Min(5, 2 * (i + 1)), "tried", () => post.Log);
        }
        post.WaitFor(telegram, "m2-0");
        Eventually.Equal((1, 1, 1), () => (post.Logged(Wait), post.Logged(Refused), post.Logged(Back)), "each is said once");
    }

    [Fact]
    public async Task Target_ThatWorksNowAndThen_IsToldOnceAMinute()
    {
        const int Rounds = 40;
        using var webhook = new HttpStub([.. Enumerable.Range(0, Rounds).SelectMany(_ => (object[])[HttpStub.Answer(400), Manner.Take])]);
        await using var post = new Post(webhook: webhook);
        long start = post.Time.GetTimestamp();
        for (int i = 0; i < 2 * Rounds; i++)
        {
            post.Add(text: $"m{i}-");
            Eventually.True(() => webhook.Seen.Count > i, "asked", () => post.Log);
        }
        int most = 1 + (int)post.Time.GetElapsedTime(start).TotalMinutes;
        Assert.InRange(post.Logged(Refused), 1, most);
        Assert.InRange(post.Logged(Back), 0, most);
    }

    [Fact]
    public async Task ManyAtOnce_AreGroupedWithinTheLimitOfTheApi()
    {
        using var telegram = new HttpStub(Manner.Take);
        await using var post = new Post(telegram);
        string[] texts = [.. Enumerable.Range(0, 500).Select(i => $"{i}:{new string('x', i % 290)}")];
        foreach (string text in texts) post.Add(new Notification("harvest", 0, text));
        post.WaitFor(telegram, texts[^1]);

        Assert.Equal(texts, Post.Lines(telegram));
        Assert.All(telegram.Taken, request => Assert.InRange(Post.Text(request).Length, 1, TelegramTarget.MaxCharacters));
        int least = (int)Math.Ceiling(texts.Sum(text => text.Length + 1) / (double)TelegramTarget.MaxCharacters);
        Assert.InRange(telegram.Taken.Count, least, least + 4);
        Assert.True(post.Time.Waits.Count(wait => wait == TimeSpan.FromSeconds(1)) >= telegram.Taken.Count - 1, "a second between two messages to a chat");
    }

    [Fact]
    public async Task Webhook_IsSigned_AndKeepsItsIdWhenItIsTriedAgain()
    {
        using var webhook = new HttpStub(HttpStub.Answer(500));
        await using var post = new Post(webhook: webhook);
        post.Add(new Notification("harvest", 1_768_693_537_416, "line") { Symbol = "A\"\n<B>", Quantity = 0.25m, RLevel = 0.5m, Side = "SELL", Reason = "R=0.5 >= 0.5" });
        Eventually.Equal(1, () => webhook.Taken.Count, "taken");
        post.Add();
        Eventually.Equal(2, () => webhook.Taken.Count, "taken");

        foreach (StubRequest request in webhook.Seen)
        {
            string timestamp = request.Headers[WebhookTarget.TimestampHeader];
            byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. request.Body];
            Assert.Equal("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Post.Secret), signed)), request.Headers[WebhookTarget.SignatureHeader]);
            Assert.Equal("/hook/SECRET-path?key=SECRET-key", request.Path);
            Assert.InRange(long.Parse(timestamp, CultureInfo.InvariantCulture), 1_768_737_600, 1_768_737_700);
        }
        string[] ids = [.. webhook.Seen.Select(request => request.Headers[WebhookTarget.DeliveryHeader])];
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[1], ids[2]);
        Assert.Equal(webhook.Seen[0].Body, webhook.Seen[1].Body);
        using JsonDocument json = JsonDocument.Parse(webhook.Seen[0].Body);
        JsonElement root = json.RootElement, notification = root.GetProperty("notifications")[0];
        Assert.Equal((ids[0], "shadow", "desk", 0), (root.GetProperty("delivery").GetString(), root.GetProperty("mode").GetString(), root.GetProperty("instance").GetString(), root.GetProperty("dropped").GetInt32()));
        Assert.Equal(("harvest", "A\"\n<B>", 0.25m), (notification.GetProperty("type").GetString(), notification.GetProperty("symbol").GetString(), notification.GetProperty("qty").GetDecimal()));
    }

    [Fact]
    public void Webhook_ExampleOfTheContract_Verifies()
    {
        string section = Markdown.Section(Repository.Read("docs/contracts.md"), "Webhook");
        string body = Assert.Single(Markdown.Blocks(section, "json")).TrimEnd('\n');
        ShownCommand shown = Assert.Single(Markdown.Commands(section));
        string folder = Directory.CreateTempSubdirectory("harvest-webhook-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "body.json"), body);
            using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", shown.Command]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
            string printed = shell.StandardOutput.ReadToEnd();
            shell.WaitForExit();
            byte[] signed = [.. Encoding.UTF8.GetBytes("1768693548."), .. Encoding.UTF8.GetBytes(body)];
            Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData("0123456789abcdef"u8, signed)), printed.Trim());
            Assert.Equal(shown.Output, [printed.Trim()]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Webhook_ExampleOfTheContract_IsWhatIsSent()
    {
        var target = new WebhookTarget(
            new NotificationSettings { WebhookUrl = "http://h/", WebhookSecret = Post.Secret }, Core.Policy.HarvestMode.Shadow, "", TimeProvider.System);
        const string Reason = "R=0.5 >= 0.5";
        using HttpRequestMessage request = target.Request(
            [
                new Notification("harvest", 1_768_693_547_420, $"ETHUSDT harvest SELL 0.25 at 0.50R, suggested: {Reason}")
                {
                    Symbol = "ETHUSDT", PositionSide = "BOTH", Side = "SELL", Quantity = 0.25m, RLevel = 0.5m, Reason = Reason,
                    IntentId = "harvest:ETHUSDT:1768693537416-0:rung:0.5",
                },
            ],
            dropped: 0, "1768693500000-1");
        string contracts = Repository.Read("docs/contracts.md");
        Assert.Equal(Assert.Single(Markdown.Blocks(Markdown.Section(contracts, "Webhook"), "json")).TrimEnd('\n'), await request.Content!.ReadAsStringAsync());
    }

    [Fact]
    public async Task OneTargetAway_TheOtherIsTold()
    {
        using var telegram = new HttpStub { Then = Manner.Silence };
        using var webhook = new HttpStub();
        await using var post = new Post(telegram, webhook, Short);
        post.Add();
        Eventually.Equal(1, () => webhook.Taken.Count, "the webhook is told");
        Assert.Empty(telegram.Taken);
    }

    [Fact]
    public async Task End_WithATargetAway_TakesAMoment_AndSaysWhatIsLeft()
    {
        using var webhook = new HttpStub { Then = Manner.Silence };
        var post = new Post(webhook: webhook, limit: 10 * Eventually.Limit);
        post.Add(3);
        Eventually.Equal(1, () => webhook.Seen.Count, "a request hangs");
        post.Add(2);
        await post.DisposeAsync().AsTask().WaitAsync(Eventually.Limit); // whatever a request may take
        Assert.Equal(1, post.Logged(Left));
        Assert.Contains("webhook: 5 notifications", post.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_WithATargetThatWorks_SendsTheLastOnes()
    {
        using var webhook = new HttpStub();
        var post = new Post(webhook: webhook);
        post.Add(3);
        await post.DisposeAsync();
        Assert.Equal(3, webhook.Taken.Sum(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("notifications").GetArrayLength()));
        Assert.Equal(0, post.Logged(Left));
    }

    [Fact]
    public async Task Secrets_WhateverGoesWrong_ReachNeitherLogNorTrace()
    {
        var traced = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        object[] ways = [HttpStub.Answer(400, body: $"bad {Post.Token}"), HttpStub.Answer(500), Manner.Garbage, Manner.Silence, Manner.CloseInRequest, Manner.CloseInAnswer, HttpStub.Answer(302, "Location: /SECRET")];
        foreach (object way in ways)
        {
            using var telegram = new HttpStub(way);
            using var webhook = new HttpStub(way);
            await using var post = new Post(telegram, webhook, Short);
            post.Add();
            Eventually.True(() => post.Logged(Wait) + post.Logged(Refused) >= 2, "both are said to fail", () => post.Log);
            Assert.DoesNotContain("SECRET", post.Log, StringComparison.Ordinal);
            Assert.DoesNotContain("://", post.Log, StringComparison.Ordinal);
        }
        foreach (string address in (string[])["http://" + NoServer.Authority, "http://does-not-exist.invalid", "https://" + NoServer.Authority])
        {
            await using var post = new Post(settings: new NotificationSettings
            {
                TelegramToken = Post.Token, TelegramChat = "1", TelegramApi = address, WebhookUrl = address + "/SECRET", WebhookSecret = Post.Secret,
            });
            post.Add();
            Eventually.True(() => post.Logged(Wait) >= 2, "both are said to fail", () => post.Log);
            Assert.DoesNotContain("SECRET", post.Log, StringComparison.Ordinal);
            Assert.DoesNotContain("://", post.Log, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(traced, line => line.Contains("SECRET", StringComparison.Ordinal));
    }
}
