using System.Text.Json;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A long whose fills say BUY was "closed" by another BUY.</summary>
public sealed class ExitSideOfTheFillTests
{
    [Fact]
    public void ExitSide_OfALong_IsSell()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        JsonElement payload = OverTheWire.Encode(desk.Last.Intents[1]);
        Assert.Equal(("SELL", "SELL"), (payload.GetProperty("side").GetString(), payload.GetProperty("action").GetString()));
    }

    [Fact]
    public void ExitSide_OfAShort_IsBuy()
    {
        Desk desk = new Desk().Sell(1m, 3300m, 3400m).Price(3250m);
        JsonElement payload = OverTheWire.Encode(desk.Last.Intents[1]);
        Assert.Equal(("BUY", "BUY"), (payload.GetProperty("side").GetString(), payload.GetProperty("action").GetString()));
    }
}
