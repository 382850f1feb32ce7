using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>
/// A snapshot was ahead of the fill that flipped the position, and the fill brought the stop: larger than what it opened, it taught none,
/// and the position was never harvested.
/// </summary>
public sealed class StopOfAFlipTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(1, 9)]
    public void Flip_ThatASnapshotWasAheadOf_TeachesItsStop(int sign, int order)
    {
        Desk desk = sign > 0 ? new Desk().Buy(1, 3300, 3200) : new Desk().Sell(1, 3300, 3400);
        desk.Snapshot(-sign, 3300);
        EntryId id = desk.NextId();
        OrderSide side = sign > 0 ? OrderSide.Sell : OrderSide.Buy;
        HarvestEvent flip = HarvestEvent.Fill(id, desk.Now - 1500, Desk.Eth, side, 2, 3300, 3300 + (100 * sign));
        desk.Apply(flip with { OrderKey = (ulong)order, IsOrderTotal = order > 0 });
        Assert.Equal((1m, 3300m + (100 * sign)), (desk.Position.Quantity, desk.Position.InitialStop));
        Assert.Equal((sign > 0 ? "STOP 3300, BUY" : "STOP 3300, SELL") + " 0.25 @0.5", desk.Restart().Price(3300 - (50 * sign)).Asked);
    }
}
