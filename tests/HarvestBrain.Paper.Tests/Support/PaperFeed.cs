using System.Globalization;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Paper.Tests.Support;

/// <summary>A market and a trader who opens, adds and flips, whatever was closed meanwhile; who closes is the service with the paper venue.</summary>
internal static class PaperFeed
{
    private static readonly (string Symbol, decimal Start, bool IsHedged)[] Markets =
        [("ETHUSDT", 3300, false), ("BTCUSDT", 95_000, true), ("SOLUSDT", 142, false), ("XRPUSDT", 2.06m, false)];

    /// <summary>The entries, without a time: that is when they are sent.</summary>
    public static List<string[]> Make(int seed, int count)
    {
        var random = new Random(seed);
        decimal[] prices = [.. Markets.Select(market => market.Start)];
        var entries = new List<string[]>();
        for (int n = 0; n < count; n++)
        {
            int at = random.Next(Markets.Length);
            (string symbol, _, bool isHedged) = Markets[at];
            double step = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 0.002;
            decimal price = prices[at] = Math.Round(prices[at] * (1 + (decimal)step), 4);
            if (random.Next(40) != 0)
            {
                entries.Add(["symbol", symbol, "price", Text(price), "status", "PRICE_UPDATE", "n", $"{n}"]);
                continue;
            }
            bool buys = isHedged ? random.Next(2) == 0 : random.Next(4) == 0 ? random.Next(2) == 0 : at % 2 == 0; // mostly adds, and flips now and then
            decimal stop = Math.Round(price * (buys ? 0.99m : 1.01m), 4), quantity = random.Next(1, 40) / 10m;
            entries.Add(
            [
                "symbol", symbol, "side", buys ? "BUY" : "SELL", "qty", Text(quantity), "price", Text(price), "status", "FILLED", "stop_loss", Text(stop),
                "trade_id", $"t{n}", "position_side", isHedged ? buys ? "LONG" : "SHORT" : "BOTH", "n", $"{n}",
            ]);
        }
        return entries;
    }

    /// <summary>Sends what is next, and finds out what a Redis that died has got of it.</summary>
    /// <returns>The number of the next entry.</returns>
    public static int Send(RedisServer redis, List<string[]> entries, int from, int count)
    {
        count = Math.Min(count, entries.Count - from);
        using RespClient client = redis.Connect();
        object[][] commands =
            [.. entries.GetRange(from, count).Select(entry => (object[])["XADD", Feed.Input, "*", .. entry, "timestamp", $"{Feed.NowUnixMs}"])];
        client.DoAll(commands);
        return from + count;
    }

    /// <summary>All that stands on the stream of executions.</summary>
    public static List<FeedEntry> Tape(RedisServer redis) =>
        [.. redis.List("XRANGE", Feed.Input, "-", "+").Select(entry => new FeedEntry((string)((object?[])entry!)[0]!, [.. World.Fields(entry).Select(field => (string)field!)]))];

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
