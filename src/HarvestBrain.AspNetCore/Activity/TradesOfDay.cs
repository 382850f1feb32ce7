using System.Text.Json;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.AspNetCore.Activity;

/// <summary>What the trades came to that were closed since midnight, UTC.</summary>
/// <param name="SinceUnixMs">That midnight, Unix milliseconds.</param>
/// <param name="Trades">How many.</param>
/// <param name="NetR">The sum of their net R.</param>
/// <param name="Money">The sums of their net profits, one per quote currency, by name; what no name tells it of stands last.</param>
/// <param name="WithoutR">How many have no R: they count in money alone.</param>
/// <param name="IsComplete">All of them are remembered.</param>
internal sealed record TradesOfDay(
    long SinceUnixMs, int Trades, decimal NetR, IReadOnlyList<(string? Quote, decimal NetPnl)> Money, int WithoutR, bool IsComplete)
{
    /// <param name="points">What is remembered, oldest first.</param>
    /// <param name="now">The time.</param>
    public static TradesOfDay Of(TradePoint[] points, DateTimeOffset now)
    {
        long since = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds();
        TradePoint[] today = [.. points.Where(point => point.ClosedUnixMs >= since)];
        return new TradesOfDay(
            since, today.Length, today.Sum(point => Math.Round(point.NetR ?? 0, 12)), MoneyOf(today),
            today.Count(point => point.NetR is null),
            IsComplete: points.Length < RecentActivity.TradePoints || points[0].ClosedUnixMs < since);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("today"u8);
        json.WriteNumber("since_ms"u8, SinceUnixMs);
        json.WriteNumber("trades"u8, Trades);
        PositionJson.WriteR(json, "r_net"u8, NetR);
        // Of several currencies there is no sum.
        PositionJson.WriteNumber(json, "net_pnl"u8, Money.Count > 1 ? null : Money.Sum(money => money.NetPnl));
        json.WriteNumber("without_r"u8, WithoutR);
        json.WriteBoolean("complete"u8, IsComplete);
        json.WriteStartArray("money"u8);
        foreach ((string? quote, decimal netPnl) in Money)
        {
            json.WriteStartObject();
            json.WriteString("quote"u8, quote);
            PositionJson.WriteNumber(json, "net_pnl"u8, netPnl);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (string? Quote, decimal NetPnl)[] MoneyOf(TradePoint[] points) =>
        [.. points.GroupBy(point => point.Quote, StringComparer.Ordinal)
            .OrderBy(group => group.Key is null).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Sum(point => point.NetPnl)))];
}
