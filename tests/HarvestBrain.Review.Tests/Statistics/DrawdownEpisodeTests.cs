using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Tests.Statistics;

public sealed class DrawdownEpisodeTests
{
    [Fact]
    public void Deepest_AreInOrderOfDepth_WithWhatIsNotOverYet()
    {
        // Sum: 1, 0, 2, 1.5, 2, 5, 4, 2, 3, 6, 5.5
        double[] r = [1, -1, 2, -0.5, 0.5, 3, -1, -2, 1, 3, -0.5];

        Assert.Equal(
            new DrawdownEpisode[] { new(3, 50, 70, 90, 2), new(1, 0, 10, 20, 1), new(0.5, 20, 30, 40, 1), new(0.5, 90, 100, null, 1) },
            Deepest(r, max: 9));
        Assert.Equal(new DrawdownEpisode(3, 50, 70, 90, 2), Assert.Single(Deepest(r, max: 1)));
    }

    [Fact]
    public void Deepest_OfTradesThatBeginWithLosses_CountFromTheStart() =>
        Assert.Equal(new DrawdownEpisode(2, 0, 10, null, 2), Assert.Single(Deepest([-1, -1, 0.5], max: 5)));

    [Fact]
    public void Deepest_OfWinnersOrNothing_IsNone()
    {
        Assert.Empty(Deepest([1, 0, 2], max: 5));
        Assert.Empty(Deepest([], max: 5));
    }

    /// <summary>The deepest of them is the drawdown of the sum.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Deepest_First_IsTheDrawdownOfTheSum(int seed)
    {
        var random = new Random(seed);
        double[] r = [.. Enumerable.Range(0, 500).Select(_ => random.Next(-8, 9) * 0.25)];
        Assert.Equal(Drawdown.DeepestOfSum(r), Deepest(r, max: 1)[0].Depth, 10);
    }

    private static IReadOnlyList<DrawdownEpisode> Deepest(double[] r, int max) =>
        DrawdownEpisode.Deepest([.. r.Select((one, at) => (at * 10L, one))], max);
}
