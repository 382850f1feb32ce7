using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Positions;

/// <summary>
/// Lays the ladder out over the base quantity. Slices are rounded down to the step. A slice under the minimum is merged into
/// the next rung now, not discovered at exit; a remainder too small to ever be closed goes to the last rung.
/// </summary>
internal static class LadderLayout
{
    /// <summary>
    /// Gives every rung after the last one that was asked for its quantity. The others keep theirs, also one that was passed over:
    /// it has none when its slice went into a rung that was asked for, and must not be given out a second time.
    /// </summary>
    public static void Lay(Position position, HarvestPolicy policy)
    {
        Rung[] rungs = position.RungArray;
        int firstOpen = rungs.Length;
        while (firstOpen > 0 && IsOpenToChange(rungs[firstOpen - 1])) firstOpen--;
        decimal rest = position.BaseQuantity;
        foreach (Rung kept in rungs.AsSpan(0, firstOpen)) rest -= kept.Quantity;

        decimal carriedFraction = 0;
        Rung? lastWithSlice = null;
        foreach (Rung rung in rungs.AsSpan(firstOpen))
        {
            carriedFraction += rung.Fraction;
            decimal slice = Math.Min(FloorToStep(carriedFraction * position.BaseQuantity, policy.QuantityStep), rest);
            rung.Quantity = CanClose(slice, position, rung, policy) ? slice : 0;
            if (rung.Quantity == 0) continue;
            rest -= slice;
            carriedFraction = 0;
            lastWithSlice = rung;
        }
        if (firstOpen < rungs.Length) GiveRemainder(position, policy, rest, carriedFraction, rungs[^1], lastWithSlice);
    }

    /// <summary>Rounds a quantity down to a multiple of the step; step 0 = as it is.</summary>
    public static decimal FloorToStep(decimal quantity, decimal step) => step == 0 ? quantity : Math.Floor(quantity / step) * step;

    private static void GiveRemainder(
        Position position, HarvestPolicy policy, decimal rest, decimal carriedFraction, Rung last, Rung? lastWithSlice)
    {
        decimal closable = FloorToStep(rest, policy.QuantityStep);
        decimal carried = FloorToStep(carriedFraction * position.BaseQuantity, policy.QuantityStep);
        decimal unallotted = FloorToStep(Math.Max(0, rest - carried), policy.QuantityStep);
        if (closable <= 0 || CanClose(unallotted, position, last, policy)) return; // it can be closed on its own
        if (CanClose(closable, position, last, policy))
        {
            if (carried > 0) last.Quantity = closable;
            return;
        }
        if (lastWithSlice is not null) lastWithSlice.Quantity += closable;
    }

    private static bool CanClose(decimal slice, Position position, Rung rung, HarvestPolicy policy)
    {
        if (slice <= 0 || policy.MinNotionalQuote == 0) return slice > 0;
        decimal price = rung.TriggerPrice > 0 ? rung.TriggerPrice : position.AverageEntry;
        return slice * price >= policy.MinNotionalQuote;
    }

    private static bool IsOpenToChange(Rung rung) => rung is { State: RungState.Armed, Attempt: 0, FilledQuantity: 0 };
}
