using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Positions;

public sealed class RMultipleTests
{
    [Theory]
    [InlineData(OrderSide.Buy, 3200, 3352, 0.52)]
    [InlineData(OrderSide.Buy, 3200, 3300, 0)]
    [InlineData(OrderSide.Buy, 3200, 3150, -1.5)]
    [InlineData(OrderSide.Sell, 3400, 3248, 0.52)]
    [InlineData(OrderSide.Sell, 3400, 3450, -1.5)]
    public void At_Price_IsProfitPerUnitOverRiskPerUnit(OrderSide side, int stop, int price, double r)
    {
        foreach (decimal quantity in new[] { 0.001m, 1m, 4m }) // never a matter of quantity
        {
            Desk desk = Desk.FoldOnly();
            desk.Fill(side, quantity, 3300m, stop);
            Assert.Equal((decimal)r, RMultiple.At(desk.Position, price));
            Assert.Equal((decimal)r, desk.Price(price).Position.RLevel);
        }
    }

    [Fact]
    public void At_FlatOrWithoutRisk_IsNull()
    {
        Desk desk = Desk.FoldOnly();
        desk.Buy(1m, 100m);
        Assert.Null(RMultiple.At(desk.Position, 110m));
        desk.Price(100m, 90m);
        Assert.Equal(1m, RMultiple.At(desk.Position, 110m));
        desk.Sell(1m, 100m);
        Assert.Null(RMultiple.At(desk.Position, 110m));
    }

    [Theory]
    [InlineData(OrderSide.Buy, 1.5, 10, 115)]
    [InlineData(OrderSide.Sell, 1.5, 10, 85)]
    [InlineData(OrderSide.Sell, 11, 10, -10)]
    [InlineData(OrderSide.Buy, 0, 10, 100)]
    public void TriggerPrice_LiesRTimesTheRiskFromTheEntry(OrderSide side, double r, int risk, int expected)
    {
        Desk desk = Desk.FoldOnly();
        desk.Fill(side, 1m, 100m);
        Assert.Equal(expected, RMultiple.TriggerPrice(desk.Position, (decimal)r, risk));
    }

    [Fact]
    public void TriggerPrice_OfARepeatingAverage_IsReachedByTheRoundPrice()
    {
        Desk desk = Desk.FoldOnly();
        desk.Buy(1m, 100m).Buy(2m, 101m, 302m / 3m - 10m); // average 100.666..., risk 10
        decimal trigger = RMultiple.TriggerPrice(desk.Position, 1m, 10m);
        Assert.Equal(110.66666666666666667m, trigger);
    }

    [Theory]
    [InlineData(Direction.Long, 100, 110, 2, 20)]
    [InlineData(Direction.Long, 100, 95, 2, -10)]
    [InlineData(Direction.Short, 100, 110, 2, -20)]
    [InlineData(Direction.Short, 100, 95, 2, 10)]
    [InlineData(Direction.Flat, 100, 95, 2, 0)]
    public void Profit_HasTheSignOfTheDirection(Direction direction, int entry, int exit, int quantity, int expected) =>
        Assert.Equal(expected, RMultiple.Profit(direction, entry, exit, quantity));

    [Theory]
    [InlineData(Direction.Long, 90, null, 10)]
    [InlineData(Direction.Long, 90, 0.02, 10)] // a known stop wins over the fallback
    [InlineData(Direction.Long, 100, 0.02, null)] // a stop on the wrong side does not fall back
    [InlineData(Direction.Long, 101, 0.02, null)]
    [InlineData(Direction.Short, 110, null, 10)]
    [InlineData(Direction.Short, 100, null, null)]
    [InlineData(Direction.Short, 99, null, null)]
    [InlineData(Direction.Long, null, 0.02, 2)]
    [InlineData(Direction.Short, null, 0.02, 2)]
    [InlineData(Direction.Long, null, null, null)]
    [InlineData(Direction.Flat, 90, 0.02, null)]
    public void InitialRisk_IsNeverInvented(Direction direction, int? stop, double? fallback, int? expected) =>
        Assert.Equal(expected, RMultiple.InitialRisk(direction, 100m, stop, (decimal?)fallback));

    [Theory]
    [InlineData(1, 90, 95, 95)]
    [InlineData(1, 95, 90, 95)]
    [InlineData(-1, 110, 105, 105)]
    [InlineData(-1, 105, 110, 105)]
    [InlineData(1, null, 90, 90)]
    [InlineData(1, 90, null, 90)]
    [InlineData(1, null, null, null)]
    public void Tighter_OfTwoStops(int direction, int? one, int? other, int? expected) =>
        Assert.Equal(expected, StopMath.Tighter((Direction)direction, one, other));

    [Theory]
    [InlineData(1, 100.29, 0.5, 100)]
    [InlineData(-1, 100.29, 0.5, 100.5)]
    [InlineData(1, 100.5, 0.5, 100.5)]
    [InlineData(-1, 100.5, 0.5, 100.5)]
    [InlineData(1, 100.29, 0, 100.29)]
    public void AwayFromMarket_RoundsDownForALongAndUpForAShort(int direction, double stop, double tick, double expected) =>
        Assert.Equal((decimal)expected, StopMath.AwayFromMarket((Direction)direction, (decimal)stop, (decimal)tick));

    [Fact]
    public void StopComparisons_AreStrict()
    {
        Assert.True(StopMath.IsTighter(Direction.Long, 101, 100));
        Assert.False(StopMath.IsTighter(Direction.Long, 100, 100));
        Assert.True(StopMath.IsTighter(Direction.Short, 99, 100));
        Assert.False(StopMath.IsTighter(Direction.Short, 100, 100));
        Assert.True(StopMath.Protects(Direction.Long, 99, 100));
        Assert.False(StopMath.Protects(Direction.Long, 100, 100));
        Assert.True(StopMath.Protects(Direction.Short, 101, 100));
        Assert.False(StopMath.Protects(Direction.Short, 100, 100));
    }
}
