namespace HarvestBrain.Review.Statistics;

/// <summary>How far one trade got, and whether that was its end.</summary>
/// <param name="R">The best R that it reached.</param>
/// <param name="Failed">It was stopped, or fell back to the entry. Else it was closed by hand: it got at least this far.</param>
public readonly record struct Reach(double R, bool Failed);

/// <summary>One step of a hit-rate curve.</summary>
/// <param name="R">How far.</param>
/// <param name="AtRisk">Trades that got there.</param>
/// <param name="Failed">Of those, how many got no farther because they were stopped.</param>
/// <param name="Rate">Share that gets farther, corrected for those that were closed by hand.</param>
/// <param name="StandardError">Greenwood's.</param>
public readonly record struct HitRateStep(double R, int AtRisk, int Failed, double Rate, double StandardError);

/// <summary>A hit rate with its 95 % band.</summary>
/// <param name="R">How far.</param>
/// <param name="Rate">0 to 1; <see langword="null"/> where no trade is left to say it.</param>
/// <param name="Lo">Lower end of the band.</param>
/// <param name="Hi">Upper end of the band.</param>
/// <param name="AtRisk">Trades that got that far.</param>
public readonly record struct HitRate(double R, double? Rate, double? Lo, double? Hi, int AtRisk);

/// <summary>
/// The hit-rate curve: the product-limit estimator with R as its axis (Kaplan, Meier 1958), band by Greenwood (1926).
/// A trade closed by hand is censored at its best R: it counts up to there, and says nothing of what lies beyond.
/// </summary>
public sealed class KaplanMeier
{
    private const double Z95 = 1.959963984540054;

    private readonly double[] _reached;

    private KaplanMeier(HitRateStep[] steps, double[] reached)
    {
        Steps = steps;
        _reached = reached;
    }

    /// <summary>The R at which trades failed, rising.</summary>
    public IReadOnlyList<HitRateStep> Steps { get; }

    /// <summary>Estimates the curve.</summary>
    public static KaplanMeier Of(IEnumerable<Reach> trades)
    {
        ArgumentNullException.ThrowIfNull(trades);
        Reach[] sorted = [.. trades.OrderBy(trade => trade.R)];
        var steps = new List<HitRateStep>();
        double rate = 1, variance = 0;
        for (int i = 0; i < sorted.Length;)
        {
            double r = sorted[i].R;
            int atRisk = sorted.Length - i, failed = 0;
            for (; i < sorted.Length && sorted[i].R == r; i++)
            {
                if (sorted[i].Failed) failed++;
            }
            if (failed == 0) continue;
            rate *= 1 - ((double)failed / atRisk);
            if (atRisk > failed) variance += (double)failed / ((double)atRisk * (atRisk - failed));
            steps.Add(new HitRateStep(r, atRisk, failed, rate, rate * Math.Sqrt(variance)));
        }
        return new KaplanMeier([.. steps], [.. sorted.Select(trade => trade.R)]);
    }

    /// <summary>The share of trades that reach an R before they fail: the product over the failures below it.</summary>
    public HitRate At(double r)
    {
        int below = Array.BinarySearch(_reached, r);
        if (below < 0) below = ~below;
        while (below > 0 && _reached[below - 1] == r) below--;
        int atRisk = _reached.Length - below;
        HitRateStep last = new(0, 0, 0, 1, 0);
        foreach (HitRateStep step in Steps)
        {
            if (step.R >= r) break; // who failed at r got there: a rung at r was filled
            last = step;
        }
        // Beyond the farthest trade nothing is known, unless that one failed: then nothing gets there.
        if (atRisk == 0 && last.Rate > 0) return new HitRate(r, null, null, null, 0);
        double half = Z95 * last.StandardError;
        return new HitRate(r, last.Rate, Math.Max(0, last.Rate - half), Math.Min(1, last.Rate + half), atRisk);
    }
}
