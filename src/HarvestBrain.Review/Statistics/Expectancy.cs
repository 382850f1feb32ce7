namespace HarvestBrain.Review.Statistics;

/// <summary>
/// What a series of R-multiples comes to, in the order in which the trades closed. Expectancy is Tharp's: the mean R; others divide
/// the mean by the average loss. Statistics are in double; what is money was decimal before it became an R.
/// </summary>
/// <param name="N">Trades.</param>
/// <param name="MeanR">Expectancy; <see langword="null"/> without trades, as all that follows where it cannot be said.</param>
/// <param name="MedianR">Median R.</param>
/// <param name="SdR">Standard deviation with n - 1; needs two trades.</param>
/// <param name="Sqn">Tharp's system quality number, sqrt(n) x mean / sd.</param>
/// <param name="SqnCapped">The same with n capped at 100.</param>
/// <param name="ProfitFactor">Sum of the winners over the sum of the losers; needs a loser.</param>
/// <param name="Payoff">Mean winner over mean loser; needs both.</param>
/// <param name="WinRate">Share of trades above 0.</param>
/// <param name="LongestLosingStreak">Most trades below 0 in a row.</param>
public sealed record Expectancy(
    int N, double? MeanR, double? MedianR, double? SdR, double? Sqn, double? SqnCapped, double? ProfitFactor, double? Payoff,
    double? WinRate, int LongestLosingStreak)
{
    private const int SqnCap = 100;

    /// <summary>Adds up a series.</summary>
    public static Expectancy Of(ReadOnlySpan<double> r)
    {
        int n = r.Length, winners = 0, losers = 0, streak = 0, longest = 0;
        double won = 0, lost = 0;
        foreach (double value in r)
        {
            if (value > 0)
            {
                winners++;
                won += value;
            }
            else if (value < 0)
            {
                losers++;
                lost -= value;
            }
            streak = value < 0 ? streak + 1 : 0;
            longest = Math.Max(longest, streak);
        }
        double? mean = Mean(r), sd = StandardDeviation(r);
        double? ratio = sd > 0 ? mean / sd : null;
        return new Expectancy(
            n, mean, Quantiles.Median(r), sd, ratio * Math.Sqrt(n), ratio * Math.Sqrt(Math.Min(n, SqnCap)),
            losers > 0 ? won / lost : null,
            losers > 0 && winners > 0 ? won / winners / (lost / losers) : null,
            n > 0 ? (double)winners / n : null,
            longest);
    }

    /// <summary>The arithmetic mean; <see langword="null"/> without values.</summary>
    public static double? Mean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return null;
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }

    /// <summary>The standard deviation with n - 1; <see langword="null"/> with fewer than two values.</summary>
    public static double? StandardDeviation(ReadOnlySpan<double> values)
    {
        if (values.Length < 2) return null;
        double mean = Mean(values)!.Value, squares = 0;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }
}
