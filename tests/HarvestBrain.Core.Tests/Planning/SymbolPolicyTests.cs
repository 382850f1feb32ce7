using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Core.Tests.Planning;

/// <summary>A change of policy in the middle of an epoch.</summary>
public sealed class SymbolPolicyTests
{
    [Fact]
    public void Ladder_Changed_HoldsFromTheNextEpochOn()
    {
        Desk desk = new Desk().Buy(1, 100, 90);
        desk.Engine.SetPolicy(Desk.Eth, Desk.Policy("2:1"));
        Assert.Equal("STOP 100, SELL 0.25 @0.5", desk.Price(105).Asked);
        Assert.Equal("STOP 100, SELL 1 @2", desk.Sell(1, 105).Buy(1, 100, 90).Price(120).Asked);
    }

    [Fact]
    public void Ladder_AppliedNow_KeepsWhatWasAskedFor()
    {
        Desk desk = new Desk().Buy(1, 100, 90).Price(105).FillAsked();
        desk.Engine.SetPolicy(Desk.Eth, Desk.Policy("0.5:0.2,0.8:0.5,3:*"), applyNow: true);
        Assert.Equal("filled 0.25, armed 0.5, armed 0.25", desk.Rungs);
        Assert.Equal("SELL 0.5 @0.8, SELL 0.25 @3", desk.Price(130).Asked);
    }

    [Fact]
    public void Ladder_AppliedTwice_IsTheSame()
    {
        Desk desk = new Desk().Buy(1, 100, 90).Price(105).FillAsked();
        HarvestPolicy policy = Desk.Policy("0.5:0.2,0.8:0.6,3:0.2") with { VolatilityScale = VolatilityScale.Of(new VolatilityStep(null, 2)) };
        desk.Engine.SetPolicy(Desk.Eth, policy, applyNow: true);
        string once = desk.Rungs;
        desk.Engine.SetPolicy(Desk.Eth, policy, applyNow: true);
        Assert.Equal(once, desk.Rungs);
        Assert.Equal("filled 0.25, armed 0.6, armed 0.15", once); // the scale of the opening, and never more than all
    }

    [Fact]
    public void Ladder_AppliedNow_InFrontOfWhatWasAskedFor_IsLaidOutToo()
    {
        HarvestPolicy policy = Desk.Policy("0.5:0.5,0.7:0.3,2:0.2") with { BreakEvenAtR = null };
        Desk desk = new Desk(Desk.Policy("1:0.25,2:0.25") with { BreakEvenAtR = null }).Buy(1, 100, 90).Price(110).FillAsked();
        desk.Engine.SetPolicy(Desk.Eth, policy, applyNow: true);
        Assert.Equal("armed 0.5, armed 0.25, filled 0.25, armed 0", desk.Rungs); // never more than there is
        desk.Engine.SetPolicy(Desk.Eth, policy, applyNow: true);
        Assert.Equal("SELL 0.5 @0.5", desk.Restart(policy: policy).Price(106).Asked);
    }

    [Fact]
    public void Ladder_AppliedNow_GivesNoSliceOutTwice()
    {
        // The slice at 1R, under the minimum, went into the one at 2R.
        HarvestPolicy policy = Desk.Policy("1:0.1,2:0.25,3:0.5") with { BreakEvenAtR = null, MinNotionalQuote = 20 };
        Desk desk = new Desk(policy).Buy(1, 100, 90).Price(120);
        Assert.Equal("SELL 0.35 @2", desk.Asked);
        desk.Engine.SetPolicy(Desk.Eth, policy with { MinNotionalQuote = 0 }, applyNow: true);
        Assert.Equal("armed 0, requested 0.35, armed 0.5", desk.Rungs);
    }

    [Fact]
    public void Stops_Changed_HoldAtOnce()
    {
        Desk desk = new Desk(Desk.Policy("900:0.1") with { BreakEvenAtR = null }).Buy(1, 100, 90);
        Assert.Equal("", desk.Price(120).Asked);
        desk.Engine.SetPolicy(Desk.Eth, Desk.Policy("900:0.1") with { TrailSource = TrailSource.Risk, TrailAtrMultiple = 0.5m });
        Assert.Equal("STOP 115", desk.Price(119).Asked);
    }

    [Fact]
    public void Settings_AreReadByTheirShortNames()
    {
        string? problem = SymbolSettings.Read(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["trail_source"] = "risk", ["trail_atr_mult"] = "3", ["apply"] = "now" },
            HarvestPolicy.Default with { MinR = 0.7m }, out HarvestPolicy policy, out bool applyNow);
        Assert.Null(problem);
        Assert.True(applyNow);
        Assert.Equal(HarvestPolicy.Default with { MinR = 0.7m, TrailSource = TrailSource.Risk, TrailAtrMultiple = 3 }, policy);
    }

    [Fact]
    public void Settings_OfAReplay_MaySwitchTheFreshnessGuardOff()
    {
        var off = new Dictionary<string, string>(StringComparer.Ordinal) { ["require_fresh_snapshot_sec"] = "0" };
        Assert.Equal(
            "HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC: found '0'; allowed: a whole number from 1 to 86400; in a replay also 0 = off",
            SymbolSettings.Read(off, HarvestPolicy.Default, out _, out _));
        Assert.Null(SymbolSettings.Read(off, HarvestPolicy.Default, out HarvestPolicy policy, out _, isReplay: true));
        Assert.Equal(0, policy.MaxPriceAgeSeconds);
    }

    [Fact]
    public void Settings_EveryProblemIsNamed()
    {
        string? problem = SymbolSettings.Read(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["ladder"] = "x", ["mode"] = "live", ["apply"] = "later" },
            HarvestPolicy.Default, out _, out _);
        Assert.StartsWith("no such setting: mode; HARVEST_LADDER: found 'x'", problem, StringComparison.Ordinal);
        Assert.EndsWith("HARVEST_APPLY: found 'later'; allowed: next or now", problem, StringComparison.Ordinal);
    }
}
