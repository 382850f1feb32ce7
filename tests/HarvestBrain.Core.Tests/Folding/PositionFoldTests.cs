using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Folding;

public sealed class PositionFoldTests
{
    private readonly Desk _desk = Desk.FoldOnly();

    private Position Position => _desk.Position;

    [Theory]
    [InlineData(OrderSide.Buy, Direction.Long, 90)]
    [InlineData(OrderSide.Sell, Direction.Short, 110)]
    public void Open_FirstFill_SetsEveryField(OrderSide side, Direction direction, int stop)
    {
        _desk.Fill(side, 2m, 100m, stop, fee: 0.3m);

        Assert.Equal(new PositionKey(Desk.Eth, PositionSide.Both), Position.Key);
        Assert.Equal("ETHUSDT:BOTH", Position.Key.ToString());
        Assert.Equal(direction, Position.Direction);
        Assert.Equal(2m, Position.Quantity);
        Assert.Equal(2m, Position.BaseQuantity);
        Assert.Equal(100m, Position.AverageEntry);
        Assert.Equal(stop, Position.InitialStop);
        Assert.Equal(stop, Position.OutsideStop);
        Assert.Equal(stop, Position.CurrentStop);
        Assert.Null(Position.StopRequest.Requested?.Price);
        Assert.Equal(10m, Position.InitialRisk);
        Assert.Equal(20m, Position.InitialRiskQuote);
        Assert.Equal(0m, Position.RLevel);
        Assert.Equal(0m, Position.RealizedR);
        Assert.Equal(100m, Position.MarkPrice);
        Assert.Equal(_desk.Now, Position.MarkTimeUnixMs);
        Assert.Equal((100m, 100m), (Position.PeakPrice, Position.TroughPrice));
        Assert.Equal((0m, 0.3m), (Position.RealizedPnl, Position.FeesQuote));
        Assert.Equal(_desk.LastId, Position.Epoch);
        Assert.Equal(0m, Position.OutstandingQuantity);
        Assert.False(Position.Suspect);
        Assert.Equal("armed 0.5, armed 0.5, armed 0.5", _desk.Rungs);
        Assert.Same(Position, Assert.Single(_desk.Last.Changed));
        Assert.Same(Position, Assert.Single(_desk.Last.Dirty));
        Assert.Empty(_desk.Last.Rejections);
    }

    [Fact]
    public void Increase_SameSide_ReAveragesAndGrowsTheBase()
    {
        _desk.Buy(1m, 100m, 90m, fee: 1m);
        EntryId epoch = _desk.LastId;
        _desk.Buy(3m, 120m, fee: 2m);

        Assert.Equal(115m, Position.AverageEntry);
        Assert.Equal((4m, 4m), (Position.Quantity, Position.BaseQuantity));
        Assert.Equal(3m, Position.FeesQuote);
        Assert.Equal(90m, Position.InitialStop);
        Assert.Equal(25m, Position.InitialRisk);
        Assert.Equal(0.2m, Position.RLevel);
        Assert.Equal(20m, Position.UnrealizedPnl);
        Assert.Equal(epoch, Position.Epoch);
        Assert.Equal("armed 1, armed 1, armed 1", _desk.Rungs);
    }

    [Fact]
    public void Increase_AfterReduction_KeepsTheLargestBase()
    {
        _desk.Buy(4m, 10m, 9m).Sell(3m, 11m).Buy(2m, 13m);

        Assert.Equal(12m, Position.AverageEntry);
        Assert.Equal((3m, 4m), (Position.Quantity, Position.BaseQuantity));
        Assert.Equal(3m, Position.RealizedPnl);
    }

    [Fact]
    public void Increase_StopOnRiskSideOfNewAverage_BecomesInitial()
    {
        _desk.Buy(1m, 100m, 90m).Buy(1m, 110m, 95m);
        Assert.Equal((95m, 10m), (Position.InitialStop, Position.InitialRisk));

        // Behind the average though beyond the fill's own price: still the initial stop.
        _desk.Buy(2m, 85m, 93m);
        Assert.Equal(95m, Position.AverageEntry);
        Assert.Equal((93m, 2m), (Position.InitialStop, Position.InitialRisk));
        Assert.Equal(95m, Position.CurrentStop);
    }

    [Fact]
    public void Increase_StopBeyondTheAverageButShortOfTheMarket_OnlyTightens()
    {
        _desk.Buy(1m, 100m, 90m).Buy(1m, 120m, 115m);

        Assert.Equal((90m, 20m), (Position.InitialStop, Position.InitialRisk));
        Assert.Equal(115m, Position.OutsideStop);
        Assert.Empty(_desk.Last.Rejections);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 100)]
    [InlineData(OrderSide.Buy, 101)]
    [InlineData(OrderSide.Sell, 100)]
    [InlineData(OrderSide.Sell, 99)]
    public void Open_StopOnWrongSide_IsRefusedAndThePositionTracked(OrderSide side, int stop)
    {
        _desk.Fill(side, 1m, 100m, stop);

        Assert.Equal($"StopOnWrongSide(stop: {stop}, entry: 100)", _desk.Refused);
        Assert.Equal(new FoldRejection(Position.Key, FoldCode.StopOnWrongSide, stop, 100m), Assert.Single(_desk.Last.Rejections));
        Assert.Null(Position.InitialStop);
        Assert.Null(Position.CurrentStop);
        Assert.Null(Position.InitialRisk);
        Assert.Null(Position.RLevel);
        Assert.Null(Position.InitialRiskQuote);
        Assert.Null(Position.RealizedR);
        Assert.Equal(1m, Position.Quantity);
        Assert.Equal("NoInitialRisk", _desk.Held);
    }

    [Fact]
    public void Increase_AverageMeetsTheStopExactly_HasNoRiskRatherThanATinyOne()
    {
        // The average is exactly 103, the stop, over one that no decimal can hold: a risk of 1e-26 would fire every rung.
        _desk.Sell(0.3m, 100m, 103m).Sell(1.1m, 106m).Sell(0.2m, 91m);
        Assert.Equal(103m, Position.AverageEntry);
        Assert.Null(Position.InitialRisk);
        Assert.Equal("NoInitialRisk", _desk.Held);
    }

    [Fact]
    public void Increase_RepeatingAverage_KeepsTwentyFourDigits()
    {
        _desk.Buy(1m, 100m, 90m).Buy(2m, 101m);
        Assert.Equal(100.666666666666666666667m, Position.AverageEntry);
    }

    [Fact]
    public void Price_WithStop_TeachesTheFirstInitialStopAndThenOnlyTightens()
    {
        _desk.Buy(1m, 100m).Price(101m);
        Assert.Equal("NoInitialRisk", _desk.Held);
        Assert.Null(Position.InitialStop);

        _desk.Price(102m, 92m);
        Assert.Equal((92m, 92m, 8m), (Position.InitialStop, Position.OutsideStop, Position.InitialRisk));
        _desk.Price(102m, 95m);
        Assert.Equal((92m, 95m, 8m), (Position.InitialStop, Position.OutsideStop, Position.InitialRisk));
        _desk.Price(102m, 93m); // looser: the stop in force only tightens
        Assert.Equal((92m, 95m), (Position.InitialStop, Position.OutsideStop));
        _desk.Price(110m, 105m); // locks profit
        Assert.Equal((92m, 105m), (Position.InitialStop, Position.OutsideStop));
        _desk.Price(110m, 110m);
        Assert.Equal("StopOnWrongSide(stop: 110, entry: 100)", _desk.Refused);
        Assert.Equal(105m, Position.CurrentStop);
    }

    [Fact]
    public void Reduce_WithStop_TeachesItOnlyWhenNoneIsUsable()
    {
        _desk.Buy(3m, 100m).Sell(1m, 104m, 96m);
        Assert.Equal((96m, 4m, 1m), (Position.InitialStop, Position.InitialRisk, Position.RLevel));

        _desk.Sell(1m, 104m, 92m);
        Assert.Equal((96m, 96m), (Position.InitialStop, Position.OutsideStop));
    }

    [Fact]
    public void AverageCrossesStop_NoRiskUntilAUsableStopIsLearned()
    {
        _desk.Sell(1m, 100m, 104m).Sell(3m, 108m);
        Assert.Equal(106m, Position.AverageEntry);
        Assert.Equal(104m, Position.InitialStop);
        Assert.Null(Position.InitialRisk);
        Assert.Null(Position.RLevel);
        Assert.Equal("NoInitialRisk", _desk.Held);

        _desk.Buy(1m, 105m, 110m);
        Assert.Equal((110m, 4m, 0.25m), (Position.InitialStop, Position.InitialRisk, Position.RLevel));
        Assert.Equal(104m, Position.CurrentStop);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 110, 10)]
    [InlineData(OrderSide.Sell, 110, -10)]
    [InlineData(OrderSide.Buy, 85, -15)]
    [InlineData(OrderSide.Sell, 85, 15)]
    public void Reduce_Part_RealisesAgainstTheAverageAndLeavesIt(OrderSide open, int exit, int perUnit)
    {
        _desk.Fill(open, 4m, 100m, fee: 1m).Fill(Opposite(open), 1m, exit, fee: 0.5m);

        Assert.Equal(perUnit, Position.RealizedPnl);
        Assert.Equal(3m * perUnit, Position.UnrealizedPnl);
        Assert.Equal((3m, 4m, 100m), (Position.Quantity, Position.BaseQuantity, Position.AverageEntry));
        Assert.Equal(1.5m, Position.FeesQuote);
        Assert.Equal(exit, Position.MarkPrice);
        Assert.Null(Position.LastClosed);
    }

    [Fact]
    public void Reduce_ToExactlyZero_ClosesTheEpoch()
    {
        _desk.Buy(2m, 100m, 95m, fee: 0.2m);
        EntryId epoch = _desk.LastId;
        _desk.Sell(2m, 103m, fee: 0.3m);

        ClosedEpoch closed = Position.LastClosed!;
        Assert.Equal((epoch, 6m, 0.5m, 10m), (closed.Epoch, closed.RealizedPnl, closed.FeesQuote, closed.InitialRiskQuote));
        Assert.Equal(0.6m, closed.RealizedR);
        Assert.Equal(3, closed.Rungs.Count);
        Assert.Equal(Direction.Flat, Position.Direction);
        Assert.Equal((0m, 0m, 0m), (Position.Quantity, Position.BaseQuantity, Position.AverageEntry));
        Assert.Null(Position.InitialStop);
        Assert.Null(Position.OutsideStop);
        Assert.Null(Position.CurrentStop);
        Assert.Null(Position.InitialRisk);
        Assert.Null(Position.RLevel);
        Assert.Equal(0m, Position.UnrealizedPnl);
        Assert.Empty(Position.Rungs);
        Assert.Equal(epoch, Position.Epoch);
        Assert.Same(Position, Assert.Single(_desk.Last.Changed));
        Assert.Throws<InvalidOperationException>(() => Position.ClosingSide);

        _desk.Price(110m);
        Assert.Empty(_desk.Last.Changed);
        Assert.Empty(_desk.Last.Dirty);
        Assert.Equal(103m, Position.MarkPrice);
    }

    [Fact]
    public void Open_AfterFlat_StartsAfresh()
    {
        _desk.Buy(2m, 100m, 95m, fee: 0.2m).Sell(2m, 103m).Sell(1m, 50m, 55m);

        Assert.Null(Position.LastClosed);
        Assert.Equal(Direction.Short, Position.Direction);
        Assert.Equal((1m, 1m, 50m), (Position.Quantity, Position.BaseQuantity, Position.AverageEntry));
        Assert.Equal((0m, 0m), (Position.RealizedPnl, Position.FeesQuote));
        Assert.Equal((50m, 50m), (Position.PeakPrice, Position.TroughPrice));
        Assert.Equal((55m, 5m), (Position.CurrentStop, Position.InitialRisk));
        Assert.Equal(_desk.LastId, Position.Epoch);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 110, 115, 10)]
    [InlineData(OrderSide.Sell, 90, 85, 10)]
    public void Reduce_MoreThanOpen_FlipsWithTheRemainderAtTheFillPrice(OrderSide open, int price, int stop, int profit)
    {
        _desk.Fill(open, 1m, 100m, open == OrderSide.Buy ? 90m : 110m, fee: 1m);
        EntryId first = _desk.LastId;
        _desk.Fill(Opposite(open), 4m, price, stop, fee: 2m);

        Assert.Equal((first, (decimal)profit, 1.5m), (Position.LastClosed!.Epoch, Position.LastClosed.RealizedPnl, Position.LastClosed.FeesQuote));
        Assert.Equal(open == OrderSide.Buy ? Direction.Short : Direction.Long, Position.Direction);
        Assert.Equal((3m, 3m, (decimal)price), (Position.Quantity, Position.BaseQuantity, Position.AverageEntry));
        Assert.Equal((0m, 1.5m), (Position.RealizedPnl, Position.FeesQuote));
        Assert.Equal((stop, 5m), (Position.InitialStop, Position.InitialRisk));
        Assert.Equal(_desk.LastId, Position.Epoch);
        Assert.Equal("armed 0.75, armed 0.75, armed 0.75", _desk.Rungs);
        Assert.Single(_desk.Last.Changed);
        Assert.Empty(_desk.Last.Rejections);
    }

    [Fact]
    public void ReduceOnly_MoreThanOpen_IsCappedAndTheSurplusRefused()
    {
        _desk.Buy(1m, 100m, 90m).Sell(4m, 104m, 120m, fee: 4m, reduceOnly: true);

        Assert.Equal("ReductionSurplus(surplus: 3, open: 1)", _desk.Refused);
        Assert.Equal(Direction.Flat, Position.Direction);
        Assert.Equal((4m, 4m), (Position.LastClosed!.RealizedPnl, Position.LastClosed.FeesQuote));
    }

    [Fact]
    public void ReduceOnly_ExactlyWhatIsOpen_IsNotRefused()
    {
        _desk.Buy(1m, 100m, 90m).Sell(1m, 104m, reduceOnly: true);

        Assert.Empty(_desk.Last.Rejections);
        Assert.Equal(Direction.Flat, Position.Direction);
    }

    [Fact]
    public void ReduceOnly_WhileFlat_IsRefusedAndOpensNothing()
    {
        _desk.Sell(1m, 100m, reduceOnly: true);

        Assert.Equal("NothingToReduce(quantity: 1, open: 0)", _desk.Refused);
        Assert.Equal(Direction.Flat, Position.Direction);
        Assert.Equal(0m, Position.MarkPrice);
        Assert.Empty(_desk.Last.Changed);
    }

    [Fact]
    public void ReduceOnly_WouldAdd_IsRefusedButMarksThePosition()
    {
        _desk.Buy(1m, 100m, 90m, fee: 1m).Buy(2m, 105m, 99m, fee: 7m, reduceOnly: true);

        Assert.Equal("NothingToReduce(quantity: 2, open: 1)", _desk.Refused);
        Assert.Equal((1m, 100m, 1m), (Position.Quantity, Position.AverageEntry, Position.FeesQuote));
        Assert.Equal((90m, 90m), (Position.InitialStop, Position.CurrentStop));
        Assert.Equal((105m, 105m), (Position.MarkPrice, Position.PeakPrice));
        Assert.Equal(_desk.Now, Position.MarkTimeUnixMs);
        Assert.Same(Position, Assert.Single(_desk.Last.Changed));
        Assert.Equal("Suspect", _desk.Held); // R 0.5: a decision followed; the exchange has something else open than we do
    }

    [Fact]
    public void Hedge_SidesAreTwoPositionsAndNeverFlip()
    {
        _desk.Buy(2m, 100m, 90m, side: PositionSide.Long).Sell(1m, 100m, 105m, side: PositionSide.Short).Price(105m);
        Position @long = _desk.Engine.Find(Desk.Eth, PositionSide.Long)!, @short = _desk.Engine.Find(Desk.Eth, PositionSide.Short)!;
        Assert.Equal("ETHUSDT:LONG", @long.Key.ToString());
        Assert.Equal("ETHUSDT:SHORT", @short.Key.ToString());
        Assert.Equal((0.5m, -1m), (@long.RLevel, @short.RLevel));
        Assert.Equal((105m, 100m), (@long.PeakPrice, @long.TroughPrice));
        Assert.Equal((100m, 105m), (@short.PeakPrice, @short.TroughPrice));
        Assert.Equal(2, _desk.Last.Changed.Count);

        _desk.Buy(3m, 98m, side: PositionSide.Short);
        Assert.Equal("ReductionSurplus(surplus: 2, open: 1)", _desk.Refused);
        Assert.Equal(Direction.Flat, @short.Direction);
        Assert.Equal(2m, @short.LastClosed!.RealizedPnl);
        _desk.Buy(1m, 98m, side: PositionSide.Short);
        Assert.Equal("NothingToReduce(quantity: 1, open: 0)", _desk.Refused);
        Assert.Equal(Direction.Flat, @short.Direction);
        _desk.Sell(5m, 104m, side: PositionSide.Long);
        Assert.Equal("ReductionSurplus(surplus: 3, open: 2)", _desk.Refused);
        Assert.Equal((Direction.Flat, 8m), (@long.Direction, @long.LastClosed!.RealizedPnl));
        _desk.Sell(1m, 104m, side: PositionSide.Long);
        Assert.Equal(Direction.Flat, @long.Direction);
        Assert.Null(_desk.Engine.Find(Desk.Eth));
    }

    [Fact]
    public void Hedge_ReductionWhileFlat_ChangesNothing()
    {
        _desk.Buy(1m, 98m, side: PositionSide.Short, key: 9);
        Assert.Equal("NothingToReduce(quantity: 1, open: 0)", _desk.Refused);
        Assert.Empty(_desk.Last.Changed);
        Assert.Single(_desk.Last.Dirty); // only its execution is remembered
    }

    [Theory]
    [InlineData(OrderSide.Buy)]
    [InlineData(OrderSide.Sell)]
    public void PeakAndTrough_FollowTheMark(OrderSide side)
    {
        int up = side == OrderSide.Buy ? 1 : -1;
        _desk.Fill(side, 1m, 100m).Price(100m + (5 * up)).Price(100m + (2 * up)).Price(100m - (3 * up)).Price(100m - up);

        Assert.Equal((100m + (5 * up), 100m - (3 * up)), (Position.PeakPrice, Position.TroughPrice));
        Assert.Equal(100m - up, Position.MarkPrice);
        Assert.Equal(-1m, Position.UnrealizedPnl);
    }

    [Fact]
    public void Duplicate_SameExecutionKey_ChangesNothing()
    {
        _desk.Buy(1m, 100m, 90m, key: 7).Buy(1m, 100m, key: 7);
        Assert.Equal("DuplicateExecution(quantity: 1, price: 100)", _desk.Refused);
        Assert.Empty(_desk.Last.Dirty);
        Assert.Equal((1m, 100m), (Position.Quantity, Position.MarkPrice));

        _desk.Buy(1m, 100m, key: 8).Buy(1m, 100m).Buy(1m, 100m); // without a key it is never a repeat
        Assert.Equal(4m, Position.Quantity);
        _desk.Buy(1m, 100m, side: PositionSide.Long, key: 7); // another position
        Assert.Equal(1m, _desk.Engine.Find(Desk.Eth, PositionSide.Long)!.Quantity);
    }

    [Fact]
    public void Duplicate_OfTheClosingFill_OpensNothing()
    {
        _desk.Buy(1m, 100m, key: 1).Sell(1m, 101m, key: 2).Sell(1m, 101m, key: 2);

        Assert.Equal(Direction.Flat, Position.Direction);
        Assert.Null(Position.LastClosed); // the repeat closed nothing
    }

    [Fact]
    public void Refused_WithExecutionKey_IsRememberedAndDirty()
    {
        _desk.Sell(1m, 100m, reduceOnly: true, key: 3);
        Assert.Single(_desk.Last.Dirty);
        Assert.Empty(_desk.Last.Changed);

        _desk.Buy(1m, 100m).Sell(1m, 100m, reduceOnly: true, key: 3);
        Assert.Equal(1m, Position.Quantity);
    }

    [Fact]
    public void TooLarge_Quantity_IsRefusedAndSuspectButMarked()
    {
        _desk.Buy(Limits.MaxQuantity, 1m, fee: 1m).Buy(1m, 2m, fee: 5m);

        Assert.Equal("PositionTooLarge(quantity: 1000000000000001, price: 2)", _desk.Refused);
        Assert.Equal((Limits.MaxQuantity, 1m, 1m), (Position.Quantity, Position.AverageEntry, Position.FeesQuote));
        Assert.True(Position.Suspect);
        Assert.Equal(2m, Position.MarkPrice);
        Assert.Equal("Suspect", _desk.Held);
    }

    [Fact]
    public void TooLarge_ExactlyTheLimits_IsFolded()
    {
        _desk.Buy(Limits.MaxQuantity - 1, 1000m).Buy(1m, 1000m);
        Assert.Empty(_desk.Last.Rejections);
        Assert.Equal(Limits.MaxQuantity, Position.Quantity);
        Assert.False(Position.Suspect);
    }

    [Theory]
    [InlineData(1000, 1001)] // the fill's price decides
    [InlineData(1001, 1000)] // the average decides
    public void TooLarge_Notional_TakesTheHigherOfAverageAndPrice(int first, int second)
    {
        _desk.Buy(Limits.MaxQuantity / 2, first).Buy(Limits.MaxQuantity / 2, second);

        Assert.Equal(FoldCode.PositionTooLarge, Assert.Single(_desk.Last.Rejections).Code);
        Assert.True(Position.Suspect);
    }

    [Fact]
    public void Suspect_Flat_IsClearedAndAFlipKeepsIt()
    {
        _desk.Buy(1m, 100m, 90m);
        _desk.Engine.MarkSuspect(Desk.Eth);
        _desk.Sell(0.5m, 100m);
        Assert.True(Position.Suspect);
        _desk.Sell(2m, 100m);
        Assert.Equal(Direction.Short, Position.Direction);
        Assert.True(Position.Suspect);
        _desk.Buy(1.5m, 100m);
        Assert.Equal(Direction.Flat, Position.Direction);
        Assert.False(Position.Suspect);
        _desk.Buy(1m, 100m).Sell(2m, 100m);
        Assert.False(Position.Suspect);
    }

    [Fact]
    public void Outcome_OfNothing_IsIgnored()
    {
        _desk.Buy(1m, 100m, 90m);
        foreach (string? echo in new[] { null, "harvest:other", _desk.RungId(0.5m), _desk.RungId(9m), _desk.StopId(100m) })
        {
            _desk.Outcome(echo);
            Assert.Empty(_desk.Last.Dirty);
        }
        _desk.Sell(1m, 100m);
        _desk.Outcome(_desk.RungId(0.5m));
        Assert.Empty(_desk.Last.Dirty);
    }

    [Fact]
    public void Outcome_OfARequestedRung_FreesItsQuantityOnce()
    {
        var desk = new Desk();
        desk.Buy(1m, 3300m, 3200m).Price(3400m);
        Assert.Equal(0.5m, desk.Position.OutstandingQuantity);

        desk.Outcome(desk.RungId(0.5m));
        Assert.Equal(0.25m, desk.Position.OutstandingQuantity);
        Assert.Equal((true, RungState.Requested, 0m), (desk.Position.Rungs[0].Rejected, desk.Position.Rungs[0].State, desk.Position.Rungs[0].OutstandingQuantity));
        Assert.Single(desk.Last.Dirty);
        Assert.Empty(desk.Last.Changed);
        desk.Outcome(desk.RungId(0.5m));
        Assert.Empty(desk.Last.Dirty);
        Assert.Equal(0.25m, desk.Position.OutstandingQuantity);
        Assert.False(desk.Position.Rungs[1].Rejected);
    }

    [Fact]
    public void Outcome_OfTheAskedStop_PutsTheOutsideStopBackInForce()
    {
        var desk = new Desk();
        desk.Buy(1m, 3300m, 3200m).Price(3350m);
        long askedAt = desk.Now;
        Assert.Equal((3300m, 3300m, 3200m, askedAt), (desk.Position.CurrentStop, desk.Position.StopRequest.Requested?.Price, desk.Position.OutsideStop, desk.Position.StopRequest.RequestedAtUnixMs));

        desk.Outcome(desk.StopId(3301m)); // no such stop is asked for
        Assert.Empty(desk.Last.Dirty);
        desk.Outcome(desk.StopId(3300m));
        Assert.Equal(3200m, desk.Position.CurrentStop);
        Assert.Null(desk.Position.StopRequest.Requested?.Price);
        Assert.Equal((3300m, askedAt + 900_000), (desk.Position.StopRequest.Rejected, desk.Position.StopRequest.RejectedUntilUnixMs));
        Assert.Single(desk.Last.Dirty);
    }

    [Fact]
    public void Ignored_Event_DoesNothingAndUnknownKindThrows()
    {
        _desk.Buy(1m, 100m);
        _desk.Apply(new HarvestEvent { Kind = EventKind.Ignored, Symbol = Desk.Eth });
        Assert.Empty(_desk.Last.Dirty);
        Assert.Throws<ArgumentOutOfRangeException>(() => _desk.Apply(new HarvestEvent { Kind = (EventKind)99, Symbol = Desk.Eth }));
    }

    [Fact]
    public void Price_OfAnUnknownSymbol_CreatesNothing()
    {
        _desk.Price(100m);
        Assert.Null(_desk.Engine.Find(Desk.Eth));
        Assert.Empty(_desk.Engine.Positions);
    }

    [Fact]
    public void FallbackStop_NoStopKnown_AssumesItsFraction()
    {
        Desk desk = Desk.FoldOnly(Desk.Calm with { FallbackStopFraction = 0.02m });
        desk.Buy(1m, 100m).Price(101m);
        Assert.Equal((2m, 0.5m), (desk.Position.InitialRisk, desk.Position.RLevel));
        Assert.Null(desk.Position.CurrentStop);
        Assert.Equal(HoldCode.KillSwitch, Desk.OnlyHold(desk.Last).Code);
    }

    private static OrderSide Opposite(OrderSide side) => side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy;
}
