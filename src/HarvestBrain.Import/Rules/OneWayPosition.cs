using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>A position that is long or short, never both, as its rows go on; tells which of them it cannot be the position of.</summary>
/// <param name="start">What it holds before the first row, negative for a short. Its entry is not known.</param>
internal sealed class OneWayPosition(decimal start)
{
    private const decimal Tolerance = 0.02m; // of a profit: exchanges round averages
    private const decimal MinProfit = 0.000_001m; // what rounding may leave of nothing

    private decimal? _entry;

    public decimal Held { get; private set; } = start;

    /// <summary>Takes a row.</summary>
    /// <param name="fill">The row.</param>
    /// <param name="noise">What is nothing.</param>
    /// <returns>The row realised something else than it would have, or a reduce-only one flips.</returns>
    public bool Contradicts(Execution fill, decimal noise)
    {
        decimal before = Held, after = before + fill.Signed;
        if (Math.Abs(after) <= noise) after = 0;
        Held = after;
        if (before * fill.Signed >= 0)
        {
            if (before == 0) _entry = fill.Price;
            else if (_entry is { } entry) _entry = ((entry * Math.Abs(before)) + (fill.Price * fill.Quantity)) / Math.Abs(after);
            return false;
        }
        decimal closed = Math.Min(Math.Abs(before), fill.Quantity);
        bool flips = before * after < 0;
        decimal? profit = _entry is { } known ? closed * (fill.Price - known) * Math.Sign(before) : null;
        if (flips) _entry = fill.Price;
        return Contradicts(fill, profit, flips);
    }

    private static bool Contradicts(Execution fill, decimal? profit, bool flips)
    {
        if (flips && fill.ReduceOnly) return true;
        if (fill.Realized is not { } told) return false;
        if (profit is not { } known) return told == 0;
        return Math.Abs(told - known) > (Tolerance * Math.Abs(known)) + MinProfit;
    }
}
