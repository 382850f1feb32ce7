using System.Text;
using HarvestBrain.AspNetCore.Activity;
using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.AspNetCore.Tests.Activity;

/// <summary>R today is of the trades closed since midnight UTC; what is remembered is what the stream has, and goes on.</summary>
public sealed class TradesOfDayTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Day_BeginsAtMidnightUtc_AndCountsWhatHasNoR()
    {
        long midnight = Noon.AddHours(-12).ToUnixTimeMilliseconds();
        TradePoint[] points =
        [
            new(midnight - 1, 9, 900, "EUR"), new(midnight, 1.5m, 150, "USDT"), new(midnight + 5, null, -20, "USDT"),
            new(midnight + 9, -1, -100, "USDT"),
        ];
        TradesOfDay day = TradesOfDay.Of(points, Noon);
        Assert.Equal((midnight, 3, 0.5m, 1, true), (day.SinceUnixMs, day.Trades, day.NetR, day.WithoutR, day.IsComplete));
        Assert.Equal([("USDT", 30m)], day.Money);
        Assert.Contains("\"net_pnl\":30,", Json(day), StringComparison.Ordinal);
        Assert.Contains("\"net_pnl\":0,", Json(TradesOfDay.Of([], Noon)), StringComparison.Ordinal);
    }

    [Fact]
    public void Day_OfSeveralCurrencies_HasOneSumOfMoneyEach_AndOneOfR()
    {
        long midnight = Noon.AddHours(-12).ToUnixTimeMilliseconds();
        TradesOfDay day = TradesOfDay.Of(
            [new(midnight, 1, 10, "USDT"), new(midnight, 1, 3, null), new(midnight, 1, 0.1m, "BTC"), new(midnight, 1, 5, "USDT")], Noon);
        Assert.Equal([("BTC", 0.1m), ("USDT", 15m), (null, 3m)], day.Money);
        Assert.Equal(4, day.NetR);
        Assert.Contains("\"net_pnl\":null,", Json(day), StringComparison.Ordinal);
        Assert.EndsWith(
            """[{"quote":"BTC","net_pnl":0.1},{"quote":"USDT","net_pnl":15},{"quote":null,"net_pnl":3}]}}""", Json(day), StringComparison.Ordinal);
    }

    [Fact]
    public void Day_OfMoreTradesThanAreRemembered_SaysSo()
    {
        TradePoint[] full = [.. Enumerable.Repeat(new TradePoint(Noon.ToUnixTimeMilliseconds(), 1, 1, null), RecentActivity.TradePoints)];
        Assert.False(TradesOfDay.Of(full, Noon).IsComplete);
        full[0] = full[0] with { ClosedUnixMs = Noon.AddDays(-1).ToUnixTimeMilliseconds() };
        Assert.True(TradesOfDay.Of(full, Noon).IsComplete);
    }

    [Fact]
    public async Task History_StandsInForAllBefore_AndLeavesOutWhatIsNotOurs()
    {
        var recent = new RecentActivity();
        const string Trade = """{"type":"trade","symbol":"ETHUSDT","closed":"2026-03-05T09:00:00.000Z","r_net":0.5,"realized_pnl":60,"fees":8,"funding":2}""";
        const string Intent = """{"intent_type":"REDUCE_ONLY","source":"harvest_brain","intent_id":"a"}""";
        HistoryRead Read(params string[] trades) => new(
            "", [Before(Intent), Before("{}"), Before("no json"), Before(Intent.Replace("harvest_brain", "somebody", StringComparison.Ordinal))],
            [.. trades.Select(Before)]);

        await recent.OnNoticeAsync(Read(Trade, "odd", Trade.Replace("\"type\"", "\"instance\":\"b\",\"type\"", StringComparison.Ordinal)), default);
        long seen = recent.TradesSeen;
        Assert.Equal([new TradePoint(Noon.AddHours(-3).ToUnixTimeMilliseconds(), 0.5m, 50, "USDT")], recent.Points());
        Assert.Equal([Trade], recent.Trades().Select(trade => Encoding.UTF8.GetString(trade.Json("").Span)));
        Assert.Equal([Intent], recent.Intents().Select(intent => Encoding.UTF8.GetString(intent.Json("").Span)));

        await recent.OnNoticeAsync(Read(Trade, Trade), default);
        Assert.Equal((2, true), (recent.Points().Length, recent.TradesSeen > seen));
    }

    private static string Json(TradesOfDay day) => Encoding.UTF8.GetString(Answer.JsonObject(day.Write).Span);

    private static PublishedBefore Before(string payload) => new(new EntryId(1, 0), Encoding.UTF8.GetBytes(payload));
}
