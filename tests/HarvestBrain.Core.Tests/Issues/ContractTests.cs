using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Contracts were counted as units of the base asset, and inverse ones as if they were paid in money.</summary>
public sealed class ContractTests
{
    /// <summary>A hundred contracts of a hundredth are one unit: the same money, the same R, the same rungs.</summary>
    [Theory]
    [InlineData(RBasis.Gross, false)]
    [InlineData(RBasis.Net, true)]
    public void ContractsOfAHundredth_AreTheSameMoney(RBasis basis, bool coversFees)
    {
        HarvestPolicy units = Desk.Calm with { RBasis = basis, BreakEvenCoversFees = coversFees, MinNotionalQuote = 10 };
        Position one = Play(new Desk(units), 1), other = Play(new Desk(units with { ContractSize = 0.01m }), 100);

        Assert.Equal(0.01m, other.ContractSize);
        Assert.Equal(one.Quantity * 100, other.Quantity);
        Assert.Equal(
            (one.RealizedPnl, one.UnrealizedPnl, one.FeesQuote, one.RLevel, one.RealizedR, one.InitialRiskQuote),
            (other.RealizedPnl, other.UnrealizedPnl, other.FeesQuote, other.RLevel, other.RealizedR, other.InitialRiskQuote));
        Assert.Equal((one.EntryFeePerUnit, one.FundingPerUnit, one.CurrentStop), (other.EntryFeePerUnit, other.FundingPerUnit, other.CurrentStop));
        Assert.Equal(one.Rungs.Select(rung => (rung.State, rung.Quantity * 100, rung.RealizedPnl)), other.Rungs.Select(rung => (rung.State, rung.Quantity, rung.RealizedPnl)));

        static Position Play(Desk desk, decimal size)
        {
            desk.Buy(1 * size, 3300, 3200, fee: 1.5m).Buy(1 * size, 3310, fee: 0.5m).Cost(0.25m).Price(3380).FillAsked().Sell(0.1m * size, 3390, fee: 0.1m).Price(3370);
            return desk.Position;
        }
    }

    [Fact]
    public void Size_ThatIsCorrected_CountsTheMoneyOfTheRunningEpochAnew()
    {
        var desk = new Desk();
        desk.Buy(100, 3300, 3200, fee: 2).Price(3350).FillAsked();
        Assert.Equal((1250m, 0.02m), (desk.Position.RealizedPnl, desk.Position.EntryFeePerUnit));
        decimal? r = desk.Position.RealizedR;
        desk.Engine.SetPolicy(Desk.Eth, Desk.Calm with { ContractSize = 0.01m });
        Assert.Equal((12.5m, 37.5m, 2m, 2m), (desk.Position.RealizedPnl, desk.Position.UnrealizedPnl, desk.Position.EntryFeePerUnit, desk.Position.FeesQuote));
        Assert.Equal((r, 12.5m), (desk.Position.RealizedR, desk.Position.Rungs[0].RealizedPnl));
    }

    [Fact]
    public void Size_IsSaved_AndStateWithoutOneHasOne()
    {
        var desk = new Desk(Desk.Calm with { ContractSize = 0.01m });
        desk.Buy(100, 3300, 3200).Price(3340);
        byte[] saved = PositionState.Save(desk.Position, HarvestMode.Live);
        Position restored = PositionState.Restore(saved, HarvestMode.Live, out _);
        Assert.Equal((0.01m, 40m), (restored.ContractSize, restored.UnrealizedPnl));

        desk = new Desk();
        saved = PositionState.Save(desk.Buy(1, 3300).Position, HarvestMode.Live);
        Assert.DoesNotContain("contract_size", System.Text.Encoding.UTF8.GetString(saved), StringComparison.Ordinal);
        Assert.Equal(1, PositionState.Restore(saved, HarvestMode.Live, out _).ContractSize);
    }

    [Theory]
    [InlineData("BTC/USD:BTC", true)]
    [InlineData("BTC/USD:BTC-261225", true)]
    [InlineData("BTC-USD-SWAP", true)]
    [InlineData("BTCUSD_PERP", true)]
    [InlineData("btcusd_perp", true)]
    [InlineData("BTC/USDT:USDT", false)]
    [InlineData("BTC/USD", false)]
    [InlineData("BTC-USDT-SWAP", false)]
    [InlineData("BTCUSD", false)]
    [InlineData("ETHUSDT_PERP", false)]
    public void InverseContract_IsKnownByItsName(string symbol, bool isInverse)
    {
        var engine = new HarvestEngine(Desk.Calm, HarvestMode.Live, 100);
        engine.Apply(HarvestEvent.Fill(new EntryId(Desk.Start, 0), Desk.Start, symbol, OrderSide.Buy, 1, 3300, 3200), Desk.Start);
        StepResult result = engine.Apply(HarvestEvent.PriceUpdate(new EntryId(Desk.Start, 1), Desk.Start, symbol, 3350), Desk.Start);
        Assert.Equal(isInverse ? [] : ["STOP 3300", "SELL 0.25 @0.5"], result.Intents.Select(Desk.Describe));
        Assert.Equal(isInverse ? ["InverseContract"] : [], result.Holds.Select(hold => hold.ToString()));

        // The setting knows better.
        engine.SetPolicy(symbol, Desk.Calm with { ContractKind = isInverse ? ContractKind.Linear : ContractKind.Inverse });
        result = engine.Apply(HarvestEvent.PriceUpdate(new EntryId(Desk.Start, 2), Desk.Start, symbol, 3400), Desk.Start);
        Assert.Equal(!isInverse, result.Holds.Any(hold => hold.Code == HoldCode.InverseContract));
    }

    [Fact]
    public void Settings_OfASymbol_AreRead()
    {
        var values = new Dictionary<string, string>
        {
            ["contract_size"] = "0.01", ["contract_type"] = "inverse", ["base_asset"] = "eth", ["quote_asset"] = "USDT", ["qty_step"] = "1",
        };
        Assert.Null(SymbolSettings.Read(values, HarvestPolicy.Default, out HarvestPolicy policy, out _));
        Assert.Equal(
            HarvestPolicy.Default with { ContractSize = 0.01m, ContractKind = ContractKind.Inverse, BaseAsset = "ETH", QuoteAsset = "USDT", QuantityStep = 1 },
            policy);
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("0.1234567890123459", "0.123456789012345")]
    [InlineData("3431.6374837545126353", "3431.63748375451")]
    [InlineData("999999999999999.9", "999999999999999")]
    [InlineData("0.0000123456789012345678", "0.0000123456789012345")]
    [InlineData("0", "0")]
    public void FloorToSignificant_IsNeverMore(string value, string expected)
    {
        decimal of = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, PlainDecimal.Format(PlainDecimal.FloorToSignificant(of, 15)));
    }
}
