using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Storing;

namespace HarvestBrain.Import.Rules;

/// <summary>Of several grains of the same thing the finest counts; and of what an order has come to so far, what is new.</summary>
internal static class Grains
{
    private static readonly Comparer<Execution> ByOrder = Comparer<Execution>.Create((a, b) =>
    {
        int order = a.OrderKey.CompareTo(b.OrderKey);
        if (order == 0) order = string.CompareOrdinal(a.Symbol, b.Symbol);
        return order != 0 ? order : a.Rank.CompareTo(b.Rank);
    });

    /// <summary>Leaves out orders whose executions are there.</summary>
    public static void TakeFinest(Collected fills, LeftOutLog log)
    {
        if (!fills.HasOrders) return;
        var orders = new KeyList();
        HashSet<(string, int)> symbols = [];
        foreach (Execution fill in fills.Read().Where(fill => fill.Grain == Grain.Execution))
        {
            symbols.Add((fill.Symbol, fill.File));
            if (fill.OrderKey != 0) orders.Add(KeyOf(fill));
        }
        orders.Sort();
        foreach (Execution fill in fills.Read())
        {
            bool isTold = fill.Grain switch
            {
                Grain.Order => symbols.Contains((fill.Symbol, fill.File)),
                Grain.OrderSoFar => orders.Contains(KeyOf(fill)),
                _ => false,
            };
            if (!isTold) continue;
            log.Add(fill, "order whose executions are told beside it");
            fills.LeaveOut(fill);
        }
    }

    /// <summary>Makes sums into differences, per order, in order of time.</summary>
    public static SortedFills TakeDifferences(Collected fills, LeftOutLog log)
    {
        SortedFills result = fills.Storage.List(ByRank.Instance), sums = fills.Storage.List(ByOrder);
        foreach (Execution fill in fills.Read())
            (fill.Grain == Grain.OrderSoFar && fill.OrderKey != 0 ? sums : result).Add(fill);
        Execution? before = null;
        foreach (Execution fill in sums.Read())
        {
            if (before is null || before.OrderKey != fill.OrderKey || before.Symbol != fill.Symbol)
            {
                before = fill.Copy();
                result.Add(fill);
                continue;
            }
            if (fill.Quantity <= before.Quantity)
            {
                log.Add(fill, "order that has filled no more since it was told");
                continue;
            }
            Execution told = fill.Copy();
            TakeDifference(fill, before);
            before = told;
            result.Add(fill);
        }
        fills.Storage.Drop(sums);
        return result;
    }

    private static void TakeDifference(Execution fill, Execution before)
    {
        decimal more = fill.Quantity - before.Quantity;
        decimal price = ((fill.Quantity * fill.Price) - (before.Quantity * before.Price)) / more;
        (fill.Quantity, fill.Fee) = (more, fill.Fee - before.Fee);
        if (price > 0) fill.Price = Core.PlainDecimal.RoundToSignificant(price, 15);
    }

    private static ulong KeyOf(Execution fill) => Keys.Of(Keys.Of(fill.Symbol), fill.OrderKey);
}
