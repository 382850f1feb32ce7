using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Fills named a market in one way and prices in another: the position had no prices, and nothing said why.</summary>
public sealed class TwoSpellingsTests
{
    private readonly HarvestEngine _engine = new(Desk.Calm, HarvestMode.Live, 100);
    private long _now = Desk.Start;

    [Theory]
    [InlineData("ETHUSDT", "ETH/USDT")]
    [InlineData("ETH/USDT", "ETHUSDT")]
    [InlineData("ETHUSDT", "ETH-USDT-SWAP")]
    [InlineData("ETH/USDT:USDT", "ETHUSDT")]
    [InlineData("ethusdt", "ETH_USDT")]
    [InlineData("ETHUSDT.P", "ETHUSDT-PERP")]
    [InlineData("BTC-USDT-261225", "BTC/USDT:USDT-261225")]
    public void PricesUnderAnotherSpelling_AreSaidOnce(string fills, string prices)
    {
        Fill(fills);
        Assert.Equal("", Price(prices)); // its own may still come
        _now += 30_000;
        Assert.Equal($"{fills}:BOTH OtherSpelling(prices: {prices})", Price(prices));
        _now += 60_000;
        Assert.Equal("", Price(prices));
    }

    [Theory]
    [InlineData("ETHUSDT", "ETHUSDC")]
    [InlineData("BTCUSDT", "BTC-USDT-261225")]
    [InlineData("BTC-USDT-260327", "BTC-USDT-261225")]
    [InlineData("ETHUSDT", "SOL/USDT")]
    public void AnotherMarket_IsNone(string fills, string prices)
    {
        Fill(fills);
        _now += 60_000;
        Assert.Equal("", Price(prices));
    }

    [Fact]
    public void SymbolWithPricesOfItsOwn_LacksNothing()
    {
        Fill("ETHUSDT");
        Price("ETHUSDT");
        _now += 60_000;
        Assert.Equal("", Price("ETH/USDT"));
    }

    [Fact]
    public void PricesThatCameBefore_AndAFlatPosition()
    {
        Assert.Equal("", Price("ETH/USDT"));
        Fill("ETHUSDT");
        _now += 31_000;
        Assert.Equal("ETHUSDT:BOTH OtherSpelling(prices: ETH/USDT)", Price("ETH/USDT"));
        Assert.Equal("ETHUSDT:BOTH OtherSpelling(prices: ETH-USDT)", Price("ETH-USDT"));
        _engine.Apply(HarvestEvent.Fill(new EntryId(_now, 2), _now, "ETHUSDT", OrderSide.Sell, 1, 3310), _now);
        _now += 31_000;
        Assert.Equal("", Price("ETH_USDT"));
    }

    private void Fill(string symbol) =>
        _engine.Apply(HarvestEvent.Fill(new EntryId(_now, 0), _now, symbol, OrderSide.Buy, 1, 3300, 3200), _now);

    private string Price(string symbol)
    {
        _now++;
        StepResult result = _engine.Apply(HarvestEvent.PriceUpdate(new EntryId(_now, 1), _now, symbol, 3310), _now);
        return string.Join(", ", result.Rejections.Select(rejection => $"{rejection.Key} {rejection}"));
    }
}
