using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Planning;

public sealed class TakeRestTests
{
    private static readonly HarvestPolicy Rest = Desk.Policy("1:0.25,2:0.25,3:*") with { BreakEvenAtR = null };

    [Fact]
    public void LastRung_ClosesAllThatIsOpen()
    {
        Desk desk = new Desk(Rest).Buy(1, 100, 90);
        Assert.Equal("SELL 0.25 @1", desk.Price(110).Asked);
        desk.FillAsked();
        Assert.Equal("SELL 0.25 @2, SELL 0.5 @3", desk.Price(130).Asked);
        desk.FillAsked();
        Assert.Equal(Direction.Flat, desk.Position.Direction);
    }

    [Fact]
    public void LastRung_TakesWhatRoundingLeft() =>
        Assert.Equal("SELL 0.2 @1, SELL 0.2 @2, SELL 0.6 @3", new Desk(Rest with { QuantityStep = 0.1m }).Buy(1, 100, 90).Price(130).Asked);

    [Fact]
    public void LastRung_AfterARejection_TakesThatSliceToo()
    {
        Desk desk = new Desk(Rest with { Rearm = RearmRule.Never }).Buy(1, 100, 90).Price(110);
        desk.Outcome(desk.RungId(1));
        Assert.Equal("SELL 0.25 @2, SELL 0.75 @3", desk.Price(130).Asked);
        Assert.Equal(1m, desk.Position.OutstandingQuantity);
    }

    [Fact]
    public void LastRung_WithNothingLaidOut_TakesWhatARefusedRungLeft()
    {
        HarvestPolicy doubled = Desk.Policy("1:0.5,2:0.4,3:*") with
        {
            BreakEvenAtR = null, VolatilityScale = VolatilityScale.Of(new VolatilityStep(null, 2)), Rearm = RearmRule.Never,
        };
        Desk desk = new Desk(doubled).Buy(1, 100, 90).Price(110);
        desk.Outcome(desk.RungId(1));
        Assert.Equal("SELL 1 @3", desk.Price(130).Asked);
    }

    [Fact]
    public void LastRung_AfterAnOutsideReduction_TakesWhatIsThere() =>
        Assert.Equal("SELL 0.1 @3", new Desk(Desk.Policy("3:*") with { BreakEvenAtR = null }).Buy(1, 100, 90).Sell(0.9m, 105).Price(130).Asked);

    [Fact]
    public void LastRung_SurvivesARestart() => Assert.Equal(
        "SELL 0.25 @1, SELL 0.25 @2, SELL 0.5 @3", new Desk(Rest).Buy(1, 100, 90).Restart(policy: Desk.Calm with { BreakEvenAtR = null }).Price(130).Asked);

    [Theory]
    [InlineData("1:*,2:0.5", "only the last rung may take the rest")]
    [InlineData("1:1,2:*", "nothing is left for the rung that takes the rest")]
    [InlineData("*:0.5", "a rung has no R")]
    public void TryParse_BadText_SaysWhy(string text, string expected)
    {
        Assert.False(Ladder.TryParse(text, out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Text_IsReadBack()
    {
        Assert.True(Ladder.TryParse("1.0:0.5, 3.0:*", out Ladder? ladder, out _));
        Assert.Equal("1:0.5,3:*", ladder!.ToString());
        Assert.Throws<ArgumentException>(() => Ladder.Of(new LadderRung(1, 0.5m) { TakesRest = true }));
    }
}
