using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A malformed entry was acknowledged and gone, fill or not.</summary>
public sealed class MalformedEntryTests
{
    [Fact]
    public void Fill_ThatCannotBeRead_MakesItsSymbolSuspect()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        DecodeError error = OverTheWire.Refused("""{"symbol":"ETHUSDT","side":"SELL","qty":"one","price":3310,"status":"FILLED"}""");
        Assert.Equal((DecodeCode.NumberInvalid, "qty", "one", "ETHUSDT", true), (error.Code, error.Field, error.Found, error.Symbol, error.MayBeFill));

        desk.Engine.MarkSuspect(error.Symbol!);
        Assert.Equal(("", "Suspect"), (desk.Price(3400m).Asked, desk.Held));
    }

    [Theory]
    [InlineData("{", DecodeCode.JsonBroken)]
    [InlineData("[]", DecodeCode.JsonNotObject)]
    [InlineData("""{"side":"BUY","status":"FILLED"}""", DecodeCode.SymbolMissing)]
    [InlineData("""{"symbol":"X","status":"DONE"}""", DecodeCode.StatusUnknown)]
    public void Entry_ThatCannotBeRead_HasACode(string json, DecodeCode code) => Assert.Equal(code, OverTheWire.Refused(json).Code);
}
