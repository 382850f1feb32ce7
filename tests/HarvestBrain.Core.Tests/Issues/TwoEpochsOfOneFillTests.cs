using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>
/// A fill flipped the position and explained a reduction that was refused, which closed what the flip had opened: of the two trades only the
/// second was told, and what the first one had asked for was never taken back.
/// </summary>
public sealed class TwoEpochsOfOneFillTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Flip_ThatExplainsARefusedReduction_TellsBothTrades(int sign)
    {
        var desk = new Desk(mode: HarvestMode.Live);
        OrderSide open = sign > 0 ? OrderSide.Sell : OrderSide.Buy, other = sign > 0 ? OrderSide.Buy : OrderSide.Sell;
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now, Desk.Eth, open, 2, 3300, 3300 + (100 * sign)));
        EntryId first = desk.Position.Epoch;
        desk.Price(3300 - (50 * sign)); // asks for the stop and for a quarter
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now, Desk.Eth, open, 1, 3300 - (50 * sign), reduceOnly: true)); // told before its entry
        Assert.Equal(2, desk.Position.Quantity);

        StepResult result = desk.Engine.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now - 2000, Desk.Eth, other, 3, 3300 - (50 * sign)), desk.Now);

        Assert.Equal(2, result.Closed.Count);
        Assert.Equal((first, 100m), (result.Closed[0].Epoch, result.Closed[0].RealizedPnl));
        Assert.Equal(1, result.Closed[1].Quantity);
        Assert.Equal(0, desk.Position.Quantity);
        // The fill took the rung that was asked for; the stop is taken back.
        Assert.Equal(1, result.Intents.Count(intent => intent.Kind == IntentKind.Cancel && intent.Epoch == first));
    }
}
