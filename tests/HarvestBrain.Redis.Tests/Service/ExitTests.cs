using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>The adaptive exits in the service, with real parts.</summary>
public sealed class ExitTests
{
    [Fact]
    public void TrailingStop_AfterASigkill_GoesOnFromThePeak()
    {
        using var scene = new Scene(settings: [("HARVEST_LADDER", "900:0.1"), ("HARVEST_TRAIL_SOURCE", "risk"), ("HARVEST_TRAIL_ATR_MULT", "1")]);
        scene.Price(3420);
        Assert.Equal([scene.Stop("3320")], scene.Redis.IntentIds());

        scene.Worker.Kill();
        scene.Replace();
        scene.Price(3400); // neither the stop nor the peak is forgotten
        scene.Price(3425); // less than the least step of 0.1R
        Assert.Equal([scene.Stop("3320")], scene.Redis.IntentIds());
        scene.Price(3430);
        Assert.Equal([scene.Stop("3320"), scene.Stop("3330")], scene.Redis.IntentIds());
    }

    [Fact]
    public void Ladder_ChangedInRedis_HoldsForTheRunningEpochOnlyWithApplyNow()
    {
        using var scene = new Scene(settings: [("HARVEST_SET_BE_AT_R", "")]);
        string config = $"quantum:config:harvest:{Scene.Symbol}";
        scene.Redis.Do("HSET", config, "ladder", "0.6:0.5,2:*");
        scene.Price(3350);
        Assert.Equal([scene.Rung("0.5")], scene.Redis.IntentIds());

        scene.Redis.Do("HSET", config, "apply", "now");
        scene.Price(3360);
        Assert.Equal([scene.Rung("0.5"), scene.Rung("0.6")], scene.Redis.IntentIds());
        scene.Worker.Kill();
        scene.Replace();
        scene.Price(3450); // 1R and 1.5R of the old ladder are gone
        scene.Price(3500);
        Assert.Equal([scene.Rung("0.5"), scene.Rung("0.6"), scene.Rung("2")], scene.Redis.IntentIds());
    }

    [Fact]
    public void Funding_MovesTheRungsOfNetR()
    {
        using var scene = new Scene(settings: [("HARVEST_R_BASIS", "net"), ("HARVEST_SET_BE_AT_R", "")]);
        scene.Redis.Add("symbol", Scene.Symbol, "status", "FUNDING", "fee", "10");
        scene.Price(3350);
        Assert.Empty(scene.Redis.IntentIds());
        scene.Price(3360);
        Assert.Equal([scene.Rung("0.5")], scene.Redis.IntentIds());
    }
}
