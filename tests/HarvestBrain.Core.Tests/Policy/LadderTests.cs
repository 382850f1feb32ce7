using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Policy;

public sealed class LadderTests
{
    [Theory]
    [InlineData("0.5:0.25,1.0:0.25,1.5:0.25", "0.5:0.25,1:0.25,1.5:0.25")]
    [InlineData(" 0.5 : 0.25 , 1:.5", "0.5:0.25,1:0.5")]
    [InlineData("1:1", "1:1")]
    [InlineData("1000:0.000001", "1000:0.000001")]
    [InlineData("1:0.5,2:0.5", "1:0.5,2:0.5")]
    public void TryParse_Ladder_RoundTrips(string text, string canonical)
    {
        Assert.True(Ladder.TryParse(text, out Ladder? ladder, out string? problem));
        Assert.Null(problem);
        Assert.Equal(canonical, ladder!.ToString());
        Assert.True(Ladder.TryParse(canonical, out Ladder? again, out _));
        Assert.Equal(ladder, again);
        Assert.Equal(ladder.GetHashCode(), again!.GetHashCode());
        Assert.True(ladder.Equals((object)again));
    }

    [Theory]
    [InlineData("", "'' is no R:fraction pair")]
    [InlineData("0.5", "'0.5' is no R:fraction pair")]
    [InlineData("0.5:0.25,", "'' is no R:fraction pair")]
    [InlineData("0.5:0.25:1", "'0.5:0.25:1' is no R:fraction pair")]
    [InlineData("0.5=0.25", "'0.5=0.25' is no R:fraction pair")]
    [InlineData("0.5:0.25,1.0;0.25", "'1.0;0.25' is no R:fraction pair")]
    [InlineData("O.5:0.25", "'O.5:0.25' is no R:fraction pair")]
    [InlineData("0.5:25%", "'0.5:25%' is no R:fraction pair")]
    [InlineData("-1:0.25", "'-1:0.25' is no R:fraction pair")]
    [InlineData("1e1:0.25", "'1e1:0.25' is no R:fraction pair")]
    [InlineData("0:0.25", "R 0 does not rise above 0")]
    [InlineData("1:0.25,1:0.25", "R 1 does not rise above 1")]
    [InlineData("1:0.25,0.5:0.25", "R 0.5 does not rise above 1")]
    [InlineData("1000.1:0.25", "R 1000.1 is above 1000")]
    [InlineData("1:0", "fraction 0 is not above 0 and at most 1")]
    [InlineData("1:1.01", "fraction 1.01 is not above 0 and at most 1")]
    [InlineData("1:0.5,2:0.51", "the fractions add up to 1.01, more than 1")]
    public void TryParse_Typo_IsRefusedWithItsReason(string text, string expected)
    {
        Assert.False(Ladder.TryParse(text, out Ladder ladder, out string? problem));
        Assert.Equal(Ladder.Default, ladder);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void TryParse_MoreThan32Rungs_IsRefused()
    {
        Assert.True(Ladder.TryParse(Rungs(32), out Ladder? most, out _));
        Assert.Equal(32, most!.Rungs.Length);
        Assert.False(Ladder.TryParse(Rungs(33), out _, out string? problem));
        Assert.Equal("33 rungs, more than 32", problem);

        static string Rungs(int count) => string.Join(',', Enumerable.Range(1, count).Select(i => $"{i}:0.01"));
    }

    [Fact]
    public void Default_IsAQuarterAtThreeLevels()
    {
        Assert.Equal("0.5:0.25,1:0.25,1.5:0.25", Ladder.Default.ToString());
        Assert.Same(Ladder.Default, HarvestPolicy.Default.Ladder);
    }

    [Fact]
    public void Of_ChecksToo()
    {
        Assert.Equal("1:0.5", Ladder.Of(new LadderRung(1m, 0.5m)).ToString());
        var e = Assert.Throws<ArgumentException>(() => Ladder.Of());
        Assert.StartsWith("a ladder has at least one rung", e.Message, StringComparison.Ordinal);
        Assert.Equal("rungs", e.ParamName);
    }

    [Fact]
    public void Equality_IsByRungs()
    {
        Ladder ladder = Ladder.Of(new(1m, 0.5m), new(2m, 0.5m));
        Assert.NotEqual(ladder, Ladder.Of(new(1m, 0.5m), new(2m, 0.4m)));
        Assert.NotEqual(ladder, Ladder.Of(new LadderRung(1m, 0.5m)));
        Assert.False(ladder.Equals(null));
        Assert.False(ladder.Equals("1:0.5,2:0.5"));
    }
}
