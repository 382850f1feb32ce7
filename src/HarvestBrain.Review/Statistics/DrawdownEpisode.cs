namespace HarvestBrain.Review.Statistics;

/// <summary>One stay below a peak of the sum of R, from trade to trade as they closed.</summary>
/// <param name="Depth">How far it fell, R.</param>
/// <param name="FromMs">The close of the trade at the peak, Unix milliseconds; of the first trade, when it began with a loss.</param>
/// <param name="DeepestMs">The close of the trade at the bottom.</param>
/// <param name="BackMs">When the peak was reached again; <see langword="null"/> = not yet.</param>
/// <param name="Trades">Trades from the peak to the bottom.</param>
internal sealed record DrawdownEpisode(double Depth, long FromMs, long DeepestMs, long? BackMs, int Trades)
{
    /// <summary>The deepest ones, deepest first; equally deep ones by time.</summary>
    /// <param name="closed">When each trade closed and its R, in order of time.</param>
    /// <param name="max">How many at most.</param>
    public static IReadOnlyList<DrawdownEpisode> Deepest(IReadOnlyList<(long ClosedMs, double R)> closed, int max)
    {
        var episodes = new List<DrawdownEpisode>();
        double sum = 0, peak = 0;
        (long peakMs, int peakAt) = (closed.Count == 0 ? 0 : closed[0].ClosedMs, -1);
        DrawdownEpisode? running = null;
        for (int i = 0; i < closed.Count; i++)
        {
            sum += closed[i].R;
            if (sum >= peak)
            {
                if (running is not null) episodes.Add(running with { BackMs = closed[i].ClosedMs });
                (running, peak, peakMs, peakAt) = (null, sum, closed[i].ClosedMs, i);
            }
            else if (peak - sum > (running?.Depth ?? 0))
            {
                running = new DrawdownEpisode(peak - sum, peakMs, closed[i].ClosedMs, null, i - peakAt);
            }
        }
        if (running is not null) episodes.Add(running);
        return [.. episodes.OrderByDescending(episode => episode.Depth).ThenBy(episode => episode.FromMs).Take(max)];
    }
}
