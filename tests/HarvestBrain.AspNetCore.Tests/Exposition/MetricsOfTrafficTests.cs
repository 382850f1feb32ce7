using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Exposition;

/// <summary>What a real program counts of real traffic.</summary>
public sealed class MetricsOfTrafficTests
{
    [Fact]
    public async Task Metrics_OfATrade_CountWhatHappened()
    {
        using var service = new ShownService(("HARVEST_MODE", "live"));
        service.Trade("A\"B\\C\nD");
        // The executor fills the close and refuses the stop; a repeat, an entry that is none, and a symbol of 10 kB.
        string epoch = (await service.Json("api/positions")).GetProperty("positions")[0].GetProperty("epoch").GetString()!;
        string id = $"harvest:A\"B\\C\nD:{epoch}";
        service.Add("symbol", "A\"B\\C\nD", "side", "SELL", "qty", "0.25", "price", "3352", "status", "FILLED", "intent_id", $"{id}:rung:0.5", "trade_id", "1");
        service.Add("symbol", "A\"B\\C\nD", "side", "SELL", "qty", "0.25", "price", "3352", "status", "FILLED", "intent_id", $"{id}:rung:0.5", "trade_id", "1");
        service.Add("symbol", "A\"B\\C\nD", "status", "REJECTED", "intent_id", $"{id}:stop:3300");
        service.Add("symbol", new string('X', 10_000), "side", "BUY", "qty", "1", "price", "1", "status", "FILLED");
        service.Settle(service.Add("symbol", "A\"B\\C\nD", "side", "SELL", "qty", "none", "price", "3352", "status", "FILLED"));
        service.Settle(service.Add("symbol", "A\"B\\C\nD", "status", "PRICE_UPDATE", "price", "3353"));

        string metrics = await service.Text("metrics");
        Promtool.Check(Path.GetTempPath(), metrics, "check", "metrics");
        const string Symbol = "symbol=\"A\\\"B\\\\C\\nD\"";
        (string Series, double Value)[] expected =
        [
            ("harvest_entries_read_total", 8), ("harvest_entries_folded_total", 6),
            ("harvest_rejections_total{code=\"DuplicateExecution\"}", 1),
            ("harvest_dead_letters_total{code=\"SymbolInvalid\"}", 1), ("harvest_dead_letters_total{code=\"NumberInvalid\"}", 1),
            ($"harvest_intents_total{{type=\"partial_close\",{Symbol},mode=\"live\"}}", 1), ($"harvest_intents_total{{type=\"move_stop\",{Symbol},mode=\"live\"}}", 1),
            ("harvest_rungs_total{event=\"requested\"}", 1), ("harvest_rungs_total{event=\"filled\"}", 1), ("harvest_rungs_total{event=\"rejected\"}", 0),
            ("harvest_stops_total{event=\"requested\",kind=\"break_even\"}", 1), ("harvest_stops_total{event=\"rejected\",kind=\"break_even\"}", 1),
            ("harvest_holds_total{code=\"Suspect\"}", 1),
            ("harvest_end_to_end_duration_seconds_count", 8), ("harvest_state{state=\"owner\"}", 1), ("harvest_state{state=\"standby\"}", 0),
            ("harvest_info{mode=\"live\",instance_name=\"\"}", 1), ("harvest_rate_budget", 29), ("harvest_stop_rate_budget", 1999), ("harvest_positions_crossed", 0), ("harvest_positions_held_back", 0), ("harvest_takeovers_total", 1), ("harvest_kill_switch", 0),
        ];
        Assert.All(expected, e => Assert.Equal((e.Series, (double?)e.Value), (e.Series, ShownService.MetricIn(metrics, e.Series))));
        Assert.InRange(ShownService.MetricIn(metrics, "harvest_decide_duration_seconds_sum")!.Value, 1e-6, 5);
        Assert.InRange(ShownService.MetricIn(metrics, "harvest_last_commit_age_seconds")!.Value, 0, 30);
        Assert.DoesNotContain("XXXX", metrics, StringComparison.Ordinal);
        Eventually.True(() => service.Metric("harvest_positions_suspect").Result == 1, "the gauges follow");

        string open = await service.Text("metrics", "application/openmetrics-text; version=1.0.0");
        Assert.EndsWith("\n# EOF\n", open, StringComparison.Ordinal);
        Assert.Equal(ShownService.MetricIn(metrics, "harvest_rungs_total{event=\"filled\"}"), ShownService.MetricIn(open, "harvest_rungs_total{event=\"filled\"}"));
    }

    [Fact]
    public async Task Metrics_OfNotificationsThatNobodyTakes_CountTheFailures()
    {
        using var service = new ShownService(ShownService.Nobody);
        service.Trade();
        Eventually.True(() => service.Metric("harvest_notifications_failures_total{target=\"telegram\"}").Result > 0, "failures are counted");
        Assert.Equal(0, await service.Metric("harvest_notifications_sent_total{target=\"telegram\"}"));
        Assert.Equal(0, await service.Metric("harvest_notifications_dropped_total{target=\"telegram\"}"));
    }

    /// <summary>What the money hangs on: fresh prices, an executor that answers, settings that are valid.</summary>
    [Fact]
    public async Task Metrics_OfAnExecutorThatIsSilent_AndPricesThatStop_SaySo()
    {
        using var service = new ShownService(("HARVEST_MODE", "live"), ("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "1"));
        Assert.Equal(0, await service.Metric("harvest_oldest_unanswered_age_seconds"));
        service.Trade();
        Eventually.True(() => service.Metric("harvest_oldest_unanswered_age_seconds").Result > 1, "nobody answers");
        Eventually.True(() => service.Metric("harvest_positions_stale").Result == 1, "the price is old");
        Assert.Equal(0, await service.Metric("harvest_symbols_invalid"));

        service.Redis.Do("HSET", "quantum:config:harvest:ETHUSDT", "ladr", "1:1");
        string epoch = (await service.Json("api/positions")).GetProperty("positions")[0].GetProperty("epoch").GetString()!;
        service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "0.25", "price", "3352", "status", "FILLED", "intent_id", $"harvest:ETHUSDT:{epoch}:rung:0.5");
        Assert.Equal(1, await service.Metric("harvest_stops_unanswered"));
        service.Add("symbol", "ETHUSDT", "status", "ACCEPTED", "intent_id", $"harvest:ETHUSDT:{epoch}:stop:3300");
        Eventually.True(() => service.Metric("harvest_oldest_unanswered_age_seconds").Result == 0, "it was filled, and the stop is there");
        Assert.Equal(0, await service.Metric("harvest_stops_unanswered"));
        Eventually.True(() => service.Metric("harvest_symbols_invalid").Result == 1, "the settings are not valid");
    }

    [Fact]
    public async Task Metrics_AreThoseOfTheDocument()
    {
        using var service = new ShownService(ShownService.Nobody);
        service.Trade();
        string[] families = [.. (await service.Text("metrics")).Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line[7..])];
        string[] shown = [.. Markdown.Rows(Markdown.Section(Repository.Read("docs/monitoring.md"), "Metrics")).Skip(2).Select(row => $"{row[0]} {row[1]}")];
        Assert.Equal(shown.Order(StringComparer.Ordinal), families.Order(StringComparer.Ordinal));
    }
}
