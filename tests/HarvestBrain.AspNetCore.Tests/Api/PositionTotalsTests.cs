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
        Assert.Equal((0m, 0.25m, -43m, 28m), (totals.OpenR, totals.RealizedR, totals.UnrealizedPnl, totals.RealizedPnl));
        Assert.Equal((80m, 0.8m, 1, 1), (totals.AtRisk, totals.AtRiskR, totals.WithoutR, totals.WithoutStop));
    }

    private static PositionView Of(decimal? risk, decimal open, decimal closed, decimal? atStop) => new()
    {
        Key = new PositionKey("ETH", PositionSide.Both), Direction = Direction.Long, Quantity = 1, EntryPrice = 100,
        InitialRiskQuote = risk, UnrealizedPnl = open, RealizedPnl = closed, PnlAtStop = atStop, Stop = atStop is null ? null : 90,
    };
}
