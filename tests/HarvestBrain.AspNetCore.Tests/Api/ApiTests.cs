using System.Text.Json;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Api;

/// <summary>What a real program answers about real traffic.</summary>
public sealed class ApiTests
{
    [Fact]
    public async Task Positions_OfATrade_ShowLadderStopAndR()
    {
        using var service = new ShownService();
        service.Trade();
        JsonElement answer = await service.Json("api/positions");
        JsonElement position = Assert.Single(answer.GetProperty("positions").EnumerateArray());

        Assert.Equal(1, answer.GetProperty("total").GetInt32());
        Assert.Equal(
            """{"symbol":"ETHUSDT","position_side":"BOTH","side":"LONG","qty":1,"entry_price":3300,"mark_price":3352,"peak_price":3352,"stop_loss":3300,"stop_kind":"break_even","stop_state":"requested","confirmed_stop":3200,"initial_stop":3200,"initial_risk":100,"risk_quote":100,"pnl_at_stop":0,"r_level":0.52,"unrealized_pnl":52,"realized_pnl":0,"fees":0,"suspect":false,"rungs":[{"r":0.5,"price":3350,"qty":0.25,"filled_qty":0,"state":"requested"},{"r":1,"price":3400,"qty":0.25,"filled_qty":0,"state":"armed"},{"r":1.5,"price":3450,"qty":0.25,"filled_qty":0,"state":"armed"}]}""",
            Without(position, "mark_time_ms", "opened_ms", "epoch"));
        Assert.Equal(
            """{"open_r":0.52,"realized_r":0,"unrealized_pnl":52,"realized_pnl":0,"at_risk":0,"at_risk_r":0,"without_r":0,"without_stop":0,"money":[{"quote":"USDT","unrealized_pnl":52,"realized_pnl":0,"at_risk":0}]}""",
            answer.GetProperty("totals").GetRawText());
        JsonElement now = answer.GetProperty("service");
        Assert.Equal(
            ("owner", "shadow", false, 30, 29, ShownService.Input),
            (now.GetProperty("state").GetString(), now.GetProperty("mode").GetString(), now.GetProperty("kill_switch").GetBoolean(),
                now.GetProperty("rate_limit").GetInt32(), now.GetProperty("rate_left").GetInt32(), now.GetProperty("input_stream").GetString()));
    }

    [Fact]
    public async Task Positions_OfDust_SayThatTheyAre_UntilATradeBeginsOverIt()
    {
        using var service = new ShownService();
        service.Trade();
        Assert.False((await service.Json("api/positions")).GetProperty("positions")[0].TryGetProperty("dust", out JsonElement _));
        service.Settle(service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "0.999", "price", "3352", "status", "FILLED", "reduce_only", "true"));
        Eventually.Equal("0.001 True", Dust, "what is left is dust");
        service.Settle(service.Add("symbol", "ETHUSDT", "side", "BUY", "qty", "1", "price", "3350", "stop_loss", "3250", "status", "FILLED"));
        Eventually.Equal("1.001 no", Dust, "and is part of the next trade");

        string Dust()
        {
            JsonElement position = service.Json("api/positions").Result.GetProperty("positions")[0];
            return $"{position.GetProperty("qty").GetRawText()} {(position.TryGetProperty("dust", out JsonElement dust) ? dust.GetBoolean() : "no")}";
        }
    }

    [Fact]
    public async Task Trades_ThatAreOver_AreThoseOfTheStream()
    {
        using var service = new ShownService();
        service.Trade();
        service.Settle(service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "1", "price", "3360", "status", "FILLED", "fee", "2"));
        Eventually.True(() => service.Json("api/trades").Result.GetProperty("trades").GetArrayLength() == 1, "the trade is told");
        JsonElement trade = (await service.Json("api/trades")).GetProperty("trades")[0].GetProperty("trade");
        object?[] entry = (object?[])Assert.Single(service.Redis.List("XRANGE", "quantum:stream:harvest.trades", "-", "+"))!;
        Assert.Equal(((object?[])entry[1]!)[3], trade.GetRawText());
        Assert.Equal((0.6m, 0.58m), (trade.GetProperty("r_gross").GetDecimal(), trade.GetProperty("r_net").GetDecimal()));
        Assert.Equal(0.58, (await service.Metric("harvest_realized_r{symbol=\"ETHUSDT\"}"))!.Value, 6);
        Assert.Equal(1, await service.Metric("harvest_trades_total{exit=\"manual\"}"));
    }

    /// <summary>What stands at the venue and should not, or not so: in the service, in the position, in the metrics.</summary>
    [Fact]
    public async Task Protection_ThatDiffers_IsShown()
    {
        const string Orders = "quantum:stream:open.orders";
        using var service = new ShownService(("STREAM_OPEN_ORDERS", Orders));
        long ago = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000;
        service.Settle(service.Add("symbol", "ETHUSDT", "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED", "timestamp", $"{ago}"));
        string stop = """[{"role":"stop","side":"SELL","qty":0.5,"stop_price":3200,"reduce_only":true}]""", old = stop.Replace("stop\",\"side", "stop\",\"order_id\":\"old\",\"side", StringComparison.Ordinal);
        service.Redis.Do("XADD", Orders, "*", "symbol", "ETHUSDT", "orders", stop, "timestamp", $"{ago + 1000}");
        service.Redis.Do("XADD", Orders, "*", "symbol", "SOLUSDT", "orders", old, "timestamp", $"{ago + 2000}");
        Eventually.True(() => service.Metric("harvest_protection_problems{code=\"OrphanOrder\"}").Result == 1, "it is found");

        JsonElement answer = await service.Json("api/positions");
        Assert.Equal(
            $$"""[{"symbol":"ETHUSDT","position_side":"BOTH","code":"ProtectionQuantityDiffers","since_ms":{{ago + 1000}},"stands":0.5,"wanted":1},{"symbol":"SOLUSDT","position_side":"BOTH","code":"OrphanOrder","since_ms":{{ago + 2000}},"order_id":"old"}]""",
            answer.GetProperty("service").GetProperty("protection").GetRawText());
        Assert.Equal(
            $$"""[{"code":"ProtectionQuantityDiffers","since_ms":{{ago + 1000}},"stands":0.5,"wanted":1}]""",
            Assert.Single(answer.GetProperty("positions").EnumerateArray()).GetProperty("protection").GetRawText());
        Assert.Equal(1, await service.Metric("harvest_protection_problems{code=\"ProtectionQuantityDiffers\"}"));
        Assert.Equal(0, await service.Metric("harvest_protection_problems{code=\"Unprotected\"}"));
        Assert.InRange((await service.Metric("harvest_protection_age_seconds{code=\"ProtectionQuantityDiffers\"}"))!.Value, 58, 600);
    }

    [Fact]
    public async Task Positions_AskedForAgain_FollowThePrice()
    {
        using var service = new ShownService();
        service.Trade();
        await service.Json("api/positions");
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3360"));
        Eventually.True(() => service.Json("api/positions").Result.GetProperty("positions")[0].GetProperty("mark_price").GetDecimal() == 3360, "the new price is shown");
        service.Settle(service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "1", "price", "3360", "status", "FILLED"));
        Eventually.True(() => service.Json("api/positions").Result.GetProperty("total").GetInt32() == 0, "a closed one is gone");
    }

    [Fact]
    public async Task Intents_AreThoseThatWerePublished_NewestFirst()
    {
        using var service = new ShownService();
        service.Trade();
        string[] published = [.. service.Redis.List("XRANGE", "quantum:stream:harvest.suggestions", "-", "+")
            .Select(entry => (object?[])((object?[])entry!)[1]!).Select(fields => (string)fields[Array.IndexOf(fields, "payload") + 1]!)];
        string[] shown = [];
        Eventually.True(
            () => (shown = [.. service.Json("api/intents").Result.GetProperty("intents").EnumerateArray().Select(intent => intent.GetProperty("payload").GetRawText())]).Length == 2,
            "both are shown");
        Assert.Equal(published.Reverse(), shown);
        Assert.All((await service.Json("api/intents")).GetProperty("intents").EnumerateArray(), intent => Assert.Equal("suggested", intent.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Refusals_NameWhatAndWhy()
    {
        using var service = new ShownService();
        service.Redis.Do("SET", "quantum:kill", "1");
        service.Trade();
        service.Add("symbol", "ETHUSDT", "side", "SIDEWAYS", "qty", "1", "price", "1", "status", "NEW");
        service.Add("symbol", "SOLUSDT", "side", "SELL", "qty", "1", "price", "100", "status", "FILLED", "reduce_only", "true");
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "ODD"));
        Eventually.True(() => Shown().Length >= 3, "all are shown", () => string.Join('\n', Shown()));

        Assert.Equal(
            ["dead_letter ETHUSDT StatusUnknown", "rejected SOLUSDT NothingToReduce", "held ETHUSDT KillSwitch"], Shown());
        Assert.True((await service.Json("api/positions")).GetProperty("service").GetProperty("kill_switch").GetBoolean());

        string[] Shown() => [.. service.Json("api/intents").Result.GetProperty("refusals").EnumerateArray()
            .Select(refusal => $"{refusal.GetProperty("kind").GetString()} {refusal.GetProperty("symbol").GetString()} {refusal.GetProperty("code").GetString()}")];
    }

    [Fact]
    public async Task Rung_ThatTheExecutorRefused_SaysSo()
    {
        using var service = new ShownService();
        service.Trade();
        string epoch = (await service.Json("api/positions")).GetProperty("positions")[0].GetProperty("epoch").GetString()!;
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "REJECTED", "intent_id", $"harvest:ETHUSDT:{epoch}:rung:0.5"));
        Eventually.Equal("requested True", () => Rung(0), "it is refused");
        Assert.Equal("armed ", Rung(1));
        service.Process.WaitFor(LogEvent.IntentRefused, ":rung:0.5 came back rejected");
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "REJECTED", "intent_id", $"harvest:ETHUSDT:{epoch}:stop:3300"));
        service.Process.WaitFor(LogEvent.IntentRefused, ":stop:3300 came back rejected");
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "REJECTED", "intent_id", $"harvest:ETHUSDT:{epoch}:stop:3300")); // told twice
        Eventually.Equal("stop:3300 rung:0.5", () => string.Join(' ', service.Json("api/intents").Result.GetProperty("refusals").EnumerateArray()
            .Where(refusal => refusal.GetProperty("kind").GetString() == "refused")
            .Select(refusal => refusal.GetProperty("reason").GetString()!.Split(epoch + ":")[1].Split(": ")[0])), "both are among the refusals");
        service.Process.SaysTimes(2, LogEvent.IntentRefused);

        string Rung(int i)
        {
            JsonElement rung = service.Json("api/positions").Result.GetProperty("positions")[0].GetProperty("rungs")[i];
            return $"{rung.GetProperty("state").GetString()} {(rung.TryGetProperty("rejected", out JsonElement rejected) ? rejected.GetBoolean() : null)}";
        }
    }

    [Fact]
    public async Task Positions_AskedForFirstWhileRedisIsAway_AreTheLastThatWereKnown()
    {
        using var service = new ShownService();
        service.Trade();
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        service.FreezeRedis(); // before anybody has looked
        JsonElement answer = await service.Json("api/positions");
        Assert.Equal((1, "redis_away"), (answer.GetProperty("total").GetInt32(), answer.GetProperty("service").GetProperty("state").GetString()));
        Assert.InRange(answer.GetProperty("as_of_ms").GetInt64(), before - 5000, answer.GetProperty("service").GetProperty("now_ms").GetInt64() - 1);
    }

    [Fact]
    public async Task Positions_OfAStandby_AreNotKnown()
    {
        using var service = new ShownService();
        service.Trade();
        service.StandBy();
        JsonElement answer = await service.Json("api/positions");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (answer.GetProperty("as_of_ms").ValueKind, answer.GetProperty("total").ValueKind));
        Assert.False(answer.TryGetProperty("totals", out JsonElement _));
    }

    [Fact]
    public async Task Activity_AfterARestart_IsThatOfBefore()
    {
        using var service = new ShownService();
        service.Trade();
        service.Settle(service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "1", "price", "3360", "status", "FILLED"));
        service.Trade("SOLUSDT");
        Eventually.Equal("4 1", Seen, "all is told");
        string[] before = [await service.Text("api/intents"), .. Members(await service.Json("api/trades"))];

        service.Restart();
        Eventually.Equal("4 1", Seen, "all is read back");
        Assert.Equal(Payloads(before[0]), Payloads(await service.Text("api/intents")));
        Assert.Equal(before[1..], Members(await service.Json("api/trades")));
        service.Settle(service.Add("symbol", "SOLUSDT", "side", "SELL", "qty", "1", "price", "3300", "status", "FILLED"));
        Eventually.Equal("4 2", Seen, "and it goes on");
        JsonElement trades = await service.Json("api/trades");
        Assert.Equal((2, 0.6m), (trades.GetProperty("today").GetProperty("trades").GetInt32(), trades.GetProperty("today").GetProperty("r_net").GetDecimal()));
        Assert.Equal([0.6m, 0.6m], trades.GetProperty("equity").EnumerateArray().Select(point => point.GetProperty("r").GetDecimal()));

        string Seen() => $"{service.Json("api/intents").Result.GetProperty("intents").GetArrayLength()} {service.Json("api/trades").Result.GetProperty("trades").GetArrayLength()}";
        static string[] Payloads(string intents) => [.. JsonDocument.Parse(intents).RootElement.GetProperty("intents").EnumerateArray()
            .Select(intent => intent.GetProperty("outcome").GetString() + intent.GetProperty("payload").GetRawText())];
        static string[] Members(JsonElement trades) =>
            [trades.GetProperty("today").GetRawText(), trades.GetProperty("equity").GetRawText(), trades.GetProperty("trades")[0].GetProperty("trade").GetRawText()];
    }

    [Fact]
    public void KillSwitch_SaysWhoSwitchedItOn_AndWhoOff()
    {
        using var service = new ShownService();
        Assert.Null(Note());
        service.Run("kill", "on", "--reason", "the venue answers late");
        Eventually.True(() => Note()?.EndsWith(": the venue answers late", StringComparison.Ordinal) == true, "who switched it on is shown");
        service.Run("kill", "off", "--reason", "it is well again");
        Eventually.True(() => Note()?.EndsWith(": it is well again", StringComparison.Ordinal) == true, "who switched it off is shown");
        service.Run("kill", "on");
        service.Redis.Do("DEL", "quantum:kill"); // nobody says who
        Eventually.True(() => Note() is null, "what was noted before is of another time");

        string? Note() => service.Json("api/positions").Result.GetProperty("service").GetProperty("kill_switch_note").GetString();
    }

    [Fact]
    public async Task Positions_OfThousands_AreCutOffAndCounted()
    {
        using var service = new ShownService();
        using RespClient client = service.Redis.Connect();
        const int Many = 2100;
        object?[] answers = client.Pipeline([.. Enumerable.Range(0, Many).Select(i => (object[])
            ["XADD", ShownService.Input, "*", "symbol", $"S{i}", "side", "BUY", "qty", "1", "price", "100", "stop_loss", "90", "status", "FILLED"])]);
        service.Settle((string)answers[^1]!);
        Eventually.True(() => service.Json("api/positions").Result.GetProperty("total").GetInt32() == Many, "all are counted");
        Assert.Equal(2000, (await service.Json("api/positions")).GetProperty("positions").GetArrayLength());
    }

    private static string Without(JsonElement json, params string[] members) => "{" + string.Join(',', json.EnumerateObject()
        .Where(member => !members.Contains(member.Name)).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")) + "}";
}
