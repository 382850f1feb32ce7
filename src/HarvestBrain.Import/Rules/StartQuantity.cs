using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// What a one-way position held before the first row. Each row that closes bounds it: before that row the position was on the other
/// side. Of what is left the start counts with which the rows tell the same story: what they realised, and that reduce-only rows do not
/// flip. Of equal ones the least.
/// </summary>
internal static class StartQuantity
{
    private const decimal Noise = 1e-9m; // of the largest quantity: sums of binary floating point
    private const decimal Tolerance = 0.02m; // of a profit: exchanges round averages
    private const decimal MinProfit = 0.000_001m; // what rounding may leave of nothing
    private const int MaxTried = 64; // the nearest to nothing; a file in which more would be needed is no one-way account

    /// <summary>The start quantity, negative for a short; <see langword="null"/> = none makes every closing row a reduction.</summary>
    public static decimal? Find(List<Execution> fills)
    {
        decimal noise = fills.Max(fill => fill.Quantity) * Noise, held = 0;
        (decimal above, decimal below) = (decimal.MinValue, decimal.MaxValue);
        HashSet<decimal> ends = [0];
        foreach (Execution fill in fills)
        {
            decimal before = held;
            held += fill.Signed;
            if (!fill.Closes) continue;
            if (fill.IsBuy) below = Math.Min(below, -before);
            else above = Math.Max(above, -before);
            ends.Add(Math.Abs(held) <= noise ? 0 : -held); // the start with which this row ends the position
        }
        decimal[] starts = [.. ends.Where(start => start > above && start < below).OrderBy(Math.Abs).Take(MaxTried)];
        if (starts.Length == 0) return null;
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

    /// <summary>How many rows say something else than this start makes of them.</summary>
    private static int Contradictions(List<Execution> fills, decimal start, decimal noise, int enough)
    {
        int count = 0;
        decimal held = start;
        decimal? entry = null; // not known of what was carried in
        foreach (Execution fill in fills)
        {
            decimal after = held + fill.Signed;
            bool reduces = held * fill.Signed < 0;
            if (Math.Abs(after) <= noise) after = 0;
            if (reduces)
            {
                decimal closed = Math.Min(Math.Abs(held), fill.Quantity);
                if (Contradicts(fill, entry is { } known
                    ? closed * (fill.Price - known) * Math.Sign(held)
                    : null, flips: held * after < 0)) count++;
                if (count >= enough) return count;
                if (held * after < 0) entry = fill.Price;
            }
            else if (entry is not null || held == 0)
            {
                entry = held == 0 ? fill.Price : ((entry!.Value * Math.Abs(held)) + (fill.Price * fill.Quantity)) / Math.Abs(after);
            }
            held = after;
        }
        return count;
    }

    private static bool Contradicts(Execution fill, decimal? profit, bool flips)
    {
        if (flips && fill.ReduceOnly) return true;
        if (fill.Realized is not { } told) return false;
        if (profit is not { } known) return told == 0;
        return Math.Abs(told - known) > (Tolerance * Math.Abs(known)) + MinProfit;
    }
}
