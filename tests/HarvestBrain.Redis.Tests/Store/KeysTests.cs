using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Store;

/// <summary>What a service calls its keys (docs/contracts.md), and that two instances share none that only one may write.</summary>
public sealed class KeysTests
{
    [Fact]
    public void OfTheOnlyInstance()
    {
        Keys keys = Of(HarvestMode.Shadow, "");
        Assert.Equal(
            ["quantum:harvest:positions", "quantum:harvest:checkpoint", "quantum:harvest:lease", "quantum:harvest:fence",
                "quantum:harvest:history:ETHUSDT", "quantum:dedup:harvest:shadow:id", "quantum:config:harvest:ETHUSDT"],
            [keys.Positions, keys.Checkpoint, keys.Lease, keys.Fence, keys.History("ETHUSDT"), keys.Dedup("id"), keys.Config("ETHUSDT")]);
        Assert.Equal(
            ("harvest_brain:execution", "quantum:stream:execution.result", "quantum:stream:harvest.suggestions"), (keys.Group, keys.Input, keys.Output));
        Assert.Equal(
            ["quantum:stream:execution.result", "quantum:stream:position.snapshot", "quantum:stream:pnl.snapshot"],
            keys.Inputs.Select(stream => stream.Name));
    }

    [Fact]
    public void OfAnInstance_AreItsOwn_ButTheSettingsOfSymbols()
    {
        Keys keys = Of(HarvestMode.Live, "b");
        Assert.Equal(
            ["quantum:harvest:b:positions", "quantum:harvest:b:checkpoint", "quantum:harvest:b:lease", "quantum:harvest:b:fence",
                "quantum:harvest:b:history:ETHUSDT", "quantum:dedup:harvest:b:live:id", "quantum:config:harvest:ETHUSDT"],
            [keys.Positions, keys.Checkpoint, keys.Lease, keys.Fence, keys.History("ETHUSDT"), keys.Dedup("id"), keys.Config("ETHUSDT")]);
        Assert.Equal(("harvest_brain:execution:b", "quantum:stream:trade.intent"), (keys.Group, keys.Output));
    }

    private static Keys Of(HarvestMode mode, string instance) => new(new RedisSettings(), mode, instance);
}
