using HarvestBrain.Core;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Storing;

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

    private static readonly Comparer<Execution> ByPosition = Comparer<Execution>.Create((a, b) =>
    {
        int order = string.CompareOrdinal(a.Symbol, b.Symbol);
        if (order == 0) order = a.PositionSide.CompareTo(b.PositionSide);
        return order != 0 ? order : a.Rank.CompareTo(b.Rank);
    });

    private readonly List<(long Rank, string Text)> _notes = [];

    /// <summary>Leaves out what was carried in.</summary>
    /// <param name="fills">All fills; they are not read any more.</param>
    /// <param name="starts">Has taken the quantities of all of them.</param>
    /// <param name="storage">Keeps the fills of a position while they are looked at.</param>
    public SortedFills Apply(SortedFills fills, DoubtfulStarts starts, FillStorage storage)
    {
        var doubtful = starts.Find(fills.Read());
        if (doubtful.Count == 0) return fills;
        SortedFills result = storage.List(ByRank.Instance), apart = storage.List(ByPosition), position = storage.List(ByRank.Instance);
        foreach (Execution fill in fills.Read())
            (doubtful.Contains((fill.Symbol, fill.PositionSide)) ? apart : result).Add(fill);
        storage.Drop(fills);
        Execution? first = null;
        foreach (Execution fill in apart.Read())
        {
            if (first is not null && (first.Symbol != fill.Symbol || first.PositionSide != fill.PositionSide))
            {
                AddCounted(position, result);
                storage.Drop(position);
                (position, first) = (storage.List(ByRank.Instance), null);
            }
            first ??= fill;
            position.Add(fill);
        }
        AddCounted(position, result);
        storage.Drop(position);
        storage.Drop(apart);
        foreach (var (_, text) in _notes.OrderBy(note => note.Rank)) note(text);
        return result;
    }

    private void AddCounted(SortedFills position, SortedFills result)
    {
        foreach (Execution fill in Counted(position.Read()))
        {
            if (fill.Quantity > 0) result.Add(fill);
        }
    }

    private IEnumerable<Execution> Counted(IEnumerable<Execution> fills)
    {
        Execution first = fills.First();
        if (first.PositionSide != PositionSide.Both) return Leave(fills, OfSide(fills, first.PositionSide), first);
        if (!fills.Any(fill => fill.TellsReductions)) return first.Market == Market.Spot ? Clamp(fills) : fills;
        decimal? start = hedge ? null : StartQuantity.Find(fills);
        return start is { } known ? Leave(fills, known, first) : Hedged(fills, first);
    }

    private IEnumerable<Execution> Hedged(IEnumerable<Execution> fills, Execution first)
    {
        if (!hedge) Note(first, $"{first.Symbol}: long and short at once; the sides are told apart by which rows realise a profit");
        PositionSide[] sides = SideOf(first) == PositionSide.Long
            ? [PositionSide.Long, PositionSide.Short]
            : [PositionSide.Short, PositionSide.Long];
        foreach (PositionSide side in sides)
        {
            IEnumerable<Execution> own = fills.Where(fill => SideOf(fill) == side);
            foreach (Execution fill in Leave(own, OfSide(own, side), first))
            {
                fill.PositionSide = side;
                yield return fill;
            }
        }
    }

    private static PositionSide SideOf(Execution fill) => fill.IsBuy != fill.Closes ? PositionSide.Long : PositionSide.Short;

    /// <summary>Of one side only the reductions beyond what was opened count.</summary>
    private static decimal OfSide(IEnumerable<Execution> fills, PositionSide side)
    {
        decimal held = 0, missing = 0, largest = 0;
        foreach (Execution fill in fills)
        {
            held += (side == PositionSide.Long) == fill.IsBuy ? fill.Quantity : -fill.Quantity;
            missing = Math.Max(missing, -held);
            largest = Math.Max(largest, fill.Quantity);
        }
        return missing <= largest * Noise.Share ? 0 : side == PositionSide.Long ? missing : -missing;
    }

    /// <summary>Leaves out rows until what was carried in is used up. What a row does beyond that counts.</summary>
    private IEnumerable<Execution> Leave(IEnumerable<Execution> fills, decimal start, Execution first)
    {
        decimal noise = start == 0 ? 0 : NoiseOf(fills), held = start;
        string side = start > 0 ? "long" : "short";
        if (start != 0) Note(first, $"{first.Symbol}: {side} {PlainDecimal.Format(Math.Abs(start))} was open before the first row");
        foreach (Execution fill in fills)
        {
            if (held != 0) held = LeaveOut(fill, held, start, noise);
            yield return fill;
        }
    }

    /// <summary>Takes what was carried in out of a row.</summary>
    /// <returns>What is left of it.</returns>
    private decimal LeaveOut(Execution fill, decimal held, decimal start, decimal noise)
    {
        decimal after = held + fill.Signed;
        log.Add(fill, Reason);
        if (Math.Abs(after) <= noise) after = 0;
        bool isCrossed = after != 0 && Math.Sign(after) != Math.Sign(start);
        if (isCrossed)
        {
            Scale(fill, Math.Abs(after));
            (fill.Realized, fill.ReduceOnly) = (null, false);
            return 0;
        }
        fill.Quantity = 0;
        return after;
    }

    private IEnumerable<Execution> Clamp(IEnumerable<Execution> fills)
    {
        decimal noise = NoiseOf(fills), held = 0, missing = 0;
        Execution? first = null;
        foreach (Execution fill in fills)
        {
            first ??= fill.Copy();
            decimal excess = fill.IsBuy ? 0 : fill.Quantity - held;
            if (fill.IsBuy) held += fill.Quantity;
            else if (excess <= noise) held = Math.Max(0, held - fill.Quantity);
            else
            {
                log.Add(fill, SoldBefore);
                missing += excess;
                if (held <= noise) fill.Quantity = 0;
                else Scale(fill, held);
                held = 0;
            }
            yield return fill;
        }
        if (missing > 0) Note(first!, $"{first!.Symbol}: {PlainDecimal.Format(missing)} was bought before the files begin");
    }

    private void Note(Execution first, string text) => _notes.Add((first.Rank, text));

    private static decimal NoiseOf(IEnumerable<Execution> fills) => fills.Max(fill => fill.Quantity) * Noise.Share;

    private static void Scale(Execution fill, decimal quantity)
    {
        fill.Fee = fill.Fee * quantity / fill.Quantity;
        fill.Quantity = quantity;
    }
}
