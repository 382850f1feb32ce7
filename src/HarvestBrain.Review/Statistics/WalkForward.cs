namespace HarvestBrain.Review.Statistics;

/// <summary>One step of a walk-forward.</summary>
/// <param name="Month">The month that was scored, in the numbering of the input.</param>
/// <param name="Chosen">The policy that was best in all months before it.</param>
/// <param name="Scores">Its values in that month.</param>
public sealed record WalkForwardStep(int Month, int Chosen, IReadOnlyList<double> Scores);

/// <summary>Chooses on the months 1 to k, scores on the month k + 1, and joins the scores.</summary>
public static class WalkForward
{
    /// <summary>Walks forward over the months in which trades closed.</summary>
    /// <param name="series">One series a policy, one value a trade, in order of time.</param>
    /// <param name="months">The month of each trade, rising.</param>
    /// <returns>A step for each month but the first; empty when there is no second one.</returns>
    public static IReadOnlyList<WalkForwardStep> Of(IReadOnlyList<double[]> series, ReadOnlySpan<int> months)
    {
        ArgumentNullException.ThrowIfNull(series);
        var steps = new List<WalkForwardStep>();
        if (series.Count == 0) return steps;
        var sums = new double[series.Count];
        for (int start = 0; start < months.Length;)
        {
            int end = start;
            while (end < months.Length && months[end] == months[start]) end++;
            if (start > 0)
            {
                int best = 0;
                for (int k = 1; k < sums.Length; k++)
                {
                    if (sums[k] > sums[best]) best = k;
                }
                steps.Add(new WalkForwardStep(months[start], best, series[best][start..end]));
            }
            for (int k = 0; k < sums.Length; k++)
            {
                for (int i = start; i < end; i++) sums[k] += series[k][i];
            }
            start = end;
        }
        return steps;
    }
}
