using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>
/// Somebody's close was lost, and a snapshot told of it. Whatever closed the same position much later, and told its order's total, was
/// taken for that close: a stop that took everything left a part of it open, and a harvest reduced nothing.
/// </summary>
public sealed class FillLongAfterACorrectionTests
{
    private readonly Desk _desk = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stop_FilledLongAfterACorrection_TakesAll(bool isShort)
    {
        OrderSide closing = Open(isShort);
        _desk.Wait(600).Price(isShort ? 3250 : 3350);
        string stop = _desk.StopId(3300);
        _desk.Accepted(stop).Restart().Wait(600).Apply(Total(closing, 0.75m, 3300, stop) with { OrderRole = OrderRole.Stop });
        Assert.Equal((0m, false), (_desk.Position.Quantity, _desk.Position.Suspect));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Harvest_AskedForAgainLongAfterACorrection_Reduces(bool isShort)
    {
        OrderSide closing = Open(isShort);
        decimal target = isShort ? 3250 : 3350;
        _desk.Wait(600).Price(target).Outcome(_desk.RungId(0.5m)).Restart().Wait(1000).Price(target);
        Assert.Equal((isShort ? "BUY" : "SELL") + " 0.1875 @0.5#2", _desk.Asked);
        _desk.Apply(Total(closing, 0.1875m, target, _desk.RungId(0.5m)));
        Assert.Equal((0.5625m, false), (_desk.Position.Quantity, _desk.Position.Suspect));
    }

    /// <summary>An order goes on for long, and tells of a part just as large: it went for the lost one's, and that nobody can know.</summary>
    [Fact]
    public void KnownOrder_ThatGoesOnLongAfterACorrection_IsDoubted()
    {
        _desk.Buy(10, 3300, 3200).Apply(Total(OrderSide.Sell, 1, 3310)).Wait(60).Snapshot(8, 3300);
        _desk.Wait(300).Apply(Total(OrderSide.Sell, 2, 3310));
        Assert.Equal(("MayBeInSnapshot(quantity: 1, price: 3310)", true), (_desk.Refused, _desk.Position.Suspect));
        Assert.False(_desk.Snapshot(7, 3300).Position.Suspect);
    }

    private OrderSide Open(bool isShort)
    {
        if (isShort) _desk.Sell(1, 3300, 3400).Snapshot(-0.75m, 3300);
        else _desk.Buy(1, 3300, 3200).Snapshot(0.75m, 3300);
        return _desk.Position.ClosingSide;
    }

    private HarvestEvent Total(OrderSide side, decimal quantity, decimal price, string? echo = null)
    {
        EntryId id = _desk.NextId();
        HarvestEvent fill = HarvestEvent.Fill(id, _desk.Now, Desk.Eth, side, quantity, price);
        return fill with { OrderKey = 9, IsOrderTotal = true, IntentEcho = echo };
    }
}
