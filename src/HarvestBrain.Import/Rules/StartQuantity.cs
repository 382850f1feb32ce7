using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// What a one-way position held before the first row. Each row that closes bounds it: before that row the position was on the other
/// side. Of what is left the start counts with which the rows tell the same story: what they realised, and that reduce-only rows do not
/// flip. Of equal ones the least.
/// </summary>
internal static class StartQuantity
{
    private const int MaxTried = 64; // the nearest to nothing; a file in which more would be needed is no one-way account

    /// <summary>The start quantity, negative for a short; <see langword="null"/> = none makes every closing row a reduction.</summary>
    /// <param name="fills">The fills of a position, in order; read several times.</param>
    public static decimal? Find(IEnumerable<Execution> fills)
    {
        decimal largest = 0, held = 0;
        (decimal above, decimal below) = (decimal.MinValue, decimal.MaxValue);
        foreach (Execution fill in fills)
        {
            largest = Math.Max(largest, fill.Quantity);
            if (fill.Closes && fill.IsBuy) below = Math.Min(below, -held);
            else if (fill.Closes) above = Math.Max(above, -held);
            held += fill.Signed;
        }
        decimal noise = largest * Noise.Share;
        List<decimal> starts = Starts(fills, noise, above, below);
        if (starts.Count == 0) return null;
        (decimal best, int least) = (0, int.MaxValue);
        foreach (decimal start in starts)
        {
            int contradictions = Contradictions(fills, start, noise, least);
            if (contradictions >= least) continue;
            (best, least) = (start, contradictions);
            if (least == 0) break;
        }
        return best;
    }

    /// <summary>Nothing, and the starts with which some closing row ends the position: the nearest to nothing, those first.</summary>
    private static List<decimal> Starts(IEnumerable<Execution> fills, decimal noise, decimal above, decimal below)
    {
        List<decimal> nearest = [];
        Add(0);
        decimal held = 0;
        foreach (Execution fill in fills)
        {
            held += fill.Signed;
            if (fill.Closes) Add(Math.Abs(held) <= noise ? 0 : -held);
        }
        return nearest;

        void Add(decimal start)
        {
            bool isFurther = nearest.Count == MaxTried && Math.Abs(start) >= Math.Abs(nearest[^1]);
            if (start <= above || start >= below || isFurther || nearest.Contains(start)) return;
            int place = nearest.FindIndex(other => Math.Abs(other) > Math.Abs(start)); // of two as near the one that was met first
            nearest.Insert(place < 0 ? nearest.Count : place, start);
            if (nearest.Count > MaxTried) nearest.RemoveAt(MaxTried);
        }
    }

    /// <summary>How many rows say something else than this start makes of them.</summary>
    private static int Contradictions(IEnumerable<Execution> fills, decimal start, decimal noise, int enough)
    {
        int count = 0;
        var position = new OneWayPosition(start);
        foreach (Execution fill in fills)
        {
            if (position.Contradicts(fill, noise) && ++count >= enough) return count;
        }
        return count;
    }
}
