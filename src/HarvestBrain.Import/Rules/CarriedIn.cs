using HarvestBrain.Core;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// Positions that were open before the first row. Where rows tell that they reduce, the start quantity is one that makes each of them a
/// reduction (<see cref="StartQuantity"/>), and nothing is written until it is used up: its entry is not known. On spot markets what is
/// sold beyond what was bought was there before, and never a short. Where no start quantity makes sense, the account holds both sides.
/// </summary>
internal sealed class CarriedIn(bool hedge, LeftOutLog log, Action<string> note)
{
    private const string Reason = "belongs to a position that was carried in";
    private const string SoldBefore = "sale of what was bought before the files begin";
    private const decimal Noise = 1e-9m; // of the largest quantity: sums of binary floating point

    public List<Execution> Apply(List<Execution> fills)
    {
        foreach (var group in fills.GroupBy(fill => (fill.Symbol, fill.PositionSide)).ToList()) ApplyTo([.. group]);
        return fills.FindAll(fill => fill.Quantity > 0);
    }

    private void ApplyTo(List<Execution> fills)
    {
        Execution first = fills[0];
        if (first.PositionSide != PositionSide.Both)
        {
            Leave(fills, OfSide(fills, first.PositionSide));
            return;
        }
        if (!fills.Exists(fill => fill.TellsReductions))
        {
            if (first.Market == Market.Spot) Clamp(fills);
            return;
        }
        decimal? start = hedge ? null : StartQuantity.Find(fills);
        if (start is { } known) Leave(fills, known);
        else ApplyHedged(fills);
    }

    private void ApplyHedged(List<Execution> fills)
    {
        foreach (Execution fill in fills) fill.PositionSide = fill.IsBuy != fill.Closes ? PositionSide.Long : PositionSide.Short;
        if (!hedge) note($"{fills[0].Symbol}: long and short at once; the sides are told apart by which rows realise a profit");
        foreach (var side in fills.GroupBy(fill => fill.PositionSide).ToList()) Leave([.. side], OfSide([.. side], side.Key));
    }

    /// <summary>Of one side only the reductions beyond what was opened count.</summary>
    private static decimal OfSide(List<Execution> fills, PositionSide side)
    {
        decimal held = 0, missing = 0, largest = 0;
        foreach (Execution fill in fills)
        {
            held += (side == PositionSide.Long) == fill.IsBuy ? fill.Quantity : -fill.Quantity;
            missing = Math.Max(missing, -held);
            largest = Math.Max(largest, fill.Quantity);
        }
        return missing <= largest * Noise ? 0 : side == PositionSide.Long ? missing : -missing;
    }

    /// <summary>Leaves out rows until what was carried in is used up. What a row does beyond that counts.</summary>
    private void Leave(List<Execution> fills, decimal start)
    {
        if (start == 0) return;
        note($"{fills[0].Symbol}: {(start > 0 ? "long" : "short")} {PlainDecimal.Format(Math.Abs(start))} was open before the first row");
        decimal noise = fills.Max(fill => fill.Quantity) * Noise, held = start;
        foreach (Execution fill in fills)
        {
            decimal after = held + fill.Signed;
            log.Add(fill, Reason);
            bool isUsedUp = Math.Abs(after) <= noise, isCrossed = !isUsedUp && Math.Sign(after) != Math.Sign(start);
            if (isCrossed)
            {
                Scale(fill, Math.Abs(after));
                (fill.Realized, fill.ReduceOnly) = (null, false);
                return;
            }
            fill.Quantity = 0;
            if (isUsedUp) return;
            held = after;
        }
    }

    private void Clamp(List<Execution> fills)
    {
        decimal noise = fills.Max(fill => fill.Quantity) * Noise, held = 0, missing = 0;
        foreach (Execution fill in fills)
        {
            if (fill.IsBuy)
            {
                held += fill.Quantity;
                continue;
            }
            decimal excess = fill.Quantity - held;
            if (excess <= noise)
            {
                held = Math.Max(0, held - fill.Quantity);
                continue;
            }
            log.Add(fill, SoldBefore);
            missing += excess;
            if (held <= noise) fill.Quantity = 0;
            else Scale(fill, held);
            held = 0;
        }
        if (missing > 0) note($"{fills[0].Symbol}: {PlainDecimal.Format(missing)} was bought before the files begin");
    }

    private static void Scale(Execution fill, decimal quantity)
    {
        fill.Fee = fill.Fee * quantity / fill.Quantity;
        fill.Quantity = quantity;
    }
}
