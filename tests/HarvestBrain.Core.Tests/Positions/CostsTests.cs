using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Positions;

public sealed class CostsTests
{
    private static readonly HarvestPolicy Net = Desk.Policy("1:0.25") with { BreakEvenAtR = null, RBasis = RBasis.Net };

    private static readonly HarvestPolicy Fees = Desk.Policy("900:0.1") with { BreakEvenCoversFees = true };

    [Fact]
    public void NetR_SubtractsWhatOpeningCostPerUnit()
    {
        Desk desk = new Desk(Net).Buy(2, 100, 90, fee: 4); // 2 per unit
        Assert.Equal("", desk.Price(111.99m).Asked);
        Assert.Equal("SELL 0.5 @1", desk.Price(112).Asked);
        Intent intent = desk.Last.Intents[0];
        Assert.Equal((1m, RBasis.Net), (intent.RLevel, intent.RBasis));
        Assert.Equal(24m, intent.UnrealizedPnl); // before fees, as always
    }

    [Fact]
    public void GrossR_DoesNot() => Assert.Equal("SELL 0.5 @1", new Desk(Net with { RBasis = RBasis.Gross }).Buy(2, 100, 90, fee: 4).Price(110).Asked);

    [Fact]
    public void Funding_BelongsToTheUnitsThatAreOpen()
    {
        Desk desk = new Desk(Net).Buy(2, 100, 90).Cost(4);
        Assert.Equal((2m, 4m), (desk.Position.FundingPerUnit, desk.Position.FeesQuote));
        Assert.Equal(-0.2m, desk.Position.RLevel);
        desk.Buy(2, 100); // spread over twice the units
        Assert.Equal(1m, desk.Position.FundingPerUnit);
        desk.Sell(3, 100);
        Assert.Equal(1m, desk.Position.FundingPerUnit);
    }

    [Fact]
    public void Funding_Received_CountsForUs() => Assert.Equal(0.1m, new Desk(Net).Buy(1, 100, 90).Cost(-1).Position.RLevel);

    [Fact]
    public void Funding_OfASymbolInHedgeMode_IsSharedByWhatIsOpen()
    {
        Desk desk = new Desk(Net).Buy(3, 100, 90, side: PositionSide.Long).Sell(1, 100, 110, side: PositionSide.Short).Cost(4, key: 9);
        Assert.Equal(3m, desk.Engine.Find(Desk.Eth, PositionSide.Long)!.FeesQuote);
        Assert.Equal(1m, desk.Engine.Find(Desk.Eth, PositionSide.Short)!.FeesQuote);
        desk.Cost(4, key: 9);
        Assert.Equal(3m, desk.Engine.Find(Desk.Eth, PositionSide.Long)!.FeesQuote);
    }

    [Fact]
    public void Funding_Repeated_CountsOnce()
    {
        Desk desk = new Desk(Net).Buy(1, 100, 90).Cost(1, key: 7).Cost(1, key: 7);
        Assert.Equal(1m, desk.Position.FeesQuote);
        Assert.Equal("DuplicateExecution(quantity: 0, price: 0)", desk.Refused);
    }

    [Fact]
    public void Funding_OfAFlatPosition_IsNobodys()
    {
        Desk desk = new Desk(Net).Buy(1, 100, 90).Sell(1, 100).Cost(5).Buy(1, 100, 90);
        Assert.Equal(0m, desk.Position.FeesQuote);
        Assert.Equal(0m, desk.Position.RLevel);
    }

    [Fact]
    public void Costs_EndWithTheEpoch_AndAFlipTakesItsShare()
    {
        Desk desk = new Desk(Net).Buy(1, 100, 90, fee: 1).Cost(1).Sell(3, 100, 110, fee: 3);
        Assert.Equal((1m, 0m), (desk.Position.EntryFeePerUnit, desk.Position.FundingPerUnit));
    }

    [Theory]
    [InlineData(OrderSide.Buy, 90, "STOP 102.2")]
    [InlineData(OrderSide.Sell, 110, "STOP 97.8")]
    public void BreakEven_CoversTheRoundTripAndFunding(OrderSide side, double stop, string expected)
    {
        Desk desk = new Desk(Fees).Fill(side, 2, 100, (decimal)stop, fee: 2).Cost(0.4m);
        Assert.Equal(expected, desk.Price(side == OrderSide.Buy ? 106 : 94).Asked);
    }

    [Fact]
    public void BreakEven_AfterAPartialClose_CoversTheUnitsStillOpen()
    {
        Desk desk = new Desk(Fees).Buy(2, 100, 90, fee: 2).Sell(1.5m, 104, fee: 5);
        Assert.Equal("STOP 102", desk.Price(106).Asked); // what the partial close cost was paid from its own profit
    }

    [Fact]
    public void BreakEven_OffsetInBasisPoints() =>
        Assert.Equal("STOP 100.25", new Desk(Desk.Policy("900:0.1") with { BreakEvenOffsetBps = 25 }).Buy(1, 100, 90).Price(105).Asked);

    [Fact]
    public void BreakEven_OffsetBeyondTheMarket_WaitsForIt() => Assert.Equal(
        "STOP 110", new Desk(Desk.Policy("900:0.1") with { BreakEvenOffsetBps = 1000 }).Buy(1, 100, 90).Prices(105, 110, 110.01m));
}
