using System.Globalization;
using System.Text.Json;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.AspNetCore.Activity;

/// <summary>What of a closed trade the equity line and the sum of a day are made of.</summary>
/// <param name="ClosedUnixMs">When it was closed, Unix milliseconds.</param>
/// <param name="NetR">Its net R; <see langword="null"/> without initial risk.</param>
/// <param name="NetPnl">Its net profit.</param>
/// <param name="Quote">The currency of that; <see langword="null"/> = the symbol's name does not tell.</param>
internal readonly record struct TradePoint(long ClosedUnixMs, decimal? NetR, decimal NetPnl, string? Quote)
{
    public static TradePoint Of(ClosedEpoch trade) => new(
        trade.ClosedAtUnixMs, trade.NetR, trade.RealizedPnl - trade.FeesQuote, SymbolAssets.QuoteOf(trade.Key.Symbol));

    /// <summary>Of a payload; <see langword="null"/> when it is no trade of this instance.</summary>
    public static TradePoint? Of(ReadOnlyMemory<byte> payload, string instance)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            JsonElement trade = json.RootElement;
            if (!trade.IsOf(instance) || trade.GetProperty("type").GetString() != "trade") return null;
            JsonElement r = trade.GetProperty("r_net");
            DateTimeOffset closed = DateTimeOffset.Parse(trade.GetProperty("closed").GetString()!, CultureInfo.InvariantCulture);
            return new TradePoint(
                closed.ToUnixTimeMilliseconds(), r.ValueKind == JsonValueKind.Null ? null : r.GetDecimal(),
                Number("realized_pnl") - Number("fees") - Number("funding"),
                SymbolAssets.QuoteOf(trade.GetProperty("symbol").GetString() ?? ""));

            decimal Number(string name) => trade.GetProperty(name).GetDecimal();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            return null; // somebody else wrote into our stream
        }
    }
}
