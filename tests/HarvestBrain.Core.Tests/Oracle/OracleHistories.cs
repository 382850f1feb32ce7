namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>Histories worked out by hand; every expected number is in the comment beside it.</summary>
public sealed class OracleHistories
{
    private const string Eth = "ETHUSDT";
    private readonly OracleBook _book = new();
    private int _entry;

    private OraclePosition Both => _book.Position(Eth, "BOTH");

    [Fact]
    public void H01_Long_RFromPerUnitRisk()
    {
        Buy(1m, 3300m, stop: 3200m);
        Price(3352m);
        Check(Both, quantity: 1m, average: 3300m, r: 0.52m, risk: 100m, peak: 3352m, trough: 3300m, baseQuantity: 1m);
        Buy(3m, 3300m); // quantity 4: R does not grow with it
        Check(Both, quantity: 4m, average: 3300m, r: 0m, risk: 100m, peak: 3352m, trough: 3300m, baseQuantity: 4m);
        Assert.Equal("e1", Both.EpochId);
    }

    [Fact]
    public void H02_Short_SignWorksOut()
    {
        Sell(2m, 100m, stop: 110m);
        Price(85m); // (85-100)/(100-110) = 1.5
        Price(104m);
        Check(Both, quantity: -2m, average: 100m, r: -0.4m, risk: 10m, peak: 85m, trough: 104m, baseQuantity: 2m);
        Buy(0.5m, 90m); // 0.5 * (100-90) = 5
        Check(Both, quantity: -1.5m, average: 100m, r: 1m, risk: 10m, peak: 85m, trough: 104m, baseQuantity: 2m);
        Assert.Equal(D(5m), Both.RealizedPnl);
    }

    [Fact]
    public void H03_ReAverage_ThirdsStayExact()
    {
        Buy(1m, 100m, stop: 90m);
        Buy(2m, 101m); // (100+202)/3 = 302/3
        Assert.Equal(new Rational(302, 3), Both.AverageEntry);
        Assert.Equal(new Rational(32, 3), Both.InitialRisk); // 302/3 - 270/3
        Assert.Equal(new Rational(1, 32), Both.RMultiple); // (303-302)/32
        Sell(1m, 102m); // 306/3 - 302/3
        Assert.Equal(new Rational(4, 3), Both.RealizedPnl);
        Assert.Equal(new Rational(302, 3), Both.AverageEntry);
        Assert.Equal(D(3m), Both.BaseQuantity);
        Sell(2m, 102m);
        Assert.Equal(D(4m), Both.LastClosedRealizedPnl); // 306 - 302
    }

    [Fact]
    public void H04_ExactlyZero_ClosesAndNextOpensAfresh()
    {
        Buy(2m, 100m, stop: 95m, fee: 0.2m);
        Sell(2m, 103m, fee: 0.3m);
        CheckFlat(Both);
        Assert.Equal(D(6m), Both.LastClosedRealizedPnl);
        Assert.Equal(D(0.5m), Both.LastClosedFees);
        Assert.Equal("e1", Both.LastClosedEpochId);
        Price(120m); // flat: the peak stays that of the closed epoch
        Assert.Equal(D(103m), Both.Peak);
        Sell(1m, 50m, stop: 55m);
        Check(Both, quantity: -1m, average: 50m, r: 0m, risk: 5m, peak: 50m, trough: 50m, baseQuantity: 1m);
        Assert.Equal("e3", Both.EpochId);
        Assert.Equal(D(6m), Both.LastClosedRealizedPnl);
    }

    [Fact]
    public void H05_Flip_RemainderAtFillPriceStopAndFeeSplit()
    {
        Buy(1m, 100m, stop: 90m, fee: 1m);
        Sell(4m, 110m, stop: 115m, fee: 2m); // closes 1 (+10, fee 0.5), opens short 3 (fee 1.5)
        Check(Both, quantity: -3m, average: 110m, r: 0m, risk: 5m, peak: 110m, trough: 110m, baseQuantity: 3m);
        Assert.Equal(D(10m), Both.LastClosedRealizedPnl);
        Assert.Equal(D(1.5m), Both.LastClosedFees);
        Assert.Equal(D(1.5m), Both.Fees);
        Assert.Equal(D(0m), Both.RealizedPnl);
        Assert.Equal(("e1", "e2"), (Both.LastClosedEpochId, Both.EpochId));
        Buy(5m, 100m, stop: 100m); // closes 3 (+30), long 2; a stop at the price is none
        Assert.Equal(D(30m), Both.LastClosedRealizedPnl);
        Check(Both, quantity: 2m, average: 100m, r: null, risk: null, peak: 100m, trough: 100m, baseQuantity: 2m);
    }

    [Fact]
    public void H06_ReduceOnly_CappedNeverOpensNeverIncreases()
    {
        Sell(1m, 100m, reduceOnly: true);
        CheckFlat(Both);
        Buy(1m, 100m, stop: 90m);
        Buy(1m, 105m, stop: 99m, fee: 7m, reduceOnly: true); // nothing to reduce on this side; still a price
        Check(Both, quantity: 1m, average: 100m, r: 0.5m, risk: 10m, peak: 105m, trough: 100m, baseQuantity: 1m);
        Assert.Equal(D(0m), Both.Fees);
        Sell(4m, 104m, stop: 120m, fee: 4m, reduceOnly: true); // 1 of 4 counts: +4; the fee was paid for all of it
        CheckFlat(Both);
        Assert.Equal(D(4m), Both.LastClosedRealizedPnl);
        Assert.Equal(D(4m), Both.LastClosedFees);
    }

    [Fact]
    public void H07_Hedge_TwoPositionsNeverFlip()
    {
        Fill("LONG", buy: true, 2m, 100m, 90m);
        Fill("SHORT", buy: false, 1m, 100m, 105m);
        Price(105m);
        Check(_book.Position(Eth, "LONG"), quantity: 2m, average: 100m, r: 0.5m, risk: 10m, peak: 105m, trough: 100m, baseQuantity: 2m);
        Check(_book.Position(Eth, "SHORT"), quantity: -1m, average: 100m, r: -1m, risk: 5m, peak: 100m, trough: 105m, baseQuantity: 1m);
        Fill("SHORT", buy: true, 3m, 98m); // surplus of 2 dropped
        CheckFlat(_book.Position(Eth, "SHORT"));
        Assert.Equal(D(2m), _book.Position(Eth, "SHORT").LastClosedRealizedPnl);
        Fill("SHORT", buy: true, 1m, 98m);
        CheckFlat(_book.Position(Eth, "SHORT"));
        Fill("LONG", buy: false, 0.5m, 104m);
        Assert.Equal(D(2m), _book.Position(Eth, "LONG").RealizedPnl);
        Assert.Equal(D(0.4m), _book.Position(Eth, "LONG").RMultiple);
        Fill("LONG", buy: false, 5m, 104m, 120m);
        CheckFlat(_book.Position(Eth, "LONG"));
        Assert.Equal(D(8m), _book.Position(Eth, "LONG").LastClosedRealizedPnl);
        CheckFlat(Both);
    }

    [Fact]
    public void H08_Duplicates_ChangeNothingPerKey()
    {
        Buy(1m, 100m, stop: 90m, id: "x");
        Buy(1m, 200m, id: "x");
        Check(Both, quantity: 1m, average: 100m, r: 0m, risk: 10m, peak: 100m, trough: 100m, baseQuantity: 1m);
        Fill("LONG", buy: true, 1m, 100m, id: "x"); // another key
        Assert.Equal(D(1m), _book.Position(Eth, "LONG").Quantity);
        Buy(1m, 100m);
        Buy(1m, 100m); // no id: never a repeat
        Assert.Equal(D(3m), Both.Quantity);
        Sell(3m, 100m, id: "y");
        Sell(3m, 100m, id: "y");
        CheckFlat(Both);
        Sell(1m, 100m, reduceOnly: true, id: "z"); // dropped whole
        Buy(1m, 100m);
        Sell(1m, 100m, reduceOnly: true, id: "z");
        Assert.Equal(D(1m), Both.Quantity);
    }

    [Fact]
    public void H09_WrongSideStop_FoldedWithoutRiskThenLearned()
    {
        Buy(2m, 100m, stop: 101m);
        Assert.Null(Both.RMultiple);
        Sell(0.5m, 104m, stop: 102m); // behind the price, but not behind the average: no
        Assert.Null(Both.InitialStop);
        Sell(0.5m, 95m, stop: 96m); // behind the average is enough, though beyond the price
        Check(Both, quantity: 1m, average: 100m, r: -1.25m, risk: 4m, peak: 104m, trough: 95m, baseQuantity: 2m);
        Sell(0.1m, 104m, stop: 92m); // the first one stays on a reduction
        Assert.Equal(D(96m), Both.InitialStop);
        _book.Price(Eth, 104m, 90m, time: _entry * 1000); // and on a price
        Assert.Equal(D(96m), Both.InitialStop);
    }

    [Fact]
    public void H10_Increase_StopReplacesOnlyBehindTheNewAverage()
    {
        Buy(1m, 100m, stop: 90m);
        Buy(1m, 110m, stop: 95m); // average 105, 95 is behind both
        Check(Both, quantity: 2m, average: 105m, r: 0.5m, risk: 10m, peak: 110m, trough: 100m, baseQuantity: 2m);
        Buy(2m, 115m, stop: 112m); // average 110, 112 is behind 115 only: 95 stays, risk 15
        Check(Both, quantity: 4m, average: 110m, r: new Rational(1, 3), risk: 15m, peak: 115m, trough: 100m, baseQuantity: 4m);
        Buy(4m, 90m, stop: 92m); // average 100, 92 is behind the average, that is enough: risk 8
        Check(Both, quantity: 8m, average: 100m, r: -1.25m, risk: 8m, peak: 115m, trough: 90m, baseQuantity: 8m);
    }

    [Fact]
    public void H11_AverageCrossesStop_NoRUntilItIsBack()
    {
        Sell(1m, 100m, stop: 104m);
        Sell(3m, 108m); // average (100+324)/4 = 106: the stop 104 is on the wrong side of it
        Check(Both, quantity: -4m, average: 106m, r: null, risk: null, peak: 100m, trough: 108m, baseQuantity: 4m);
        Assert.Equal(D(104m), Both.InitialStop);
        Buy(1m, 105m, stop: 110m); // no stop on the risk side: this is the first
        Check(Both, quantity: -3m, average: 106m, r: 0.25m, risk: 4m, peak: 100m, trough: 108m, baseQuantity: 4m);

        Fill("SHORT", buy: false, 1m, 100m, 104m);
        Fill("SHORT", buy: false, 3m, 108m);
        Fill("SHORT", buy: false, 12m, 98m); // (424+1176)/16 = 100: the old stop counts again
        Assert.Equal(D(4m), _book.Position(Eth, "SHORT").InitialRisk);
        Assert.Equal(D(0.5m), _book.Position(Eth, "SHORT").RMultiple);
    }

    [Fact]
    public void H12_BaseIsTheLargestHeld_NotTheSumBought()
    {
        Buy(4m, 10m, stop: 9m);
        Sell(3m, 11m); // +3
        Buy(2m, 13m); // (10+26)/3 = 12
        Assert.Equal(D(12m), Both.AverageEntry);
        Assert.Equal(D(4m), Both.BaseQuantity);
        Buy(2m, 7m); // (36+14)/5 = 10
        Check(Both, quantity: 5m, average: 10m, r: -3m, risk: 1m, peak: 13m, trough: 7m, baseQuantity: 5m);
        Sell(5m, 9m); // 3 - 5
        Assert.Equal(D(-2m), Both.LastClosedRealizedPnl);
    }

    [Fact]
    public void H13_SymbolsDoNotTouch_AndZeroStopIsNone()
    {
        Buy(1m, 100m, stop: 0m);
        Assert.Null(Both.InitialStop);
        _book.Fill("BTCUSDT", "BOTH", buy: false, 1m, 50m, 60m, 0m, reduceOnly: false, "x", "b1");
        _book.Price("BTCUSDT", 40m);
        Assert.Equal(D(100m), Both.Mark);
        Assert.Equal(D(1m), _book.Position("BTCUSDT", "BOTH").RMultiple);
        Assert.Equal(2, _book.Positions.Count);
        CheckFlat(_book.Position("XRPUSDT", "BOTH"));
        Assert.Equal(2, _book.Positions.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => _book.Position(Eth, "long"));
    }

    [Fact]
    public void H14_FeeInWhatIsTraded_IsLessBoughtAndMoreGiven()
    {
        Fill("BOTH", buy: true, 1m, 100m, 90m, fee: 0.001m, feeAsset: "ETH"); // holds 0.999, the fee was 0.1
        Assert.Equal((D(0.999m), D(0.1m)), (Both.Quantity, Both.Fees));
        Fill("BOTH", buy: false, 0.5m, 110m, fee: 0.002m, feeAsset: "ETH"); // gives 0.502: +5.02, and 0.22
        Assert.Equal((D(0.497m), D(5.02m), D(0.32m)), (Both.Quantity, Both.RealizedPnl, Both.Fees));
        Fill("BOTH", buy: false, 0.497m, 110m, fee: 0.01m, feeAsset: "USDT");
        CheckFlat(Both);
        Assert.Equal((D(9.99m), D(0.33m)), (Both.LastClosedRealizedPnl, Both.LastClosedFees));
        Assert.Equal((false, true), (Both.LastClosedFeesIncomplete, Both.LastClosedNetIsComplete));
    }

    [Fact]
    public void H15_FeeInSomethingElse_IsToldAndNotAdded()
    {
        Fill("BOTH", buy: true, 1m, 100m, 90m, fee: 0.01m, feeAsset: "BNB");
        Assert.Equal((D(1m), D(0m), true, 1), (Both.Quantity, Both.Fees, Both.FeesIncomplete, Both.FeesToldAndNotCounted));
        Sell(3m, 110m, fee: 3m); // closes 1 with a fee of 1, opens a short of 2 with one of 2
        Assert.Equal((D(1m), true, false), (Both.LastClosedFees, Both.LastClosedFeesIncomplete, Both.LastClosedNetIsComplete));
        Assert.Equal((D(2m), false), (Both.Fees, Both.FeesIncomplete));
    }

    [Fact]
    public void L01_Ladder_GapFiresEachInOrder()
    {
        var ladder = new OracleLadder([(0.5m, 0.25m), (1.0m, 0.25m), (1.5m, 0.25m)], 0.5m, 0.1m);
        Assert.Empty(ladder.Due(null, new HashSet<int>()));
        Assert.Empty(ladder.Due(D(0.4999m), new HashSet<int>()));
        Assert.Equal([0], ladder.Due(D(0.5m), new HashSet<int>()));
        Assert.Equal([0, 1, 2], ladder.Due(D(9m), new HashSet<int>()));
        Assert.Equal([0, 2], ladder.Due(D(1.5m), new HashSet<int> { 1 }));

        var withFloor = new OracleLadder([(0.5m, 0.25m), (1.0m, 0.25m), (1.5m, 0.25m)], 1.2m, 0m);
        Assert.Empty(withFloor.Due(D(1.1m), new HashSet<int>()));
        Assert.Equal([0, 1], withFloor.Due(D(1.2m), new HashSet<int>()));
    }

    [Fact]
    public void L02_Slice_FlooredAndCapped()
    {
        var ladder = new OracleLadder([(1m, 0.25m), (2m, 0.5m)], 0m, 0.1m);
        Assert.Equal(D(0.7m), ladder.Slice(0, D(3m), D(3m), D(0m))); // 0.75
        Assert.Equal(D(1.5m), ladder.Slice(1, D(3m), D(3m), D(0.7m)));
        Assert.Equal(D(0.3m), ladder.Slice(1, D(3m), D(1m), D(0.7m))); // capped
        Assert.Equal(D(0.2m), ladder.Slice(1, D(3m), D(0.95m), D(0.7m))); // 0.25 left
        Assert.Equal(D(0m), ladder.Slice(1, D(3m), D(0.5m), D(0.7m)));
        Assert.Equal(D(0m), ladder.Slice(0, D(0.3m), D(0.3m), D(0m))); // 0.075
        Assert.Equal(new Rational(3, 4), new OracleLadder([(1m, 0.25m)], 0m, 0m).Slice(0, D(3m), D(3m), D(0m)));
    }

    private static Rational D(decimal value) => Rational.FromDecimal(value);

    private static void Check(
        OraclePosition position, decimal quantity, decimal average, object? r, decimal? risk, decimal peak, decimal trough, decimal baseQuantity)
    {
        Rational? expectedR = r switch { null => null, Rational exact => exact, decimal plain => D(plain), _ => throw new ArgumentException("A decimal or a Rational.", nameof(r)) };
        Assert.Equal(D(quantity), position.Quantity);
        Assert.Equal(D(average), position.AverageEntry);
        Assert.Equal(expectedR, position.RMultiple);
        Assert.Equal(Rational.FromDecimal(risk), position.InitialRisk);
        Assert.Equal(D(peak), position.Peak);
        Assert.Equal(D(trough), position.Trough);
        Assert.Equal(D(baseQuantity), position.BaseQuantity);
    }

    private static void CheckFlat(OraclePosition position)
    {
        Assert.True(position.IsFlat);
        Assert.Null(position.AverageEntry);
        Assert.Null(position.InitialStop);
        Assert.Null(position.InitialRisk);
        Assert.Null(position.RMultiple);
        Assert.Null(position.EpochId);
        Assert.Equal(Rational.Zero, position.BaseQuantity);
        Assert.Equal(Rational.Zero, position.RealizedPnl);
        Assert.Equal(Rational.Zero, position.Fees);
    }

    private void Buy(decimal qty, decimal price, decimal? stop = null, decimal fee = 0m, bool reduceOnly = false, string? id = null) =>
        Fill("BOTH", buy: true, qty, price, stop, fee, reduceOnly, id);

    private void Sell(decimal qty, decimal price, decimal? stop = null, decimal fee = 0m, bool reduceOnly = false, string? id = null) =>
        Fill("BOTH", buy: false, qty, price, stop, fee, reduceOnly, id);

    private void Fill(string side, bool buy, decimal qty, decimal price, decimal? stop = null, decimal fee = 0m, bool reduceOnly = false, string? id = null, string? feeAsset = null)
    {
        _entry++;
        _book.Fill(Eth, side, buy, qty, price, stop, fee, reduceOnly, id, $"e{_entry}", time: _entry * 1000, feeAsset: feeAsset);
    }

    private void Price(decimal price) => _book.Price(Eth, price, time: _entry * 1000);
}
