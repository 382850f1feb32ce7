namespace HarvestBrain.Core.Replay;

/// <summary>How far marks of open epochs lie apart, in R, to a thousandth. Its size is fixed, however many there are.</summary>
internal sealed class GapHistogram
{
    private const double BinWidth = 0.001; // R
    private const int Bins = 10_000;

    private readonly long[] _gaps = new long[Bins + 1];

    /// <summary>How many were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts the distance between two marks, in R, 0 or more.</summary>
    public void Add(double gap)
    {
        Count++;
        _gaps[(int)Math.Min(Bins, gap / BinWidth)]++;
    }

    /// <summary>The distance that a share of them does not exceed, in R; <see langword="null"/> = there are none.</summary>
    public double? Quantile(double share)
    {
        if (Count == 0) return null;
        long wanted = (long)Math.Ceiling(share * Count), seen = 0;
        for (int i = 0; i <= Bins; i++)
        {
            seen += _gaps[i];
            if (seen >= wanted) return i * BinWidth;
        }
        return Bins * BinWidth;
    }
}
