using System.Text.Json;
using HarvestBrain.AspNetCore.Api;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.AspNetCore.Tests.Api;

/// <summary>Each position counts by its own R; a stop beyond its entry risks nothing; what is not known is counted apart.</summary>
public sealed class PositionTotalsTests
{
    [Fact]
    public void Totals_AddUpRAndMoney_AndSayWhatTheyLeaveOut()
    {
        PositionTotals totals = PositionTotals.Of(
        [
            Of(risk: 100, open: 50, closed: 25, atStop: -80),
            Of(risk: 200, open: -100, closed: 0, atStop: 40), // locked
            Of(risk: null, open: 7, closed: 3, atStop: null),
        ]);
        Assert.Equal([new MoneyTotals("USDT", -43, 28, 80)], totals.Money);
        Assert.Equal((0m, 0.25m, 0.8m, 1, 1), (totals.OpenR, totals.RealizedR, totals.AtRiskR, totals.WithoutR, totals.WithoutStop));
        Assert.Equal(
            """{"open_r":0,"realized_r":0.25,"unrealized_pnl":-43,"realized_pnl":28,"at_risk":80,"at_risk_r":0.8,"without_r":1,"without_stop":1,"money":[{"quote":"USDT","unrealized_pnl":-43,"realized_pnl":28,"at_risk":80}]}""",
            Json(totals));
    }

    [Fact]
    public void Totals_OfSeveralCurrencies_HaveOneSumOfMoneyEach_AndOneOfR()
    {
        PositionTotals totals = PositionTotals.Of(
        [
            Of(risk: 100, open: 50, closed: 25, atStop: -80, "ETH/USDT"),
            Of(risk: 2, open: -1, closed: 0.5m, atStop: -2, "ETH-BTC"),
            Of(risk: 10, open: 5, closed: 0, atStop: -10, "SAP"), // its name tells no currency
            Of(risk: 200, open: 20, closed: 1, atStop: -40, "BTCUSDT"),
        ]);
        Assert.Equal(
            [new("BTC", -1, 0.5m, 2), new("USDT", 70, 26, 120), new(null, 5, 0, 10)], totals.Money);
        Assert.Equal((0.6m, 3m), (totals.OpenR, totals.AtRiskR));
        Assert.Contains("\"unrealized_pnl\":null,\"realized_pnl\":null,\"at_risk\":null,", Json(totals), StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_OfNothing_AreZero() => Assert.StartsWith(
        """{"open_r":0,"realized_r":0,"unrealized_pnl":0,"realized_pnl":0,"at_risk":0,""", Json(PositionTotals.Of([])), StringComparison.Ordinal);

    private static string Json(PositionTotals totals)
    {
        JsonElement json = JsonDocument.Parse(Answer.JsonObject(totals.Write)).RootElement;
        return json.GetProperty("totals").GetRawText();
    }

    private static PositionView Of(decimal? risk, decimal open, decimal closed, decimal? atStop, string symbol = "ETHUSDT") => new()
    {
        Key = new PositionKey(symbol, PositionSide.Both), Direction = Direction.Long, Quantity = 1, EntryPrice = 100,
        InitialRiskQuote = risk, UnrealizedPnl = open, RealizedPnl = closed, PnlAtStop = atStop, Stop = atStop is null ? null : 90,
    };
}
