using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>The dedup key held R and PnL, so that ten ticks within one rung asked for 250 % of the position.</summary>
public sealed class DedupKeyWithPnlTests
{
    [Fact]
    public void TenTicks_WithinOneRung_AskOnceWithAnIdOfEpochAndRungOnly()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m);
        decimal asked = 0;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 10; i++)
        {
            foreach (Intent intent in desk.Price(3350m + (i * 0.1m)).Last.Intents)
            {
                asked += intent.Quantity;
                ids.Add(intent.IntentId);
            }
        }
        Assert.Equal(0.25m, asked);
        Assert.Equal([desk.RungId(0.5m), desk.StopId(3300m)], ids);
        Assert.Equal($"harvest:ETHUSDT:{desk.Position.Epoch}:rung:0.5", desk.RungId(0.50m));
    }
}
