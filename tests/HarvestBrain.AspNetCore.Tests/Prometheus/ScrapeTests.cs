using System.Text.Json;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Prometheus;

/// <summary>A real Prometheus scrapes a real program that has real traffic: every panel and every rule has something to say.</summary>
public sealed class ScrapeTests
{
    private const string Token = "0123456789abcdef";

    [Fact]
    public void DashboardAndRules_OfAServiceWithTraffic_ReturnData()
    {
        using var service = new ShownService([("HARVEST_HTTP_TOKEN", Token), ("HARVEST_MAX_ACTIONS_PER_MIN", "1000"), .. ShownService.Nobody]);
        using var prometheus = new PrometheusServer(service.Port, Token);
        using var traffic = new Traffic(service);
        string[] queries =
        [
            .. Dashboard.Panels().SelectMany(Dashboard.Queries),
            .. prometheus.Rules().Where(rule => rule.GetProperty("type").GetString() == "recording").Select(rule => rule.GetProperty("name").GetString()!),
        ];
        var silent = new HashSet<string>(queries, StringComparer.Ordinal);
        Assert.True(silent.Count > 30);
        Eventually.True(() =>
        {
            silent.RemoveWhere(query => prometheus.Query(query).Length > 0);
            return silent.Count == 0;
        }, "every query returns data", () => string.Join('\n', silent) + "\n" + prometheus.Target().GetProperty("lastError").GetString() + prometheus.Said);

        JsonElement[] rules = prometheus.Rules();
        Assert.All(rules, rule => Assert.Equal(
            ("ok", false), (rule.GetProperty("health").GetString(), rule.TryGetProperty("lastError", out _))));
        Assert.Equal("up", prometheus.Target().GetProperty("health").GetString());

        // What was made to happen is told; what did not happen is not.
        Eventually.True(() => State("HarvestBrainDeadLetters") == "firing", "the alert fires", () => prometheus.Said);
        Assert.Equal("inactive", State("HarvestBrainNoOwner"));
        Assert.Equal("inactive", State("HarvestBrainRedisAway"));
        service.Redis.Do("SET", "quantum:kill", "1");
        Eventually.True(() => State("HarvestBrainKillSwitchOn") == "pending", "and this one begins to");
        // The label as it was, through both sides' escaping.
        Assert.Contains(
            prometheus.Query("harvest_intents_total"), series => series.GetProperty("metric").GetProperty("symbol").GetString()!.StartsWith(Traffic.Hostile, StringComparison.Ordinal));

        string State(string alert) => prometheus.Rules().Single(rule => rule.GetProperty("name").GetString() == alert).GetProperty("state").GetString()!;
    }

    /// <summary>Positions are opened, followed, harvested and closed; now and then something is wrong.</summary>
    private sealed class Traffic : IDisposable
    {
        public const string Hostile = "<b>\"x\\\ny";

        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Traffic(ShownService service) => _run = Task.Run(async () =>
        {
            for (int i = 0; !_stop.IsCancellationRequested; i++)
            {
                string symbol = $"{Hostile}{i % 3}";
                service.Add("symbol", symbol, "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED");
                service.Add("symbol", symbol, "status", "PRICE_UPDATE", "price", "3352");
                service.Add("symbol", symbol, "side", "SELL", "qty", "1", "price", "3352", "status", "FILLED");
                if (i % 5 == 0) service.Add("symbol", "BAD", "side", "AROUND", "qty", "1", "price", "1", "status", "FILLED");
                await Task.Delay(100, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });

        public void Dispose()
        {
            _stop.Cancel();
            _run.Wait();
            _stop.Dispose();
        }
    }
}
