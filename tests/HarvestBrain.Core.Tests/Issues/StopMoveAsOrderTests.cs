using System.Text.Json;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A stop move went out as an order of full size without a price.</summary>
public sealed class StopMoveAsOrderTests
{
    [Theory]
    [InlineData(HarvestMode.Live)]
    [InlineData(HarvestMode.Shadow)]
    public void StopMove_HasAPriceAndNothingToTradeOn(HarvestMode mode)
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        JsonElement payload = OverTheWire.Encode(desk.Last.Intents[0], mode);
        Assert.Equal("MOVE_STOP", payload.GetProperty("intent_type").GetString());
        Assert.Equal((3300m, 3200m), (payload.GetProperty("stop_price").GetDecimal(), payload.GetProperty("previous_stop").GetDecimal()));
        foreach (string name in new[] { "side", "action", "qty", "quantity" }) Assert.False(payload.TryGetProperty(name, out _), name);
    }
}
