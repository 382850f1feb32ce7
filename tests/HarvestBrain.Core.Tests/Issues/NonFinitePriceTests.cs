using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>NaN and infinite prices were accepted, and one infinite price blocked every symbol.</summary>
public sealed class NonFinitePriceTests
{
    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("\"inf\"")]
    [InlineData("\"nan\"")]
    [InlineData("1e400")]
    [InlineData("0")]
    [InlineData("-1")]
    public void Price_ThatIsNone_IsRefusedAndTouchesNoOtherSymbol(string price)
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        DecodeError error = OverTheWire.Refused($$"""{"symbol":"BTCUSDT","status":"PRICE_UPDATE","price":{{price}}}""");
        Assert.Equal(("price", "BTCUSDT", false), (error.Field, error.Symbol, error.MayBeFill));
        Assert.Equal("STOP 3300, SELL 0.25 @0.5", desk.Price(3350m).Asked);
    }
}
