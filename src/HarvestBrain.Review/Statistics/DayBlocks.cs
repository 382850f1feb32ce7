namespace HarvestBrain.Review.Statistics;

/// <summary>
/// The days on which trades closed. Trades of a day move together, so a resample draws whole days with replacement
/// (Efron 1979; blocks: Politis, Romano 1994).
/// </summary>
public sealed class DayBlocks
{
    private readonly int[] _dayOfTrade;

    private DayBlocks(int[] dayOfTrade, int[] counts)
    {
        _dayOfTrade = dayOfTrade;
        Counts = counts;
    }

    /// <summary>Days.</summary>
    public int Days => Counts.Length;

    /// <summary>Trades.</summary>
    public int Trades => _dayOfTrade.Length;

    /// <summary>Trades of each day.</summary>
    internal int[] Counts { get; }

    /// <summary>Groups trades by day.</summary>
    /// <param name="days">The day of each trade, any numbering that rises with time.</param>
    public static DayBlocks Of(ReadOnlySpan<int> days)
    {
        var index = new SortedDictionary<int, int>();
        foreach (int day in days) index[day] = 0;
        int next = 0;
        foreach (int day in index.Keys.ToArray()) index[day] = next++;
        var ofTrade = new int[days.Length];
        var counts = new int[index.Count];
        for (int i = 0; i < days.Length; i++) counts[ofTrade[i] = index[days[i]]]++;
        return new DayBlocks(ofTrade, counts);
    }

    /// <summary>The sum of each day.</summary>
    internal double[] Sums(ReadOnlySpan<double> values)
    {
        if (values.Length != Trades) throw new ArgumentException($"{values.Length} values for {Trades} trades", nameof(values));
        var sums = new double[Days];
        for (int i = 0; i < values.Length; i++) sums[_dayOfTrade[i]] += values[i];
        return sums;
    }

    /// <summary>How often each day stands in one resample.</summary>
    /// <returns>The number of trades in it.</returns>
    internal int Draw(ulong seed, int resample, Span<double> weights)
    {
        weights.Clear();
        Prng prng = Prng.Of(seed, resample);
        int trades = 0;
        for (int i = 0; i < Days; i++)
        {
            int day = prng.Below(Days);
            weights[day]++;
            trades += Counts[day];
        }
        return trades;
    }
}
