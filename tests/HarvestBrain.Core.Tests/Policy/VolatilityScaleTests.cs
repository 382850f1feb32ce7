using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Policy;

public sealed class VolatilityScaleTests
{
    [Theory]
    [InlineData(99.01, "0.28, 0.28, 0.28")] // risk 0.99 %: x 1.4
    [InlineData(99, "0.2, 0.2, 0.2")] // exactly 1 %: no longer under it
    [InlineData(97.51, "0.2, 0.2, 0.2")]
    [InlineData(97.5, "0.12, 0.12, 0.12")]
    [InlineData(50, "0.12, 0.12, 0.12")]
    public void Fractions_AreScaledByTheInitialRisk(double stop, string expected) =>
        Assert.Equal(expected, Fractions(Open("1.0:1.4,2.5:1.0,*:0.6", "0.5:0.2,1:0.2,1.5:0.2", (decimal)stop)));

    [Fact]
    public void Fractions_AboveAllSteps_AreAsTheyAre() => Assert.Equal("0.2, 0.2", Fractions(Open("1:1.4", "0.5:0.2,1:0.2", 90)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Limit_OfAnAverageWithEndlessDigits_IsExact(decimal k)
    {
        // 600 / 7 = 85.714285...; the stop at 90 is exactly 5 % away.
        HarvestPolicy policy = Desk.Policy("0.5:0.2") with { VolatilityScale = VolatilityScale.Of(new VolatilityStep(5, 1.4m), new VolatilityStep(10, 1)) };
        Assert.Equal("0.2", Fractions(new Desk(policy).Sell(2.2m, 90 * k).Sell(0.6m, 70 * k, stop: 90 * k)));
    }

    [Fact]
    public void Total_IsNeverOverOne_TheLastRungsGetWhatIsLeft()
    {
        Desk desk = Open("*:1.5", "0.5:0.4,1:0.4,1.5:0.2", 90);
        Assert.Equal("0.6, 0.4, 0", Fractions(desk));
        Assert.Equal("armed 0.6, armed 0.4, armed 0", desk.Rungs);
    }

    [Fact]
    public void SmallFraction_IsNotRaisedToAFloor() => Assert.Equal("0.0001", Fractions(Open("*:0.01", "0.5:0.01", 90)));

    [Fact]
    public void Scale_IsFixedWhenTheEpochOpens()
    {
        Desk desk = Open("5:1,*:0.5", "1:0.5", 90);
        Assert.Equal("0.25", Fractions(desk));
        desk.Buy(1, 102, stop: 100.5m); // the risk is now under 5 %
        Assert.Equal("0.25", Fractions(desk));
        desk.Sell(2, 100).Buy(1, 100, 99);
        Assert.Equal("0.5", Fractions(desk)); // a new epoch, a new scale
    }

    [Fact]
    public void Scale_OfAStopLearnedLater_IsTakenThen() => Assert.Equal("0.25", Fractions(
        new Desk(Policy("5:1,*:0.5", "1:0.5")).Buy(1, 100).Price(100, stop: 90)));

    [Fact]
    public void TakingTheRest_IsNotScaled()
    {
        Desk desk = Open("*:0.5", "1:0.5,2:*", 90);
        Assert.Equal("armed 0.25, armed 0.75", desk.Rungs);
    }

    [Theory]
    [InlineData("off", "off")]
    [InlineData("OFF", "off")]
    [InlineData("1.0:1.4,*:0.60", "1:1.4,*:0.6")]
    public void TryParse_GoodText_IsTaken(string text, string expected)
    {
        Assert.True(VolatilityScale.TryParse(text, out VolatilityScale scale, out string? problem), problem);
        Assert.Equal(expected, scale.ToString());
    }

    [Theory]
    [InlineData("", "'' is no riskPct:scale pair")]
    [InlineData("*:*", "* is no scale")]
    [InlineData("*:1,2:1", "* stands for all risks above the others, and must be last")]
    [InlineData("2:1,1:1", "the risk 1 does not rise above 2")]
    [InlineData("1:0", "the scale 0 is not above 0 and at most 100")]
    [InlineData("101:1", "the risk 101 is above 100 %")]
    public void TryParse_BadText_SaysWhy(string text, string expected)
    {
        Assert.False(VolatilityScale.TryParse(text, out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    private static HarvestPolicy Policy(string scale, string ladder)
    {
        Assert.True(VolatilityScale.TryParse(scale, out VolatilityScale parsed, out string? problem), problem);
        return Desk.Policy(ladder) with { VolatilityScale = parsed };
    }

    private static Desk Open(string scale, string ladder, decimal stop) => new Desk(Policy(scale, ladder)).Buy(1, 100, stop);

    private static string Fractions(Desk desk) => string.Join(", ", desk.Position.Rungs.Select(rung => PlainDecimal.Format(rung.Fraction)));
}
