using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Folding;

public sealed class SnapshotFoldTests
{
    private readonly Desk _desk = Desk.FoldOnly();

    private Position Position => _desk.Position;

    [Fact]
    public void Confirm_SuspectPosition_IsTrustedAgainWithoutDrift()
    {
        _desk.Buy(1m, 100m, 90m, fee: 1m);
        _desk.Engine.MarkSuspect(Desk.Eth);
        _desk.Snapshot(1m, 100m);

        Assert.False(Position.Suspect);
        Assert.Equal(("", ""), (_desk.Drifted, _desk.Refused));
        Assert.Same(Position, Assert.Single(_desk.Last.Changed));
        Assert.Equal((1m, 1m, 100m, 1m), (Position.Quantity, Position.BaseQuantity, Position.AverageEntry, Position.FeesQuote));
        Assert.Equal(0L, Position.CorrectedAtUnixMs);
    }

    [Fact]
    public void Confirm_SuspectPosition_AsksForWhatIsDueAtOnce()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        desk.Engine.MarkSuspect(Desk.Eth);
        Assert.Equal(("", "Suspect"), (desk.Price(3350m).Asked, desk.Held));
        Assert.Equal("STOP 3300, SELL 0.25 @0.5", desk.Snapshot(1m, 3300m).Asked); // at the price of a second ago
    }

    [Fact]
    public void Confirm_WithNothingNew_ChangesNothing()
    {
        _desk.Buy(1m, 100m, 90m).Snapshot(1m, 100m);
        Assert.Single(_desk.Last.Dirty); // that the exchange confirmed so much
        Assert.Empty(_desk.Last.Changed);
        Assert.Empty(_desk.Snapshot(1m, 100m).Last.Dirty);
        Assert.Empty(_desk.Last.Changed);
    }

    [Theory]
    [InlineData("100.66", true)] // cut off
    [InlineData("100.67", true)] // rounded
    [InlineData("100.68", false)]
    [InlineData("100.7", true)]
    [InlineData("101", false)] // more than a thousandth away: another price, written short
    [InlineData("100.66666666666667", true)]
    [InlineData("100.66666666666671", true)] // noise of binary floating point
    [InlineData("100.66670000000000", false)]
    [InlineData("100.6666666666666666666667", true)]
    public void Confirm_EntryIsComparedAsExactlyAsItIsWritten(string entry, bool same)
    {
        _desk.Buy(1m, 100m, 90m).Buy(2m, 101m);
        decimal before = Position.AverageEntry;
        decimal written = decimal.Parse(entry, System.Globalization.CultureInfo.InvariantCulture);
        _desk.Snapshot(3m, written);

        Assert.Equal(same ? 0 : 1, _desk.Last.Drifts.Count);
        Assert.Equal(same ? before : written, Position.AverageEntry); // ours is the more exact one
    }

    [Theory]
    [InlineData("0.30000000000000004", true)]
    [InlineData("0.3001", false)]
    [InlineData("0.29999", false)]
    public void Confirm_QuantityIsComparedExactlyButForNoise(string quantity, bool same)
    {
        _desk.Buy(0.1m, 100m, 90m).Buy(0.2m, 100m).Snapshot(decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture), 100m);
        Assert.Equal(same, _desk.Last.Drifts.Count == 0);
        Assert.Equal(same, Position.Quantity == 0.3m);
    }

    [Fact]
    public void Correct_Less_TakesQuantityAndEntryAndLeavesProfitAlone()
    {
        _desk.Buy(1m, 3300m, 3200m, fee: 2m).Price(3340m);
        EntryId epoch = Position.Epoch;
        _desk.Snapshot(0.75m, 3301m);

        Assert.Equal("Corrected(quantity: 1 -> 0.75, entry: 3300 -> 3301)", _desk.Drifted);
        Assert.Equal(new PositionDrift(Position.Key, DriftKind.Corrected, 1m, 3300m, 0.75m, 3301m), Assert.Single(_desk.Last.Drifts));
        Assert.Equal((0.75m, 0.75m, 3301m), (Position.Quantity, Position.BaseQuantity, Position.AverageEntry)); // the rest was never held
        Assert.Equal((0m, 2m), (Position.RealizedPnl, Position.FeesQuote));
        Assert.Equal((3200m, 101m), (Position.InitialStop, Position.InitialRisk));
        Assert.Equal((epoch, _desk.Now), (Position.Epoch, Position.CorrectedAtUnixMs));
        Assert.Same(Position, Assert.Single(_desk.Last.Changed));
    }

    [Fact]
    public void Correct_More_GrowsTheBaseAndLaysTheLadderAgain()
    {
        _desk.Buy(1m, 100m, 90m).Snapshot(2m, 104m, mark: 106m, stop: 95m);

        Assert.Equal((2m, 2m, 104m), (Position.Quantity, Position.BaseQuantity, Position.AverageEntry));
        Assert.Equal("armed 0.5, armed 0.5, armed 0.5", _desk.Rungs);
        Assert.Equal((95m, 9m), (Position.InitialStop, Position.InitialRisk)); // it grew: its stop is the initial one
        Assert.Equal((106m, 106m, 100m), (Position.MarkPrice, Position.PeakPrice, Position.TroughPrice));
    }

    [Fact]
    public void Correct_Less_ItsStopOnlyTightens()
    {
        _desk.Buy(2m, 100m, 90m).Snapshot(1m, 100m, stop: 95m);
        Assert.Equal((90m, 95m, 10m), (Position.InitialStop, Position.CurrentStop, Position.InitialRisk));
        _desk.Snapshot(1m, 100m, stop: 92m);
        Assert.Equal(95m, Position.CurrentStop);
        Assert.Empty(_desk.Last.Changed);
    }

    [Fact]
    public void Correct_ClearsSuspect()
    {
        _desk.Buy(1m, 100m, 90m);
        _desk.Engine.MarkSuspect(Desk.Eth);
        _desk.Snapshot(2m, 100m);
        Assert.False(Position.Suspect);
    }

    [Fact]
    public void Correct_WhatIsAskedForStaysAskedFor()
    {
        Desk desk = new Desk(Desk.Policy("0.5:0.25,1.0:0.75") with { BreakEvenAtR = null }).Buy(1m, 3300m, 3200m).Snapshot(1m, 3300m).Price(3350m);
        Assert.Equal("SELL 0.25 @0.5", desk.Asked);
        desk.Snapshot(0.5m, 3300m);
        Assert.Equal(("requested 0.25, armed 0.75", 0.25m), (desk.Rungs, desk.Position.OutstandingQuantity));
        Assert.Equal("SELL 0.25 @1", desk.Price(3400m).Asked); // what is open, less what is asked for
    }

    [Fact]
    public void Correct_BelowWhatIsAskedFor_AsksForNothingMore()
    {
        Desk desk = new Desk(Desk.Policy("0.5:0.5,1.0:0.5") with { BreakEvenAtR = null }).Buy(1m, 3300m, 3200m).Snapshot(1m, 3300m).Price(3350m);
        desk.Snapshot(0.3m, 3300m).Price(3400m);
        Assert.Equal(("", "NothingLeft(open: 0.3, outstanding: 0.5)"), (desk.Asked, desk.Held));
    }

    [Theory]
    [InlineData(2, Direction.Long, 90)]
    [InlineData(-2, Direction.Short, 110)]
    public void Open_WhatWasThereBeforeUs_BeginsAnEpoch(int quantity, Direction direction, int stop)
    {
        _desk.Snapshot(quantity, 100m, mark: 100m + (quantity * 2), stop: stop);

        Assert.Equal((direction, 2m, 2m), (Position.Direction, Position.Quantity, Position.BaseQuantity));
        Assert.Equal((100m, 100m + (quantity * 2), _desk.Now), (Position.AverageEntry, Position.MarkPrice, Position.MarkTimeUnixMs));
        Assert.Equal((100m + (quantity * 2), 100m), (Position.PeakPrice, Position.TroughPrice));
        Assert.Equal((stop, stop, 10m, 0.4m), (Position.InitialStop, Position.CurrentStop, Position.InitialRisk, Position.RLevel));
        Assert.Equal((_desk.LastId, _desk.Now), (Position.Epoch, Position.CorrectedAtUnixMs));
        Assert.Equal("armed 0.5, armed 0.5, armed 0.5", _desk.Rungs);
        Assert.Equal($"Opened(quantity: 0 -> {quantity}, entry: 0 -> 100)", _desk.Drifted);
    }

    [Fact]
    public void Open_WithMark_IsHarvestedAtOnce()
    {
        Desk desk = new Desk().Snapshot(-1m, 3300m, mark: 3250m, stop: 3400m);
        Assert.Equal("STOP 3300, BUY 0.25 @0.5", desk.Asked);
        Assert.Equal(desk.LastId, desk.Last.Intents[0].Epoch);
    }

    [Fact]
    public void Open_WithoutAnyPrice_WaitsForOne()
    {
        Desk desk = new Desk(Desk.Calm with { MinR = 0 }).Snapshot(1m, 3300m, stop: 3200m);
        Assert.Equal((3300m, 0L), (desk.Position.MarkPrice, desk.Position.MarkTimeUnixMs));
        Assert.Equal("STOP 3300, SELL 0.25 @0.5", desk.Price(3350m).Asked);
    }

    [Fact]
    public void Open_WithoutStop_IsTrackedAndHeld()
    {
        Desk desk = new Desk().Snapshot(1m, 3300m, mark: 3400m);
        Assert.Equal(("", "NoInitialRisk"), (desk.Asked, desk.Held));
    }

    [Fact]
    public void Open_InTheMillisecondOfTheLastEpoch_HasAnIdOfItsOwn()
    {
        _desk.Buy(1m, 100m, 90m);
        EntryId id = Position.Epoch;
        _desk.Apply(HarvestEvent.PositionSnapshot(id, _desk.Now, Desk.Eth, OrderSide.Sell, 1m, 100m));
        Assert.Equal(id with { Sequence = id.Sequence + 1 }, Position.Epoch);
    }

    [Fact]
    public void Open_MarkOlderThanTheKnownOne_KeepsTheKnownOne()
    {
        _desk.Buy(1m, 100m, 90m).Sell(1m, 105m);
        long known = Position.MarkTimeUnixMs;
        _desk.Engine.Restore(Rewound(Position, known - 5000)); // as after fills that came late
        _desk.Snapshot(1m, 100m, mark: 110m, lagMs: 3000);
        Assert.Equal((105m, known, 105m), (Position.MarkPrice, Position.MarkTimeUnixMs, Position.PeakPrice));
    }

    [Fact]
    public void Reverse_ClosesAndOpens()
    {
        _desk.Buy(1m, 100m, 90m, fee: 1m).Sell(0.5m, 110m);
        EntryId first = Position.Epoch;
        _desk.Engine.MarkSuspect(Desk.Eth);
        _desk.Snapshot(-2m, 105m, mark: 104m, stop: 115m);

        Assert.Equal("Reversed(quantity: 0.5 -> -2, entry: 100 -> 105)", _desk.Drifted);
        Assert.Equal((Direction.Short, 2m, 105m, 10m), (Position.Direction, Position.Quantity, Position.AverageEntry, Position.InitialRisk));
        Assert.Equal((0m, 0m, _desk.LastId), (Position.RealizedPnl, Position.FeesQuote, Position.Epoch));
        Assert.Equal((first, 5m, 1m), (Position.LastClosed!.Epoch, Position.LastClosed.RealizedPnl, Position.LastClosed.FeesQuote));
        Assert.Equal((104m, 105m, false), (Position.PeakPrice, Position.TroughPrice, Position.Suspect));
    }

    [Fact]
    public void Close_WhatIsGone_KeepsTheProfitThatIsKnown()
    {
        _desk.Buy(1m, 100m, 90m).Sell(0.5m, 110m);
        _desk.Engine.MarkSuspect(Desk.Eth);
        _desk.Snapshot(0m, mark: 120m);

        Assert.Equal("Closed(quantity: 0.5 -> 0, entry: 100 -> 0)", _desk.Drifted);
        Assert.Equal((Direction.Flat, 0m, 0m, false), (Position.Direction, Position.Quantity, Position.OutstandingQuantity, Position.Suspect));
        Assert.Equal(5m, Position.LastClosed!.RealizedPnl);
        Assert.Equal(120m, Position.MarkPrice);
        Assert.Empty(Position.Rungs);
        _desk.Snapshot(0m);
        Assert.Equal(("", 0), (_desk.Drifted, _desk.Last.Dirty.Count));
    }

    [Fact]
    public void Flat_OfASymbolThatWasNeverOurs_IsNoPosition()
    {
        _desk.Snapshot(0m, mark: 120m);
        Assert.Null(_desk.Engine.Find(Desk.Eth));
        Assert.Empty(_desk.Engine.Positions);
    }

    [Fact]
    public void Hedge_TouchesOnlyItsSide()
    {
        _desk.Buy(1m, 100m, 90m, side: PositionSide.Long).Sell(1m, 100m, 110m, side: PositionSide.Short);
        _desk.Engine.MarkSuspect(Desk.Eth);
        _desk.Snapshot(-2m, 101m, mark: 99m, side: PositionSide.Short);

        Position other = _desk.Engine.Find(Desk.Eth, PositionSide.Long)!, shown = _desk.Engine.Find(Desk.Eth, PositionSide.Short)!;
        Assert.Equal((1m, 100m, true), (other.Quantity, other.MarkPrice, other.Suspect));
        Assert.Equal((2m, 101m, 99m, false), (shown.Quantity, shown.AverageEntry, shown.MarkPrice, shown.Suspect));
        Assert.Same(shown, Assert.Single(_desk.Last.Changed));
        Assert.Null(_desk.Engine.Find(Desk.Eth));
    }

    [Fact]
    public void Mark_NewerOne_CountsWhicheverComesFirst()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        desk.Price(3340m).Snapshot(1m, 3300m, mark: 3350m, lagMs: 1000);
        Assert.Equal((3350m, desk.Now - 1000, "STOP 3300, SELL 0.25 @0.5"), (desk.Position.MarkPrice, desk.Position.MarkTimeUnixMs, desk.Asked));
        desk.Price(3345m).Snapshot(1m, 3300m, mark: 3400m, lagMs: 1001); // a millisecond older than the price
        Assert.Equal((3345m, "", 3350m), (desk.Position.MarkPrice, desk.Asked, desk.Position.PeakPrice));
        Assert.Empty(desk.Last.Dirty);
    }

    [Fact]
    public void Mark_NoneGiven_RefreshesNoPrice()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        desk.Engine.MarkSuspect(Desk.Eth);
        desk.Price(3350m).Wait(60).Snapshot(1m, 3300m);
        Assert.Equal(("", "StalePrice(ageMs: 61000, limitMs: 30000)"), (desk.Asked, desk.Held));
    }

    [Fact]
    public void PnlSnapshot_OlderThanThePrice_IsIgnored()
    {
        _desk.Buy(1m, 100m, 90m).Price(105m);
        HarvestEvent older = HarvestEvent.PriceUpdate(_desk.NextId(), _desk.Now - 1001, Desk.Eth, 120m) with { IsSnapshotPrice = true };
        Assert.Empty(_desk.Apply(older).Last.Dirty);
        Assert.Equal((105m, 105m), (Position.MarkPrice, Position.PeakPrice));
        Assert.Single(_desk.Apply(older with { TimeUnixMs = _desk.Now - 1000 }).Last.Changed);
        Assert.Equal(120m, Position.MarkPrice);
    }

    [Fact]
    public void Stale_FromBeforeTheLastFill_CorrectsAndConfirmsNothing()
    {
        _desk.Buy(1m, 100m, 90m).Buy(1m, 100m);
        _desk.Engine.MarkSuspect(Desk.Eth);
        long fill = _desk.Now;
        foreach (decimal quantity in (decimal[])[1m, 2m, 0m, -1m])
        {
            _desk.Apply(HarvestEvent.PositionSnapshot(
                _desk.NextId(), fill - 1, Desk.Eth, quantity < 0 ? OrderSide.Sell : OrderSide.Buy, Math.Abs(quantity), 100m, 101m));
            Assert.Equal($"StaleSnapshot(time: {fill - 1}, lastChange: {fill})", _desk.Refused);
            Assert.Equal(("", 2m, true, 100m), (_desk.Drifted, Position.Quantity, Position.Suspect, Position.MarkPrice));
            Assert.Empty(_desk.Last.Dirty);
        }
        _desk.Apply(HarvestEvent.PositionSnapshot(_desk.NextId(), fill, Desk.Eth, OrderSide.Buy, 2m, 100m)); // not older: it confirms
        Assert.Equal(("", false), (_desk.Refused, Position.Suspect));
    }

    [Fact]
    public void Stale_ButWithANewerMark_MarksOnly()
    {
        // The fill was told in whole seconds: it may be from after the snapshot, and the mark price is surely not.
        EntryId id = _desk.NextId();
        _desk.Apply(HarvestEvent.Fill(id, _desk.Now, Desk.Eth, OrderSide.Buy, 1m, 100m, 90m) with { TimeSlackMs = 999 });
        _desk.Apply(HarvestEvent.PositionSnapshot(_desk.NextId(), id.UnixMilliseconds + 500, Desk.Eth, OrderSide.Buy, 3m, 100m, 105m));
        Assert.Equal((1m, 105m), (Position.Quantity, Position.MarkPrice));
        Assert.Single(_desk.Last.Changed);
    }

    [Fact]
    public void Stale_FromBeforeANewerSnapshot_CorrectsNothing()
    {
        _desk.Buy(1m, 100m, 90m).Wait(10).Snapshot(2m, 100m).Snapshot(1m, 100m, lagMs: 5000);
        Assert.Equal((2m, $"StaleSnapshot(time: {_desk.Now - 5000}, lastChange: {_desk.Now - 1000})"), (Position.Quantity, _desk.Refused));
    }

    [Fact]
    public void Included_LateClosingFill_OpensNoGhost()
    {
        _desk.Buy(1m, 100m, 90m).Wait(10).Snapshot(0m);
        HarvestEvent late = HarvestEvent.Fill(_desk.NextId(), _desk.Now - 5000, Desk.Eth, OrderSide.Sell, 1m, 105m) with { ExecutionKey = 7 };
        _desk.Apply(late);

        Assert.Equal("IncludedInSnapshot(quantity: 1, price: 105)", _desk.Refused);
        Assert.Equal((Direction.Flat, 0m), (Position.Direction, Position.Quantity));
        Assert.Empty(_desk.Last.Changed);
        Assert.Same(Position, Assert.Single(_desk.Last.Dirty)); // the execution is remembered
        Assert.Equal("DuplicateExecution(quantity: 1, price: 105)", _desk.Apply(late with { TimeUnixMs = _desk.Now }).Refused);
    }

    [Fact]
    public void Included_AfterARestartToo()
    {
        _desk.Buy(1m, 100m, 90m).Wait(10).Snapshot(2m, 101m).Restart();
        _desk.Apply(HarvestEvent.Fill(_desk.NextId(), _desk.Now - 5000, Desk.Eth, OrderSide.Buy, 1m, 102m));
        Assert.Equal((2m, 101m), (Position.Quantity, Position.AverageEntry));
    }

    [Fact]
    public void Included_OnlyFillsFromBeforeTheSnapshot()
    {
        _desk.Buy(1m, 100m, 90m).Wait(10).Snapshot(2m, 100m);
        _desk.Apply(HarvestEvent.Fill(_desk.NextId(), _desk.Now - 1000, Desk.Eth, OrderSide.Buy, 1m, 100m)); // at its very time
        Assert.Equal((3m, ""), (Position.Quantity, _desk.Refused));
        _desk.Snapshot(3m, 100m).Apply(HarvestEvent.Fill(_desk.NextId(), _desk.Now - 1500, Desk.Eth, OrderSide.Buy, 1m, 100m));
        Assert.Equal((4m, ""), (Position.Quantity, _desk.Refused)); // a snapshot that only agreed proves nothing about a fill that we lack
    }

    [Fact]
    public void Included_EchoOfARung_FillsTheRungWithItsProfitAndFee()
    {
        var desk = new Desk(Desk.Policy("0.5:0.25") with { BreakEvenAtR = null });
        desk.Buy(1m, 3300m, 3200m).Price(3350m).Wait(10).Snapshot(0.75m, 3300m);
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now - 5000, Desk.Eth, OrderSide.Sell, 0.25m, 3352m) with
        {
            IntentEcho = desk.RungId(0.5m),
            FeeQuote = 0.3m,
        });
        Assert.Equal(("filled 0.25", 0m, 0.75m), (desk.Rungs, desk.Position.OutstandingQuantity, desk.Position.Quantity));
        Assert.Equal((13m, 0.3m, 0.13m), (desk.Position.RealizedPnl, desk.Position.FeesQuote, desk.Position.Rungs[0].RealizedR(100m)));
    }

    [Theory]
    [InlineData(OrderSide.Buy, 2, 3300, true)]
    [InlineData(OrderSide.Buy, 1, 3300, true)] // one of several executions of the order
    [InlineData(OrderSide.Buy, 3, 3300, true)] // it closed a short of one, too
    [InlineData(OrderSide.Buy, 2, 3290, false)]
    [InlineData(OrderSide.Sell, 2, 3300, false)]
    public void Included_TheFillThatOpenedIt_TeachesTheStop(OrderSide side, int quantity, int price, bool learns)
    {
        Desk desk = new Desk().Wait(10).Snapshot(2m, 3300m, mark: 3350m);
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now - 2000, Desk.Eth, side, quantity, price, 3200m));
        Assert.Equal((learns ? 3200m : null, 2m), (desk.Position.InitialStop, desk.Position.Quantity));
        Assert.Equal(learns ? "STOP 3300, SELL 0.5 @0.5" : "", desk.Asked);
    }

    [Fact]
    public void Included_AnotherStop_IsNotTaken()
    {
        _desk.Wait(10).Snapshot(2m, 3300m, stop: 3200m);
        _desk.Apply(HarvestEvent.Fill(_desk.NextId(), _desk.Now - 2000, Desk.Eth, OrderSide.Buy, 2m, 3300m, 3290m));
        Assert.Equal((3200m, 3200m), (Position.InitialStop, Position.CurrentStop));
    }

    [Fact]
    public void Drift_Text_HasBothValuesSigned() => Assert.Equal(
        "Closed(quantity: -1.5 -> 0, entry: 100 -> 0)",
        new PositionDrift(new PositionKey("A", PositionSide.Both), DriftKind.Closed, -1.50m, 100.0m, 0, 0).ToString());

    // The same position with an older last fill and an older last snapshot.
    private static Position Rewound(Position position, long unixMs)
    {
        position.LastFillUnixMs = unixMs;
        position.CorrectedAtUnixMs = 0;
        return position;
    }
}
