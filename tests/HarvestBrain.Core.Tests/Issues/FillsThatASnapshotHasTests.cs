using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>
/// Of a fill that a snapshot has counted it was not known whether its rung had been asked for before: once an executor had the order,
/// where intents never run out, and where they were given another time; and of an order's total, once nobody knew of the request any more.
/// </summary>
public sealed class FillsThatASnapshotHasTests
{
    private static readonly HarvestPolicy Minute = Desk.Calm with { IntentTtlSeconds = 60 };

    /// <summary>A close from before the rung was asked for filled it, once intents were given longer.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Close_FromBeforeTheRung_FillsNone_HoweverLongIntentsAreGivenNow(bool isShort)
    {
        decimal target = isShort ? 3250 : 3350;
        Desk desk = Open(new Desk(Minute), isShort).Snapshot(isShort ? -0.75m : 0.75m, 3300).Price(target);
        Assert.StartsWith("requested 0.1875, ", desk.Rungs, StringComparison.Ordinal);
        desk.Restart(policy: Minute with { IntentTtlSeconds = 3600 });
        Late(desk, 0.25m, isShort ? 3290 : 3310, 2500);
        Assert.StartsWith("requested 0.1875, ", desk.Rungs, StringComparison.Ordinal);
    }

    /// <summary>The first part was told, the second one only after a snapshot that has it: the rung waited for it for ever.</summary>
    [Theory]
    [InlineData(false, 60)]
    [InlineData(true, 60)]
    [InlineData(false, 0)]
    public void SecondPart_InASnapshotAlready_FillsItsRung(bool isShort, int ttl)
    {
        decimal target = isShort ? 3250 : 3350;
        HarvestPolicy policy = Desk.Calm with { IntentTtlSeconds = ttl };
        Desk desk = Open(new Desk(policy), isShort).Price(target);
        desk.Fill(desk.Position.ClosingSide, 0.1m, target).Snapshot(isShort ? -0.75m : 0.75m, 3300);
        Late(desk, 0.15m, target, 1500);
        Assert.Equal((12.5m, 0m), (desk.Position.RealizedPnl, desk.Position.OutstandingQuantity));
        Assert.StartsWith("filled 0.25, ", desk.Rungs, StringComparison.Ordinal);
    }

    /// <summary>Intents that never run out, or an executor that says that it has the order.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(60, true)]
    public void Harvest_InASnapshotAlready_FillsItsRung(int ttl, bool accepted)
    {
        Desk desk = Open(new Desk(Desk.Calm with { IntentTtlSeconds = ttl }), false).Price(3350);
        if (accepted) desk.Accepted(desk.RungId(0.5m));
        desk.Snapshot(0.75m, 3300);
        Late(desk, 0.25m, 3350, 1500);
        Assert.Equal((12.5m, 0m), (desk.Position.RealizedPnl, desk.Position.OutstandingQuantity));
        Assert.StartsWith("filled 0.25, ", desk.Rungs, StringComparison.Ordinal);
    }

    /// <summary>The rung was asked for after the correction: its fill is new.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Total_OfARungAskedForAfterTheCorrection_Reduces(bool isShort, bool isRestarted)
    {
        decimal target = isShort ? 3250 : 3350;
        Desk desk = Open(new Desk(), isShort).Snapshot(isShort ? -0.75m : 0.75m, 3300);
        desk.Price(target);
        if (isRestarted) desk.Restart();
        Total(desk, 0.1875m, target, desk.RungId(0.5m));
        Assert.Equal((0.5625m, false), (desk.Position.Quantity, desk.Position.Suspect));
    }

    /// <summary>The rung was asked for before the correction, which has its fill: a restart does not forget that.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Total_OfARungInTheCorrection_ReducesNothing(bool isShort, bool isRestarted)
    {
        decimal target = isShort ? 3250 : 3350;
        Desk desk = Open(new Desk(), isShort).Price(target).Snapshot(isShort ? -0.75m : 0.75m, 3300);
        if (isRestarted) desk.Restart();
        Total(desk, 0.25m, target, desk.RungId(0.5m));
        Assert.Equal((0.75m, false), (desk.Position.Quantity, desk.Position.Suspect));
        Assert.StartsWith("filled 0.25, ", desk.Rungs, StringComparison.Ordinal);
    }

    /// <summary>It was asked for before the state was lost: no request of it is known, and its fill is in.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Total_OfARungThatNobodyHereAskedFor_ReducesNothing(bool isShort, bool isRestarted)
    {
        Desk desk = Open(new Desk(), isShort).Snapshot(isShort ? -0.75m : 0.75m, 3300);
        if (isRestarted) desk.Restart();
        Total(desk, 0.25m, isShort ? 3250 : 3350, desk.RungId(0.5m));
        Assert.Equal((0.75m, false), (desk.Position.Quantity, desk.Position.Suspect));
    }

    /// <summary>The same of a time stop that a snapshot saw half filled.</summary>
    [Fact]
    public void Total_OfATimeStopInTheCorrection_ReducesTheRest()
    {
        Desk desk = Open(new Desk(Desk.Calm with { TimeStopMinutes = 60 }), false).Wait(7200).Price(3301);
        string id = IntentId.OfTimeStop(desk.Position.Key, desk.Position.Epoch);
        Assert.Contains("TIME", desk.Asked, StringComparison.Ordinal);
        desk.Snapshot(0.4m, 3300).Restart(policy: Desk.Calm with { TimeStopMinutes = 60 });
        Total(desk, 1, 3301, id);
        Assert.Equal((0m, 0), (desk.Position.Quantity, (int)desk.Position.Direction));
    }

    /// <summary>An id of an earlier epoch, whatever the name of the symbol and the mode of the account.</summary>
    [Theory]
    [InlineData("ETH/USDT:USDT", PositionSide.Both, false)]
    [InlineData("ETH/USDT:USDT", PositionSide.Both, true)]
    [InlineData("ETHUSDT", PositionSide.Long, false)]
    [InlineData("ETHUSDT", PositionSide.Short, true)]
    [InlineData("LONG", PositionSide.Long, false)]
    [InlineData("A:1-0", PositionSide.Both, false)]
    public void EchoOfAnEarlierEpoch_FillsNoRung(string symbol, PositionSide side, bool isShort)
    {
        var desk = new Desk();
        OrderSide open = isShort ? OrderSide.Sell : OrderSide.Buy, close = isShort ? OrderSide.Buy : OrderSide.Sell;
        HarvestEvent Fill(OrderSide order, decimal quantity, decimal price, decimal stop = 0) =>
            HarvestEvent.Fill(desk.NextId(), desk.Now, symbol, order, quantity, price, stop) with { PositionSide = side };
        decimal stop = isShort ? 3400 : 3200, target = isShort ? 3250 : 3350;
        desk.Apply(Fill(open, 1, 3300, stop));
        Position position = desk.Engine.Find(symbol, side)!;
        string old = IntentId.OfRung(position.Key, position.Epoch, 0.5m);
        desk.Apply(Fill(close, 1, 3300)).Apply(Fill(open, 1, 3300, stop));
        desk.Apply(HarvestEvent.PriceUpdate(desk.NextId(), desk.Now, symbol, target));
        string now = IntentId.OfRung(position.Key, position.Epoch, 0.5m);
        Assert.Equal(RungState.Requested, position.Rungs[0].State);
        desk.Apply(Fill(close, 0.25m, target) with { IntentEcho = old });
        Assert.Equal((0.75m, 0m), (position.Quantity, position.Rungs[0].FilledQuantity));
        Assert.Equal(RungState.Requested, position.Rungs[0].State);
        desk.Apply(Fill(close, 0.25m, target) with { IntentEcho = now });
        Assert.Equal((0.5m, RungState.Filled), (position.Quantity, position.Rungs[0].State));
    }

    /// <summary>A flip explains a reduction that was refused before a restart: both trades have their part of the fees.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Flip_AfterARestart_TellsBothTrades(int sign)
    {
        var desk = new Desk();
        OrderSide open = sign > 0 ? OrderSide.Sell : OrderSide.Buy, other = sign > 0 ? OrderSide.Buy : OrderSide.Sell;
        desk.Fill(open, 2, 3300, 3300 + (100 * sign)).Price(3300 - (50 * sign));
        EntryId first = desk.Position.Epoch;
        desk.Fill(open, 1, 3300 - (50 * sign), fee: 3, reduceOnly: true).Restart();
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now - 2000, Desk.Eth, other, 3, 3300 - (50 * sign)) with { FeeQuote = 3 });
        Assert.Equal([first, desk.LastId], desk.Last.Closed.Select(closed => closed.Epoch));
        Assert.Equal([2m, 4m], desk.Last.Closed.Select(closed => closed.FeesQuote));
        Assert.Empty(desk.Price(3300).Last.Closed);
    }

    private static Desk Open(Desk desk, bool isShort) => isShort ? desk.Sell(1, 3300, 3400) : desk.Buy(1, 3300, 3200);

    private static void Late(Desk desk, decimal quantity, decimal price, long lateMs)
    {
        EntryId id = desk.NextId();
        desk.Apply(HarvestEvent.Fill(id, desk.Now - lateMs, Desk.Eth, desk.Position.ClosingSide, quantity, price));
    }

    private static void Total(Desk desk, decimal quantity, decimal price, string echo)
    {
        EntryId id = desk.NextId();
        HarvestEvent fill = HarvestEvent.Fill(id, desk.Now, Desk.Eth, desk.Position.ClosingSide, quantity, price);
        desk.Apply(fill with { OrderKey = 9, IsOrderTotal = true, IntentEcho = echo });
    }
}
