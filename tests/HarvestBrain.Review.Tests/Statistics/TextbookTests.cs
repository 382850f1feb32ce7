using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Tests.Statistics;

public sealed class TextbookTests
{
    private static readonly double[] First = TextbookCase.Ways[0].R;
    private static readonly double[] Thirds = TextbookCase.Ways[6].R;
    private static readonly double[] Difference = [.. Thirds.Zip(First, (a, b) => a - b)];
    private static readonly DayBlocks OneADay = DayBlocks.Of([.. Enumerable.Range(0, 38)]);

    [Theory]
    [InlineData(0, 0.870)]
    [InlineData(1, 0.605)]
    [InlineData(2, 0.251)]
    [InlineData(3, 0.908)]
    [InlineData(4, 0.876)]
    [InlineData(5, 0.573)]
    [InlineData(6, 1.017)]
    public void Expectancy_OfEachWay_IsAsTold(int way, double expectancy) =>
        Assert.Equal(expectancy, Expectancy.Of(TextbookCase.Ways[way].R).MeanR!.Value, 0.0006);

    [Fact]
    public void Sqn_TurnsTheOrderRound()
    {
        Assert.Equal(6.53, Expectancy.Of(First).Sqn!.Value, 2);
        Assert.Equal(5.03, Expectancy.Of(Thirds).Sqn!.Value, 2);
    }

    [Fact]
    public void PairedDifference_IsNotMoreThanLuck()
    {
        BootstrapInterval interval = DayBlockBootstrap.Of(Difference, OneADay, seed: 1)!.Value;

        Assert.Equal(0.148, interval.Mean, 3);
        Assert.Equal(-0.13, interval.Lo!.Value, 0.015);
        Assert.Equal(0.43, interval.Hi!.Value, 0.015);
        Assert.False(interval.ExcludesZero);
        Assert.Equal(279, TradesNeeded.Of(Difference));
    }

    [Fact]
    public void Resampled_TheWinnerWinsFourTimesInFive()
    {
        var wins = new int[TextbookCase.Ways.Length];
        var weights = new double[OneADay.Days];
        double[][] sums = [.. TextbookCase.Ways.Select(way => OneADay.Sums(way.R))];
        for (int i = 0; i < DayBlockBootstrap.Resamples; i++)
        {
            OneADay.Draw(1, i, weights);
            double[] means = [.. sums.Select(sum => DayBlockBootstrap.Dot(weights, sum))];
            wins[Array.IndexOf(means, means.Max())]++;
        }

        Assert.Equal(0.80, wins[6] / (double)DayBlockBootstrap.Resamples, 0.03);
        Assert.Equal(0.14, wins[0] / (double)DayBlockBootstrap.Resamples, 0.03);
    }

    // theordinarytrader.com: 40 % lose 1R, 30 % reach 1R and come back, 30 % reach 1.5R.
    [Fact]
    public void HalfAndBreakEven_EarnsLessThanAllAtOneR()
    {
        double[] allAtOne = [-1, -1, -1, -1, 1, 1, 1, 1, 1, 1], half = [-1, -1, -1, -1, 0.5, 0.5, 0.5, 1.25, 1.25, 1.25];

        Assert.Equal(0.20, Expectancy.Of(allAtOne).MeanR!.Value, 10);
        Assert.Equal(0.125, Expectancy.Of(half).MeanR!.Value, 10);
    }
}
