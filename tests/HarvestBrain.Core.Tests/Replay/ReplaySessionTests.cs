using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Replay;

public sealed class ReplaySessionTests : IReplayOutput
{
    private readonly List<string> _lines = [];
    private ReplaySession? _session;
    private long _now = Desk.Start;
    private HarvestPolicy _policy = Desk.Calm;
    private ReplayOptions _options = new() { SimulateFills = true };

    private ReplaySession Session =>
        _session ??= new ReplaySession(new EngineSettings(HarvestMode.Shadow, "", 1000, _policy), _options, this);

    private SymbolSummary Eth => Assert.Single(Session.Summary.BySymbol());

    void IReplayOutput.OnIntent(in Intent intent) => _lines.Add(Desk.Describe(intent));

    void IReplayOutput.OnPosition(Position position, EntryId id, bool simulated) => _lines.Add(
        $"{(simulated ? "sim " : "")}{Words.Of(position.Direction)} {PlainDecimal.Format(position.Quantity)}"
        + (position.LastClosed is { } closed ? $" closed {PlainDecimal.Format(closed.RealizedPnl)}" : ""));

    void IReplayOutput.OnRejection(in FoldRejection rejection, EntryId id) => _lines.Add(rejection.ToString());

    void IReplayOutput.OnDrift(in PositionDrift drift, EntryId id) => _lines.Add(drift.ToString());

    [Fact]
    public void Plain_IsWhatTheEngineSays()
    {
        _options = new ReplayOptions();
        Buy(1m, 3300m, 3200m);
        Price(3350m);
        Price(3150m); // through the stop: without simulation nobody closes it
        Expect("LONG 1", "STOP 3300", "SELL 0.25 @0.5", "LONG 1", "LONG 1");
        Assert.Equal((1L, 2L, 0.25m, 0m), (Eth.Fills, Eth.Intents, Eth.AskedQuantity, Eth.HarvestedQuantity));
        Assert.Equal((0m, -150m, 0m, -150m, -150m), (Eth.RealizedPnl, Eth.OpenPnl, Eth.FeesQuote, Eth.NetPnl, Eth.UnharvestedNetPnl));
        Assert.Equal((3L, 0L), (Session.Summary.Entries, Session.Summary.UnusedFills));
    }

    [Fact]
    public void Plain_ReportsWhatTheFoldRefuses()
    {
        _options = new ReplayOptions();
        Buy(1m, 3300m, 3400m);
        Sell(2m, 3300m, reduceOnly: true);
        Expect("StopOnWrongSide(stop: 3400, entry: 3300)", "LONG 1", "ReductionSurplus(surplus: 1, open: 1)", "FLAT 0 closed 0");
    }

    [Fact]
    public void Simulated_PartialCloses_FillAtTheMark()
    {
        Buy(1m, 3300m, 3200m);
        Price(3400m);
        Expect("LONG 1", "STOP 3300", "SELL 0.25 @0.5", "SELL 0.25 @1", "LONG 1", "sim LONG 0.75", "sim LONG 0.5");
        Assert.Equal((50m, 50m, 0m, 0.5m, 0.5m), (Eth.RealizedPnl, Eth.OpenPnl, Eth.FeesQuote, Eth.HarvestedQuantity, Eth.AskedQuantity));
        Assert.Equal((0.5m, 100m, 100m), (Eth.RealizedR, Eth.NetPnl, Eth.UnharvestedNetPnl));
        Assert.Equal(3L, Eth.Intents);
    }

    [Fact]
    public void Simulated_SlippageAndFees_MakeItWorseOnBothSides()
    {
        _options = new ReplayOptions { SimulateFills = true, SlippageBps = 10, FeeBps = 5 };
        _policy = Desk.Policy("1:0.5") with { BreakEvenAtR = null };
        Buy(1m, 1000m, 900m);
        Price(1100m); // sold at 1098.9: profit 49.45, fee 549.45 * 0.0005; that fill is the last price
        Assert.Equal((49.45m, 0.274725m, 49.45m), (Eth.RealizedPnl, Eth.FeesQuote, Eth.OpenPnl));
        Assert.Equal(98.9m - 0.274725m, Eth.NetPnl);
        Assert.Equal(100m, Eth.UnharvestedNetPnl);

        _session = null;
        Sell(1m, 1000m, 1100m);
        Price(900m); // bought at 900.9
        Assert.Equal((49.55m, 0.225225m, 49.55m), (Eth.RealizedPnl, Eth.FeesQuote, Eth.OpenPnl));
    }

    [Fact]
    public void Simulated_SlippageOfEverything_StillHasAPrice()
    {
        _options = new ReplayOptions { SimulateFills = true, SlippageBps = 10_000 };
        _policy = Desk.Policy("1:0.5") with { BreakEvenAtR = null };
        Buy(1m, 1000m, 900m);
        Price(1100m);
        Assert.Equal((Limits.MinPositive - 1000m) / 2, Eth.RealizedPnl);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 3201, "LONG 1")]
    [InlineData(OrderSide.Buy, 3200, "sim FLAT 0 closed -100")]
    [InlineData(OrderSide.Buy, 3190, "sim FLAT 0 closed -110")]
    [InlineData(OrderSide.Sell, 3399, "SHORT 1")]
    [InlineData(OrderSide.Sell, 3400, "sim FLAT 0 closed -100")]
    [InlineData(OrderSide.Sell, 3410, "sim FLAT 0 closed -110")]
    public void Simulated_Stop_ClosesTheRestAtOrThroughIt(OrderSide side, int price, string expected)
    {
        Fill(side, 1m, 3300m, side == OrderSide.Buy ? 3200m : 3400m);
        _lines.Clear();
        Price(price);
        Expect(expected);
    }

    [Fact]
    public void Simulated_MovedStop_IsHonoured()
    {
        Buy(1m, 3300m, 3200m);
        Price(3350m);
        Price(3300m);
        Expect("LONG 1", "STOP 3300", "SELL 0.25 @0.5", "LONG 1", "sim LONG 0.75", "sim FLAT 0 closed 12.5");
        Assert.Equal((12.5m, 0.125m, 12.5m, 0m), (Eth.RealizedPnl, Eth.RealizedR, Eth.NetPnl, Eth.UnharvestedNetPnl));
        Assert.Equal(0.25m, Eth.HarvestedQuantity);
    }

    [Fact]
    public void Simulated_Stop_OfAFillsPriceActsBeforeTheFill()
    {
        Buy(1m, 3300m, 3200m);
        Buy(1m, 3150m, 3100m);
        Expect("LONG 1", "sim FLAT 0 closed -150", "LONG 1");
        Assert.Equal(-150m, Eth.RealizedPnl);
        Assert.Equal(-150m, Eth.UnharvestedNetPnl); // it averaged to 3225 and is at 3150, twice
    }

    [Fact]
    public void Simulated_Stop_InHedgeModeTakesOnlyItsSide()
    {
        Buy(1m, 3300m, 3200m, side: PositionSide.Long);
        Sell(1m, 3300m, 3400m, side: PositionSide.Short);
        _lines.Clear();
        Sell(0.1m, 3190m, side: PositionSide.Short); // a fill marks its own position only
        Price(3199m);
        Expect("STOP 3290", "BUY 0.275 @0.5", "SHORT 1.1", "sim SHORT 0.825", "sim FLAT 0 closed -101", "SHORT 0.825");
    }

    [Fact]
    public void Simulated_RecordedExitAfterHarvests_NeverFlips()
    {
        Buy(1m, 3300m, 3200m);
        Price(3400m);
        Sell(1m, 3390m, fee: 2m); // all of the recording's 1, where 0.5 is left here
        Expect("LONG 1", "STOP 3300", "SELL 0.25 @0.5", "SELL 0.25 @1", "LONG 1", "sim LONG 0.75", "sim LONG 0.5", "FLAT 0 closed 95");
        Assert.Equal((95m, 1m, 94m, 88m), (Eth.RealizedPnl, Eth.FeesQuote, Eth.NetPnl, Eth.UnharvestedNetPnl));
        Assert.Equal((0L, 2L), (Session.Summary.UnusedFills, Eth.Fills));
    }

    [Fact]
    public void Simulated_RecordedPartialExit_ClosesAsMuchAsThereIs()
    {
        Buy(1m, 3300m, 3200m);
        Price(3400m);
        _lines.Clear();
        Sell(0.4m, 3390m, fee: 4m);
        Sell(0.3m, 3390m, fee: 3m);
        Sell(0.2m, 3390m, fee: 2m); // 0.1 more in the recording; nothing is left here
        Expect("LONG 0.1", "FLAT 0 closed 95");
        Assert.Equal((95m, 5m), (Eth.RealizedPnl, Eth.FeesQuote));
        Assert.Equal(1L, Session.Summary.UnusedFills);
        Assert.Equal(0.9m * 90m - 9m + (0.1m * 90m), Eth.UnharvestedNetPnl);
    }

    [Fact]
    public void Simulated_RecordedFlip_OpensWhatTheRecordingOpened()
    {
        Buy(1m, 3300m, 3200m);
        Price(3400m);
        _lines.Clear();
        Sell(3m, 3390m, 3450m, fee: 3m); // closes 1 and opens 2: here it closes 0.5 and opens 2
        Expect("SHORT 2 closed 95");
        Assert.Equal((95m, 2.5m), (Eth.RealizedPnl, Eth.FeesQuote));
        Assert.Equal(90m - 3m, Eth.UnharvestedNetPnl);
    }

    [Fact]
    public void Simulated_RecordedFlipAfterAStop_OpensToo()
    {
        Buy(1m, 3300m, 3200m);
        Price(3190m);
        Sell(3m, 3190m, 3250m);
        Expect("LONG 1", "sim FLAT 0 closed -110", "SHORT 2");
    }

    [Fact]
    public void Simulated_RecordedExitAfterAStop_MeansNothing()
    {
        Buy(1m, 3300m, 3200m);
        Price(3190m);
        Sell(1m, 3195m);
        Expect("LONG 1", "sim FLAT 0 closed -110");
        Assert.Equal((1L, -110m, -105m), (Session.Summary.UnusedFills, Eth.RealizedPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Simulated_RecordedHarvestEcho_IsLeftOut()
    {
        EntryId epoch = Buy(1m, 3300m, 3200m);
        string rung = IntentId.OfRung(new PositionKey(Desk.Eth, PositionSide.Both), epoch, 0.5m);
        Price(3350m);
        _lines.Clear();
        Sell(0.25m, 3350m, echo: rung);
        Assert.Empty(_lines);
        Assert.Equal((0L, 0.25m), (Session.Summary.UnusedFills, Eth.HarvestedQuantity));

        Sell(0.75m, 3340m); // what the recording had left: all of it
        Expect("FLAT 0 closed 42.5");
        Price(3500m); // without harvest nothing is left open either, though the recording sold only 0.75 just now
        Assert.Equal((42.5m, 40m), (Eth.NetPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Simulated_ForeignEcho_IsAnOrdinaryFill()
    {
        Buy(1m, 3300m, 3200m);
        _lines.Clear();
        Sell(0.25m, 3310m, echo: "harvest:ETHUSDT:1-0:rung:0.5");
        Expect("LONG 0.75");
    }

    [Fact]
    public void Simulated_Duplicate_IsReportedOnceAndChangesNothing()
    {
        Buy(1m, 3300m, 3200m, key: 5);
        Buy(1m, 3300m, 3200m, key: 5);
        Expect("LONG 1", "DuplicateExecution(quantity: 1, price: 3300)");
        Assert.Equal((2L, 0L), (Eth.Fills, Session.Summary.UnusedFills));
    }

    [Fact]
    public void Simulated_Duplicate_HitsNoStop()
    {
        _policy = Desk.Policy("900:0.1") with { BreakEvenAtR = null };
        Buy(0.5m, 3300m, 3200m, key: 5);
        Buy(0.5m, 3500m, 3450m, key: 6);
        Expect("LONG 0.5", "LONG 1");
        _lines.Clear();
        Buy(0.5m, 3300m, 3200m, key: 5); // an old price: the market is not there
        Expect("DuplicateExecution(quantity: 0.5, price: 3300)");
    }

    [Fact]
    public void Simulated_RefusedStop_IsReportedOnce()
    {
        Buy(1m, 3300m, 3400m);
        Expect("StopOnWrongSide(stop: 3400, entry: 3300)", "LONG 1");
    }

    [Fact]
    public void Simulated_Surplus_IsReportedOnce()
    {
        Buy(1m, 3300m, 3200m);
        _lines.Clear();
        Sell(2m, 3310m, reduceOnly: true);
        Expect("ReductionSurplus(surplus: 1, open: 1)", "FLAT 0 closed 10");
        Sell(2m, 3310m, reduceOnly: true);
        Assert.Equal("NothingToReduce(quantity: 2, open: 0)", _lines[^1]);
    }

    [Fact]
    public void Reject_MayBeAFill_MakesTheSymbolSuspect()
    {
        Buy(1m, 3300m, 3200m);
        Assert.Empty(Session.Reject(new DecodeError(DecodeCode.PriceMissing, "price", null, null, MayBeFill: true)));
        Assert.Empty(Session.Reject(new DecodeError(DecodeCode.PriceMissing, "price", null, Desk.Eth, MayBeFill: false)));
        Assert.Equal("BTCUSDT", Assert.Single(Session.Reject(new DecodeError(DecodeCode.PriceMissing, "price", null, "BTCUSDT", MayBeFill: true))).Key.Symbol);
        Assert.True(Assert.Single(Session.Reject(new DecodeError(DecodeCode.PriceMissing, "price", null, Desk.Eth, MayBeFill: true))).Suspect);
        _lines.Clear();
        Price(3400m);
        Expect("LONG 1");
    }

    [Fact]
    public void Summary_OfTwoSymbols_AddsUp()
    {
        Buy(1m, 3300m, 3200m, fee: 1m);
        Price(3350m);
        Sell(1m, 3340m, fee: 1m);
        Fill(OrderSide.Sell, 2m, 100m, 110m, symbol: "BTCUSDT", fee: 0.5m);
        Apply(HarvestEvent.PriceUpdate(Next(), _now, "BTCUSDT", 98m));
        Apply(HarvestEvent.Outcome(Next(), _now, "XRPUSDT", null));

        IReadOnlyList<SymbolSummary> summaries = Session.Summary.BySymbol();
        Assert.Equal(["BTCUSDT", "ETHUSDT"], summaries.Select(summary => summary.Symbol));
        Assert.Equal(
            new SymbolSummary { Symbol = "BTCUSDT", Fills = 1, OpenPnl = 4m, FeesQuote = 0.5m, UnharvestedNetPnl = 3.5m }, summaries[0]);
        Assert.Equal(
            new SymbolSummary
            {
                Symbol = "ETHUSDT",
                Fills = 2,
                Intents = 2,
                AskedQuantity = 0.25m,
                HarvestedQuantity = 0.25m,
                RealizedPnl = 42.5m,
                FeesQuote = 1.75m,
                RealizedR = 0.425m,
                UnharvestedNetPnl = 38m,
            },
            summaries[1]);
        Assert.Equal(
            new SymbolSummary
            {
                Symbol = "",
                Fills = 3,
                Intents = 2,
                AskedQuantity = 0.25m,
                HarvestedQuantity = 0.25m,
                RealizedPnl = 42.5m,
                OpenPnl = 4m,
                FeesQuote = 2.25m,
                RealizedR = 0.425m,
                UnharvestedNetPnl = 41.5m,
            },
            Session.Summary.Total());
        Assert.Equal(44.25m, Session.Summary.Total().NetPnl);
        Assert.Equal(6, Session.Summary.Entries);
        Assert.Throws<ArgumentNullException>(() => SymbolSummary.Add(null!, summaries[0]));
        Assert.Throws<ArgumentNullException>(() => SymbolSummary.Add(summaries[0], null!));
    }

    [Fact]
    public void Summary_OpenEpochWithoutRisk_HasNoR()
    {
        Buy(1m, 100m);
        Sell(0.5m, 110m);
        Assert.Equal((5m, 5m, 0m), (Eth.RealizedPnl, Eth.OpenPnl, Eth.RealizedR));
    }

    [Fact]
    public void Summary_OpenEpoch_CountsItsRealisedRAndHarvest()
    {
        Buy(1m, 3300m, 3200m);
        Price(3350m);
        Assert.Equal((0.125m, 0.25m, 12.5m), (Eth.RealizedR, Eth.HarvestedQuantity, Eth.RealizedPnl));
    }

    [Fact]
    public void Arguments_Null_Throw()
    {
        var settings = new EngineSettings(HarvestMode.Shadow, "", 1, HarvestPolicy.Default);
        Assert.Throws<ArgumentNullException>(() => new ReplaySession(null!, new ReplayOptions(), this));
        Assert.Throws<ArgumentNullException>(() => new ReplaySession(settings, null!, this));
        Assert.Throws<ArgumentNullException>(() => new ReplaySession(settings, new ReplayOptions(), null!));
    }

    private void Expect(params string[] lines)
    {
        Assert.Equal(lines, _lines);
        _lines.Clear();
    }

    private EntryId Next() => new(_now += 1000, 0);

    private void Price(decimal price) => Apply(HarvestEvent.PriceUpdate(Next(), _now, Desk.Eth, price));

    private EntryId Buy(decimal quantity, decimal price, decimal stop = 0, decimal fee = 0, ulong key = 0, PositionSide side = PositionSide.Both) =>
        Fill(OrderSide.Buy, quantity, price, stop, fee: fee, key: key, side: side);

    private EntryId Sell(decimal quantity, decimal price, decimal stop = 0, string? echo = null, decimal fee = 0, bool reduceOnly = false,
        PositionSide side = PositionSide.Both) =>
        Fill(OrderSide.Sell, quantity, price, stop, echo, fee, reduceOnly, side: side);

    private EntryId Fill(OrderSide order, decimal quantity, decimal price, decimal stop, string? echo = null, decimal fee = 0,
        bool reduceOnly = false, string symbol = Desk.Eth, ulong key = 0, PositionSide side = PositionSide.Both)
    {
        EntryId id = Next();
        Apply(HarvestEvent.Fill(id, _now, symbol, order, quantity, price, stop) with
        {
            IntentEcho = echo,
            FeeQuote = fee,
            ReduceOnly = reduceOnly,
            ExecutionKey = key,
            PositionSide = side,
        });
        return id;
    }

    private void Apply(HarvestEvent e) => Session.Apply(e);
}
