using System.Text.Json;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Reduce-only stood in a spelling that the consumer did not read: a harvest enlarged the position.</summary>
public sealed class ReduceOnlySpellingTests
{
    [Theory]
    [InlineData(HarvestMode.Live)]
    [InlineData(HarvestMode.Shadow)]
    public void PartialClose_CarriesBothSpellings(HarvestMode mode)
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        JsonElement payload = OverTheWire.Encode(desk.Last.Intents[1], mode);
        Assert.True(payload.GetProperty("reduce_only").GetBoolean());
        Assert.True(payload.GetProperty("reduceOnly").GetBoolean());
    }

    [Theory]
    [InlineData("reduce_only")]
    [InlineData("reduceOnly")]
    public void Fill_ReduceOnlyInEitherSpelling_NeverFlips(string name)
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m)
            .Apply($$"""{"symbol":"ETHUSDT","side":"SELL","qty":2,"price":3310,"status":"FILLED","{{name}}":true}""");
        Assert.Equal(0m, desk.Position.Quantity);
    }
}
