namespace HarvestBrain.Review.Statistics;

/// <summary>The fall of an equity below its highest value so far, counted from the starting balance on.</summary>
public struct Drawdown
{
    private long _peakAt;

    /// <summary>A drawdown of an equity that starts at a value.</summary>
    public Drawdown(double start, long startsAt)
    {
        Peak = start;
        _peakAt = startsAt;
    }

    /// <summary>The highest value so far.</summary>
    public double Peak { get; private set; }

    /// <summary>The deepest fall so far, 0 or more.</summary>
    public double Deepest { get; private set; }

    /// <summary>The longest time below a peak, in the unit of the times, one that has not ended included.</summary>
    public long Longest { get; private set; }

    /// <summary>Takes the next value.</summary>
    public void Add(double equity, long at)
    {
        if (equity >= Peak)
        {
            Peak = equity;
            _peakAt = at;
            return;
        }
        Deepest = Math.Max(Deepest, Peak - equity);
        Longest = Math.Max(Longest, at - _peakAt);
    }

    /// <summary>The deepest fall of a sum of values that starts at 0.</summary>
    public static double DeepestOfSum(ReadOnlySpan<double> values)
    {
        double sum = 0, peak = 0, deepest = 0;
        foreach (double value in values)
        {
            sum += value;
            if (sum > peak) peak = sum;
            else if (peak - sum > deepest) deepest = peak - sum;
        }
        return deepest;
    }
}
