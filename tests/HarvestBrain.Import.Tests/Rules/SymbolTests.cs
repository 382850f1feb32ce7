using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Tests.Rules;

/// <summary>What a spelling says of base and quote.</summary>
public sealed class SymbolTests
{
    [Theory]
    [InlineData("MXCUSDT", "MX", FeeUnit.Other)] // a coin of its own, whose name only begins the symbol
    [InlineData("BNBTCUSDT", "BN", FeeUnit.Other)]
    [InlineData("MXUSDT", "MX", FeeUnit.Base)]
    [InlineData("MXCUSDT", "MXC", FeeUnit.Base)]
    [InlineData("ETHBTC", "ETH", FeeUnit.Base)]
    [InlineData("BTCUSDT_240628", "BTC", FeeUnit.Base)]
    [InlineData("BTCUSDT.P", "BTC", FeeUnit.Base)]
    [InlineData("BTCUSDTPERP", "BTC", FeeUnit.Base)]
    [InlineData("MXCUSDT", "USDT", FeeUnit.Quote)]
    public void Fee_IsInTheBaseCoin_OnlyWhereTheRestIsAQuoteCurrency(string symbol, string asset, object unit) =>
        Assert.Equal((FeeUnit)unit, SymbolName.Parse(symbol).UnitOf(asset));

    [Theory]
    [InlineData("XDGUSD", "DOGEUSD")]
    [InlineData("XXDGZUSD", "DOGEUSD")]
    [InlineData("XDG/USD", "DOGEUSD")]
    [InlineData("XDGEUR", "DOGEEUR")]
    [InlineData("XDGUSDT", "DOGEUSDT")]
    public void Doge_OfKraken_IsOneSymbol(string raw, string expected) => Assert.Equal(expected, SymbolName.Parse(raw).Name);
}
