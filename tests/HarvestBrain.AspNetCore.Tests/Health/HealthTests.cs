using System.Net;
using System.Text.Json;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_OfOwnerAndStandby_Is200()
    {
        using var owner = new ShownService();
        int port = RedisServer.FreePort();
        using var standby = WorkerProcess.Run(owner.Redis, ("HARVEST_HTTP", $"127.0.0.1:{port}"), ("HARVEST_LEASE_SEC", "1"));
        standby.WaitFor(LogEvent.Standby);
        standby.WaitFor(LogEvent.Listening);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        Assert.Equal("""{"status":"ready","state":"owner","reasons":[]}""", await owner.Text("health/ready"));
        Assert.Equal("""{"status":"ready","state":"standby","reasons":[]}""", await client.GetStringAsync("health/ready"));
        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync("health/live"));
        Assert.Equal(0, ShownService.MetricIn(await client.GetStringAsync("metrics"), "harvest_positions"));
        Assert.Equal(JsonValueKind.Null, Positions().GetProperty("total").ValueKind); // they are the owner's: not known is not none

        // The kill switch is there for all, and what it was is not what it is.
        owner.Redis.Do("SET", "quantum:kill", "1");
        Eventually.True(() => IsKilled() && Metric("harvest_kill_switch") == 1, "the standby shows it on");
        owner.Redis.Do("DEL", "quantum:kill");
        Eventually.True(() => !IsKilled() && Metric("harvest_kill_switch") == 0, "and off");
        Assert.False(standby.Said(LogEvent.KillSwitchOn)); // the owner says it

        owner.Process.Kill();
        standby.WaitFor(LogEvent.Loaded);
        Eventually.True(() => client.GetAsync("health/ready").Result.Content.ReadAsStringAsync().Result.Contains("owner", StringComparison.Ordinal), "it took over");
        Eventually.True(() => Positions().GetProperty("total").ValueKind == JsonValueKind.Number, "now it knows");

        JsonElement Positions() => JsonDocument.Parse(client.GetStringAsync("api/positions").Result).RootElement;
        bool IsKilled() => Positions().GetProperty("service").GetProperty("kill_switch").GetBoolean();
        double? Metric(string name) => ShownService.MetricIn(client.GetStringAsync("metrics").Result, name);
    }

    [Fact]
    public async Task FormerOwner_ShowsNothingOfWhatItWas()
    {
        using var first = new ShownService();
        first.Trade();
        first.Redis.Do("SET", "quantum:kill", "1");
        Eventually.True(() => first.Metric("harvest_kill_switch").Result == 1, "on");
        first.Process.Freeze();
        using var second = WorkerProcess.Run(first.Redis, ("HARVEST_LEASE_SEC", "1"));
        second.WaitFor(LogEvent.Loaded);
        first.Redis.Do("DEL", "quantum:kill");
        first.Process.Thaw();

        Eventually.True(() => first.Text("health/ready").Result.Contains("standby", StringComparison.Ordinal), "it stands by");
        JsonElement service = default;
        Eventually.True(() => !(service = first.Json("api/positions").Result.GetProperty("service")).GetProperty("kill_switch").GetBoolean(), "off");
        Assert.False(service.TryGetProperty("last_commit_ms", out _));
        Assert.Equal(0, await first.Metric("harvest_kill_switch"));
        Assert.Null(await first.Metric("harvest_last_commit_age_seconds"));
    }

    [Theory]
    [InlineData("quantum:stream:pnl.snapshot")]
    [InlineData("quantum:stream:position.snapshot")]
    [InlineData(ShownService.Input)]
    public async Task EntriesThatWereRemovedUnread_AreNoLag(string stream)
    {
        using var redis = new RedisServer();
        int port = RedisServer.FreePort();
        (string, string)[] settings = [("HARVEST_HTTP", $"127.0.0.1:{port}"), ("HARVEST_LEASE_SEC", "1")];
        using (var before = WorkerProcess.Run(redis, settings))
        {
            before.WaitFor(LogEvent.Loaded);
            before.Terminate();
            Assert.Equal(0, before.WaitForExit());
        }
        using RespClient client = redis.Connect();
        client.Pipeline([.. Enumerable.Range(0, 1500).Select(_ => (object[])["XADD", stream, "*", "symbol", "ETHUSDT", "status", "NEW"])]);
        redis.Do("XTRIM", stream, "MAXLEN", "0");

        using var service = WorkerProcess.Run(redis, settings);
        service.WaitFor(LogEvent.Loaded);
        service.WaitFor(LogEvent.Listening);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        Eventually.True(() => http.GetAsync("health/ready").Result.Content.ReadAsStringAsync().Result.Contains("owner", StringComparison.Ordinal), "it works");
        Eventually.True(() => JsonDocument.Parse(http.GetStringAsync("api/positions").Result).RootElement.GetProperty("service").GetProperty("rate_limit").GetInt32() > 0,
            "the backlog was looked up");
        Assert.Equal("""{"status":"ready","state":"owner","reasons":[]}""", await http.GetStringAsync("health/ready"));
        using var status = WorkerProcess.Start(["status", "--json"], redis.Port);
        Assert.Equal(0, status.WaitForExit());
        Assert.DoesNotContain("\"lag\":1", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_WithoutRedis_Says_AndComesBack()
    {
        using var service = new ShownService();
        service.Redis.Kill();
        Eventually.True(() => Reasons(service).SequenceEqual(["redis_away"]), "it says so");
        Assert.Equal("""{"status":"live"}""", await service.Text("health/live")); // a restart would cure nothing
        Assert.Equal(1, await service.Metric("harvest_state{state=\"redis_away\"}"));
        Assert.Equal("redis_away", (await service.Json("api/positions")).GetProperty("service").GetProperty("state").GetString());

        service.Redis.Start();
        Eventually.True(() => Reasons(service).Length == 0, "it is ready again");
    }

    [Fact]
    public void Ready_WithASuspectPosition_IsNot_UntilItIsReleased()
    {
        using var service = new ShownService();
        service.Trade();
        service.Settle(service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "lots", "price", "3300", "status", "FILLED"));
        Eventually.True(() => Reasons(service).SequenceEqual(["suspect"]), "it says so");

        using var release = WorkerProcess.Start(["release", "ETHUSDT"], service.Redis.Port);
        Assert.Equal(0, release.WaitForExit());
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3353"));
        Eventually.True(() => Reasons(service).Length == 0, "it is ready again");
    }

    [Fact]
    public void Ready_FarBehind_SaysLag()
    {
        using var redis = new RedisServer();
        using RespClient client = redis.Connect();
        for (int i = 0; i < 40; i++)
        {
            client.Pipeline([.. Enumerable.Range(0, 5000).Select(_ => (object[])
                ["XADD", ShownService.Input, "*", "symbol", "ETHUSDT", "status", "NEW"])]);
        }
        int port = RedisServer.FreePort();
        using var service = WorkerProcess.Run(redis, ("HARVEST_HTTP", $"127.0.0.1:{port}"));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        service.WaitFor(LogEvent.Listening);
        service.WaitFor(LogEvent.Loaded);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Eventually.True(() =>
        {
            using HttpResponseMessage response = http.GetAsync("health/ready").Result;
            seen.UnionWith(JsonDocument.Parse(response.Content.ReadAsStringAsync().Result).RootElement
                .GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!));
            return response.StatusCode == HttpStatusCode.OK && seen.Contains("lag");
        }, "it catches up, and says before that it has not", () => string.Join(' ', seen));
    }

    private static string[] Reasons(ShownService service)
    {
        using HttpResponseMessage response = service.Get("health/ready").Result;
        JsonElement json = JsonDocument.Parse(response.Content.ReadAsStringAsync().Result).RootElement;
        string[] reasons = [.. json.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!)];
        Assert.Equal(reasons.Length == 0 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(reasons.Length == 0 ? "ready" : "not_ready", json.GetProperty("status").GetString());
        return reasons;
    }
}
