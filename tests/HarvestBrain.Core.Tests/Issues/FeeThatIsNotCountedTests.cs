using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>0.1 BNB of fee were 0.1 of the quote, and every net figure was wrong without a word.</summary>
public sealed class FeeThatIsNotCountedTests
{
    private const string Buy = """{"symbol":"ETHUSDT","side":"BUY","status":"FILLED","qty":1,"price":3300,"stop_loss":3200,"commission":0.1,"commissionAsset":"BNB"}""";

    [Fact]
    public void Fee_InAThirdAsset_IsSaidWithItsAsset() =>
        Assert.Equal("FeeNotCounted(fee: 0.1, asset: BNB)", new Desk().Apply(Buy).Refused);

    [Fact]
    public void NetFigures_OfTheEpoch_AreMarked_AndOfNoOther()
    {
        HarvestPolicy net = Desk.Calm with { RBasis = RBasis.Net };
        Desk desk = new Desk(net).Apply(Buy).Restart(policy: net).Price(3350m);
        Assert.True(desk.Position.FeesIncomplete);
        Assert.True(OverTheWire.Encode(desk.Last.Intents[0]).GetProperty("fees_incomplete").GetBoolean());
        desk.Sell(1m, 3350m);
        Assert.True(desk.Position.LastClosed!.FeesIncomplete);
        desk.Buy(1m, 3300m, 3200m).Price(3350m);
        Assert.False(desk.Position.FeesIncomplete);
        Assert.False(OverTheWire.Encode(desk.Last.Intents[0]).TryGetProperty("fees_incomplete", out JsonElement _));
    }

    [Fact]
    public void GrossFigures_AreNotMarked() =>
        Assert.False(OverTheWire.Encode(new Desk().Apply(Buy).Price(3350m).Last.Intents[0]).TryGetProperty("fees_incomplete", out JsonElement _));

    [Fact]
    public void Exit_WithAFeeThatIsNotCounted_MarksTheEpochThatItCloses()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m)
            .Apply("""{"symbol":"ETHUSDT","side":"SELL","status":"FILLED","qty":3,"price":3350,"fee":"n/a"}""");
        Assert.Equal((true, true), (desk.Position.LastClosed!.FeesIncomplete, desk.Position.FeesIncomplete)); // a flip pays for both
    }

    [Fact]
    public void Fee_InWhatIsTraded_OfContracts_IsSoManyContracts()
    {
        Desk desk = new Desk(Desk.Calm with { ContractSize = 0.01m })
            .Apply("""{"symbol":"ETHUSDT","side":"BUY","status":"FILLED","qty":100,"price":3300,"stop_loss":3200,"fee":0.001,"fee_asset":"ETH"}""");
        Assert.Equal((99.9m, 3.3m), (desk.Position.Quantity, desk.Position.FeesQuote)); // 0.1 contracts of 0.01 ETH
        desk.Sell(99.9m, 3400m);
        Assert.Equal((99.9m, 3.3m), (desk.Position.LastClosed!.RealizedPnl, desk.Position.LastClosed!.FeesQuote));
    }

    /// <summary>What was refused of a fill has no fee of its own: it was told for the epoch that the fill closed.</summary>
    [Fact]
    public void Surplus_OfAFillWithAFeeThatIsNotCounted_MarksNoLaterEpoch()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now, Desk.Eth, OrderSide.Sell, 3m, 3350m) with { ReduceOnly = true, FeeQuote = 0.1m, FeeAsset = "BNB" });
        Assert.True(desk.Position.LastClosed!.FeesIncomplete);
        desk.Apply(HarvestEvent.Fill(desk.NextId(), desk.Now - 60_000, Desk.Eth, OrderSide.Buy, 5m, 3300m)); // older: it explains the 2
        Assert.Equal((3m, 100m, false), (desk.Position.Quantity, desk.Position.RealizedPnl, desk.Position.FeesIncomplete));
    }

    [Theory]
    [InlineData("ETHUSDT", "USDT", FeeUnit.Quote)]
    [InlineData("ETHUSDT", "usdt", FeeUnit.Quote)]
    [InlineData("ETHUSDT", "ETH", FeeUnit.Base)]
    [InlineData("ETHUSDT", "USD", FeeUnit.Other)]
    [InlineData("ETHUSDT", "BNB", FeeUnit.Other)]
    [InlineData("ETH/USDT", "ETH", FeeUnit.Base)]
    [InlineData("ETH/USDT:USDT", "USDT", FeeUnit.Quote)]
    [InlineData("ETH-USDT-SWAP", "ETH", FeeUnit.Base)]
    [InlineData("ETH-USDT-240628", "USDT", FeeUnit.Quote)]
    [InlineData("ETHUSDT-PERP", "ETH", FeeUnit.Base)]
    [InlineData("ETHUSDT.P", "USDT", FeeUnit.Quote)]
    [InlineData("ETH_USDT", "USDT", FeeUnit.Quote)]
    [InlineData("BTCDOMUSDT", "BTC", FeeUnit.Other)]
    [InlineData("ETHBTC", "BTC", FeeUnit.Quote)]
    [InlineData("BTCFDUSD", "FDUSD", FeeUnit.Quote)]
    [InlineData("BTCFDUSD", "BTC", FeeUnit.Base)]
    [InlineData("AAPL", "USD", FeeUnit.Quote)]
    [InlineData("AAPL", "BNB", FeeUnit.Other)]
    [InlineData("USDT", "USDT", FeeUnit.Base)]
    public void Asset_OfASymbol_IsReadOutOfItsName(string symbol, string asset, object unit) => Assert.Equal(unit, SymbolAssets.Of(symbol, asset));
}
