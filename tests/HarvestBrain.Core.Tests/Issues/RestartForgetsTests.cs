using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A restart forgot every position and every request.</summary>
public sealed class RestartForgetsTests
{
    [Fact]
    public void Restart_KeepsPositionsRequestsAndTheRateWindow()
    {
        Desk desk = new Desk(maxActionsPerMinute: 2).Buy(1m, 3300m, 3200m).Price(3350m).Restart();
        Assert.Equal((1m, 3300m), (desk.Position.Quantity, desk.Position.CurrentStop));
        Assert.Equal("", desk.Price(3351m).Asked);
        Assert.Equal("SELL 0.25 @1", desk.Price(3460m).Asked);
        Assert.Equal("RateLimited(inLastMinute: 2, limit: 2)", desk.Held);
    }

    /// <summary>A snapshot wrote its entry as 100.00, and 100 is saved: whether a fill may have opened it went by the zeros.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_BetweenASnapshotAndWhatOpenedIt_TeachesTheSameStop(bool isRestarted)
    {
        Desk desk = new Desk().Sell(4.5m, 99.28m).Snapshot(2.5m, 100.00m);
        if (isRestarted) desk.Restart();
        HarvestEvent total = HarvestEvent.Fill(desk.NextId(), desk.Now, Desk.Eth, OrderSide.Buy, 1.5m, 99.97m);
        desk.Apply(total with { OrderKey = 9, IsOrderTotal = true, StopLoss = 98.47m });
        Assert.Equal(("MayBeInSnapshot(quantity: 1.5, price: 99.97)", 98.47m), (desk.Refused, desk.Position.InitialStop));
    }
}
