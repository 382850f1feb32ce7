using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Tests.Statistics;

/// <summary>Figures that others printed, computed again.</summary>
public sealed class PublishedFiguresTests
{
    // Van K. Tharp, Super Trader, p. 159.
    private static readonly double[] SuperTrader = [0.86, 4.40, -0.72, 0.44, 1.57, 1.13, -1.70, -0.58];

    // Remission in weeks of 21 patients on 6-MP (Freireich et al. 1963), the usual example of the product-limit estimator.
    private static readonly Reach[] Freireich =
    [
        new(6, true), new(6, true), new(6, true), new(6, false), new(7, true), new(9, false), new(10, true), new(10, false),
        new(11, false), new(13, true), new(16, true), new(17, false), new(19, false), new(20, false), new(22, true), new(23, true),
        new(25, false), new(32, false), new(32, false), new(34, false), new(35, false),
    ];

    [Fact]
    public void SystemQualityNumber_OfSuperTrader_IsAsPrinted()
    {
        Expectancy expectancy = Expectancy.Of(SuperTrader);

        Assert.Equal(0.675, expectancy.MeanR!.Value, 5);
        Assert.Equal(1.85683, expectancy.SdR!.Value, 5);
        Assert.Equal(0.36352, (expectancy.MeanR / expectancy.SdR)!.Value, 5);
        Assert.Equal(1.02820, expectancy.Sqn!.Value, 5);
    }

    [Theory]
    [InlineData(6, 21, 3, 0.857, 0.0764)]
    [InlineData(7, 17, 1, 0.807, 0.0869)]
    [InlineData(10, 15, 1, 0.753, 0.0963)]
    [InlineData(13, 12, 1, 0.690, 0.1068)]
    [InlineData(16, 11, 1, 0.627, 0.1141)]
    [InlineData(22, 7, 1, 0.538, 0.1282)]
    [InlineData(23, 6, 1, 0.448, 0.1346)]
    public void KaplanMeier_OfFreireich_IsAsPrinted(double week, int atRisk, int failed, double rate, double standardError)
    {
        HitRateStep step = KaplanMeier.Of(Freireich).Steps.Single(step => step.R == week);

        Assert.Equal((atRisk, failed), (step.AtRisk, step.Failed));
        Assert.Equal(rate, step.Rate, 3);
        Assert.Equal(standardError, step.StandardError, 4);
    }

    // The vignette of the R package pbo (https://cran.r-project.org/web/packages/pbo/vignettes/pbo.html): 100 trials of 2,400 normal returns,
    // each scaled and centred to the same mean and deviation, so that the best of one half is the worst of the other; printed are p_bo 1.0000000
    // and p_loss 1.0000000. It is test case 1 of Bailey, Borwein, Lopez de Prado, Zhu (2015), too, whose PBO is 1. Any such draws give it, so R's
    // own generator is not needed.
    [Theory]
    [InlineData(765)]
    [InlineData(1)]
    [InlineData(2)]
    public void Pbo_OfTrialsThatAreAllTheSame_IsAsPrinted(int seed)
    {
        var random = new Random(seed);
        double[][] trials = [.. Enumerable.Range(0, 100).Select(_ => Centred([.. Enumerable.Range(0, 2400).Select(_ => Normal(random))]))];
        Assert.Equal(1.0000000, Pbo.Of(trials)!.Value, 7);

        static double[] Centred(double[] returns)
        {
            double mean = returns.Average(), deviation = Math.Sqrt(returns.Sum(one => (one - mean) * (one - mean)) / (returns.Length - 1));
            return [.. returns.Select(one => (one - mean) / deviation / Math.Sqrt(252))];
        }

        static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    // Bailey, Lopez de Prado, The Deflated Sharpe Ratio (2014), the numerical example: five years of daily returns, annual ratio 2.5.
    [Theory]
    [InlineData(100, -3, 10, 0.9004)]
    [InlineData(46, -3, 10, 0.9505)]
    [InlineData(88, 0, 3, 0.9505)]
    public void DeflatedSharpe_OfThePaper_IsAsPrinted(int trials, double skewness, double kurtosis, double probability)
    {
        double benchmark = DeflatedSharpe.ExpectedBest(trials, variance: 0.5 / 250);

        if (trials == 100) Assert.Equal(0.1132, benchmark, 4);
        Assert.Equal(probability, DeflatedSharpe.Probability(2.5 / Math.Sqrt(250), benchmark, 1250, skewness, kurtosis), 0.0005);
    }

    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.99, 2.326347874040841)]
    [InlineData(0.5, 0)]
    [InlineData(0.001, -3.090232306167813)]
    public void NormalQuantile_OfTables_IsAsPrinted(double share, double value)
    {
        Assert.Equal(value, NormalDistribution.Quantile(share), 9);
        Assert.Equal(share, NormalDistribution.Below(value), 9);
    }
}
