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
        TradePoint[] points = [new(midnight - 1, 9, 900), new(midnight, 1.5m, 150), new(midnight + 5, null, -20), new(midnight + 9, -1, -100)];
        Assert.Equal(new TradesOfDay(midnight, 3, 0.5m, 30, 1, true), TradesOfDay.Of(points, Noon));
        Assert.Equal(new TradesOfDay(midnight, 0, 0, 0, 0, true), TradesOfDay.Of([], Noon));
    }

    [Fact]
    public void Day_OfMoreTradesThanAreRemembered_SaysSo()
    {
        TradePoint[] full = [.. Enumerable.Repeat(new TradePoint(Noon.ToUnixTimeMilliseconds(), 1, 1), RecentActivity.TradePoints)];
        Assert.False(TradesOfDay.Of(full, Noon).IsComplete);
        full[0] = full[0] with { ClosedUnixMs = Noon.AddDays(-1).ToUnixTimeMilliseconds() };
        Assert.True(TradesOfDay.Of(full, Noon).IsComplete);
    }

    [Fact]
    public async Task History_StandsInForAllBefore_AndLeavesOutWhatIsNotOurs()
    {
        var recent = new RecentActivity();
        const string Trade = """{"type":"trade","closed":"2026-03-05T09:00:00.000Z","r_net":0.5,"realized_pnl":60,"fees":8,"funding":2}""";
        const string Intent = """{"intent_type":"REDUCE_ONLY","source":"harvest_brain","intent_id":"a"}""";
        HistoryRead Read(params string[] trades) => new(
            "", [Before(Intent), Before("{}"), Before("no json"), Before(Intent.Replace("harvest_brain", "somebody", StringComparison.Ordinal))],
            [.. trades.Select(Before)]);

        await recent.OnNoticeAsync(Read(Trade, "odd", Trade.Replace("\"type\"", "\"instance\":\"b\",\"type\"", StringComparison.Ordinal)), default);
        long seen = recent.TradesSeen;
        Assert.Equal([new TradePoint(Noon.AddHours(-3).ToUnixTimeMilliseconds(), 0.5m, 50)], recent.Points());
        Assert.Equal([Trade], recent.Trades().Select(trade => Encoding.UTF8.GetString(trade.Json("").Span)));
        Assert.Equal([Intent], recent.Intents().Select(intent => Encoding.UTF8.GetString(intent.Json("").Span)));

        await recent.OnNoticeAsync(Read(Trade, Trade), default);
        Assert.Equal((2, true), (recent.Points().Length, recent.TradesSeen > seen));
    }

    private static PublishedBefore Before(string payload) => new(new EntryId(1, 0), Encoding.UTF8.GetBytes(payload));
}
