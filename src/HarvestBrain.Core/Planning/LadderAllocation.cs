using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Planning;

/// <summary>
/// Lays the ladder out over the base quantity. Slices are rounded down to the step. A slice under the minimum is merged into
/// the next rung now, not discovered at exit; a remainder too small to ever be closed goes to the last rung.
/// </summary>
internal static class LadderAllocation
{
    /// <summary>
    /// Gives every rung after the last one that was asked for its quantity. The others keep theirs, also one that was passed over:
    /// it has none when its slice went into a rung that was asked for, and must not be given out a second time.
    /// </summary>
    public static void Lay(Position position, HarvestPolicy policy)
    {
        Span<Rung> rungs = position.Ladder;
        int firstOpen = rungs.Length;
        while (firstOpen > 0 && IsOpenToChange(rungs[firstOpen - 1])) firstOpen--;
        decimal rest = position.BaseQuantity;
        foreach (Rung kept in rungs[..firstOpen]) rest -= kept.Quantity;

        decimal carriedFraction = 0;
        Rung? lastWithSlice = null;
        foreach (Rung rung in rungs[firstOpen..])
        {
            carriedFraction += rung.Fraction;
            decimal slice = rung.TakesRest
                ? FloorToStep(rest, policy.QuantityStep)
                : Math.Min(FloorToStep(carriedFraction * position.BaseQuantity, policy.QuantityStep), rest);
            rung.Quantity = CanClose(slice, position, rung, policy) ? slice : 0;
            if (rung.Quantity == 0) continue;
            rest -= slice;
            carriedFraction = 0;
            lastWithSlice = rung;
        }
        if (firstOpen < rungs.Length) GiveRemainder(position, policy, rest, carriedFraction, rungs[^1], lastWithSlice);
    }

    /// <summary>
    /// Takes another ladder in the middle of an epoch. Rungs that were asked for stay as they are, and no other one is made at their
    /// R; so the same ladder taken twice changes nothing. The fractions are scaled as they were when the epoch opened.
    /// </summary>
    public static void Replace(Position position, HarvestPolicy policy)
    {
        Rung[] before = position.Current.Rungs;
        Rung[] kept = [.. position.Current.Rungs.Where(rung => !IsOpenToChange(rung))];
        var rungs = kept.Where(rung => !rung.IsTimeStop).ToList();
        foreach (LadderRung next in policy.Ladder.Rungs)
        {
            if (!rungs.Exists(rung => rung.TriggerR == next.TriggerR)) rungs.Add(next.Arm());
        }
        position.Current.Rungs = [.. rungs.OrderBy(rung => rung.TriggerR), .. kept.Where(rung => rung.IsTimeStop)];
        if (position.LadderScale is { } scale) Scale(position, scale);
        LayPassedOver(position, policy, before);
    }

    /// <summary>
    /// Scales the fractions of the rungs that were not asked for, once. Rungs take theirs from the first on and the total stays at most 1,
    /// so that the last ones may get less than their share; no fraction is ever raised to some least one.
    /// </summary>
    public static void Scale(Position position, decimal scale)
    {
        position.Current.LadderScale = scale;
        decimal left = 1;
        foreach (Rung rung in position.Ladder)
        {
            if (!IsOpenToChange(rung)) left -= rung.Fraction;
        }
        foreach (Rung rung in position.Ladder)
        {
            if (!IsOpenToChange(rung)) continue;
            rung.Fraction = Math.Clamp(rung.Fraction * scale, 0, Math.Max(0, left));
            left -= rung.Fraction;
        }
    }

    /// <summary>Rounds a quantity down to a multiple of the step; step 0 = to as many digits as an executor can use.</summary>
    public static decimal FloorToStep(decimal quantity, decimal step) =>
        step == 0 ? PlainDecimal.FloorToSignificant(quantity, Limits.AskedDigits) : Math.Floor(quantity / step) * step;

    /// <summary>
    /// New rungs in front of one that was asked for get their quantity here, since <see cref="Lay"/> leaves those alone. One that was
    /// there before and had none gets none: its slice went into a later rung.
    /// </summary>
    private static void LayPassedOver(Position position, HarvestPolicy policy, Rung[] before)
    {
        Span<Rung> rungs = position.Ladder;
        int firstOpen = rungs.Length;
        while (firstOpen > 0 && IsOpenToChange(rungs[firstOpen - 1])) firstOpen--;
        decimal rest = position.BaseQuantity;
        foreach (Rung rung in rungs[..firstOpen]) rest -= rung.Quantity;
        foreach (Rung rung in rungs[..firstOpen])
        {
            if (!IsOpenToChange(rung)) continue;
            if (Array.Exists(before, old => old.TriggerR == rung.TriggerR && !old.IsTimeStop && old.Quantity == 0)) continue;
            decimal slice = FloorToStep(Math.Min(rung.Fraction * position.BaseQuantity, Math.Max(0, rest)), policy.QuantityStep);
            if (!CanClose(slice, position, rung, policy)) continue;
            rung.Quantity = slice;
            rest -= slice;
        }
    }

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
        return policy.NotionalOf(slice, price) >= policy.MinNotionalQuote;
    }

    private static bool IsOpenToChange(Rung rung) => rung is { State: RungState.Armed, Attempt: 0, FilledQuantity: 0 };
}
