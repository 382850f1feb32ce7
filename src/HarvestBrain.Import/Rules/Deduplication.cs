using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Storing;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// Exports overlap. With ids an execution counts once, over all files; one told twice with other numbers is refused. Without ids: see
/// <see cref="OverlapWithoutIds"/>.
/// </summary>
internal static class Deduplication
{
    public const string Repeated = "told before: the exports overlap";

    /// <summary>The id of an execution is its trade id with symbol and side: a trade with oneself has one id and two sides. Numbers are
    /// counted in each market by itself (<see cref="IsOfOtherMarket"/>).</summary>
    private static readonly Comparer<Execution> ById = Comparer<Execution>.Create((a, b) =>
    {
        int order = a.NumericId.CompareTo(b.NumericId);
        if (order == 0) order = string.CompareOrdinal(a.TextId, b.TextId);
        if (order == 0) order = string.CompareOrdinal(a.Symbol, b.Symbol);
        if (order == 0) order = a.IsBuy.CompareTo(b.IsBuy);
        return order != 0 ? order : a.PositionSide.CompareTo(b.PositionSide);
    });

    private static readonly Comparer<Execution> ByIdAsRead = Comparer<Execution>.Create((a, b) =>
    {
        int order = ById.Compare(a, b);
        if (order == 0 && a.TextId is null) order = a.Market.CompareTo(b.Market);
        if (order == 0) order = a.File.CompareTo(b.File);
        return order != 0 ? order : a.Sequence.CompareTo(b.Sequence);
    });

    /// <summary>The fill is known by an id.</summary>
    public static bool HasKey(Execution fill) => fill.HasId && fill.Grain == Grain.Execution;

    /// <summary>Equal of fills with one id, and nearly always of no others.</summary>
    public static ulong KeyOf(Execution fill) =>
        Keys.Of(Keys.Of(fill.Symbol, fill.TextId), (fill.NumericId << 3) ^ ((ulong)fill.PositionSide << 1) ^ (fill.IsBuy ? 1UL : 0UL));

    public static void Apply(Collected fills, LeftOutLog log)
    {
        KeyList repeated = fills.Ids.TakeRepeated();
        if (repeated.IsEmpty) return;
        SortedFills suspects = fills.Storage.List(ByIdAsRead);
        foreach (Execution fill in fills.Read())
        {
            if (HasKey(fill) && repeated.Contains(KeyOf(fill))) suspects.Add(fill);
        }
        Execution? first = null;
        foreach (Execution fill in suspects.Read())
        {
            if (first is null || ById.Compare(first, fill) != 0 || IsOfOtherMarket(first, fill))
            {
                first = fill;
                continue;
            }
            fills.LeaveOut(fill);
            bool isSame = first.Quantity == fill.Quantity && first.Price == fill.Price;
            if (isSame) log.Add(fill, Repeated);
            else log.Refuse(fill,
                new Problem("ExecutionChanged",
                $"{fill.TradeId} was {first.Quantity} at {first.Price} in {log.NameOf(first)}:{first.Line}, is {fill.Quantity} at "
                + $"{fill.Price}"));
        }
        fills.Storage.Drop(suspects);
    }

    // A row whose market is not known comes first, and may be of either; ids with letters are an exchange's, whatever the market.
    private static bool IsOfOtherMarket(Execution first, Execution fill) =>
        fill.TextId is null && first.Market != Market.Unknown && first.Market != fill.Market;
}
