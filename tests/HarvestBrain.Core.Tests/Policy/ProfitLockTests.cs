using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Policy;

public sealed class ProfitLockTests
{
    private static readonly HarvestPolicy Locks = Desk.Policy("900:0.1") with
    {
        BreakEvenAtR = null,
        Lock = ProfitLock.Of(new LockStep(1, 0.25m), new LockStep(2, 1)),
    };

    [Fact]
    public void Step_FromItsRInclusive_LocksItsR() =>
        Assert.Equal("STOP 102.5 | STOP 110", Open().Prices(109.99m, 110, 111, 119.99m, 120, 140));

    [Fact]
    public void Step_SkippedByAGap_IsHonouredAtOnce() => Assert.Equal("STOP 110", Open().Prices(125));

    [Fact]
    public void Short_IsTheMirrorImage() =>
        Assert.Equal("STOP 97.5 | STOP 90", new Desk(Locks).Sell(1, 100, 110).Prices(90.01m, 90, 80));

    [Fact]
    public void Intent_SaysTheRuleAndItsR()
    {
        Intent intent = Assert.Single(Open().Price(121).Last.Intents);
        Assert.Equal(StopKind.ProfitLock, intent.StopKind);
        Assert.Equal(2m, intent.ThresholdR);
        Assert.Equal(110m, intent.StopPrice);
    }

    [Fact]
    public void Step_OfATighterStopFromOutside_AsksForNothing() => Assert.Equal("STOP 110", Open().Price(109, stop: 105).Prices(115, 120));

    [Fact]
    public void Step_RoundsToTheTickAwayFromTheMarket()
    {
        Assert.Equal("STOP 102", new Desk(Locks with { PriceTick = 1 }).Buy(1, 100, 90).Prices(110));
        Assert.Equal("STOP 98", new Desk(Locks with { PriceTick = 1 }).Sell(1, 100, 110).Prices(90));
    }

    [Fact]
    public void Lock_AtZero_IsALockAndNotNothing() =>
        Assert.Equal("STOP 100", new Desk(Locks with { Lock = ProfitLock.Of(new LockStep(1, 0)) }).Buy(1, 100, 90).Prices(110));

    [Theory]
    [InlineData("1:0.25,2:1", "1:0.25,2:1")]
    [InlineData("", "")]
    [InlineData(" 1.0 : 0 ", "1:0")]
    public void TryParse_GoodText_IsTaken(string text, string expected)
    {
        Assert.True(ProfitLock.TryParse(text, out ProfitLock steps, out string? problem), problem);
        Assert.Equal(expected, steps.ToString());
    }

    [Theory]
    [InlineData("1", "'1' is no R:lockR pair")]
    [InlineData("1:*", "* is no R")]
    [InlineData("1:1", "the lock 1 is not between 0 and its R 1")]
    [InlineData("1:-0.5", "'1:-0.5' is no R:lockR pair")]
    [InlineData("2:1,1:0.5", "R 1 does not rise above 2")]
    [InlineData("1:0.5,2:0.5", "the lock 0.5 does not rise above 0.5")]
    [InlineData("1001:1", "R 1001 is above 1000")]
    public void TryParse_BadText_SaysWhy(string text, string expected)
    {
        Assert.False(ProfitLock.TryParse(text, out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Of_BadSteps_IsRefused() => Assert.Throws<ArgumentException>("steps", () => ProfitLock.Of(new LockStep(1, 2)));

    private static Desk Open() => new Desk(Locks).Buy(1, 100, 90);
}
