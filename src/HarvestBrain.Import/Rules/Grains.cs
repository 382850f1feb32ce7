using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;

namespace HarvestBrain.Import.Rules;

/// <summary>Of several grains of the same thing the finest counts; and of what an order has come to so far, what is new.</summary>
internal static class Grains
{
    /// <summary>Leaves out orders whose executions are there.</summary>
    public static List<Execution> TakeFinest(List<Execution> fills, LeftOutLog log)
    {
        if (fills.TrueForAll(fill => fill.Grain == Grain.Execution)) return fills;
        HashSet<(string, ulong)> orders = [];
        HashSet<(string, int)> symbols = [];
        foreach (Execution fill in fills.Where(fill => fill.Grain == Grain.Execution))
        {
            symbols.Add((fill.Symbol, fill.File));
            if (fill.OrderKey != 0) orders.Add((fill.Symbol, fill.OrderKey));
        }
        return fills.FindAll(fill =>
        {
            bool isTold = fill.Grain switch
            {
                Grain.Order => symbols.Contains((fill.Symbol, fill.File)),
                Grain.OrderSoFar => orders.Contains((fill.Symbol, fill.OrderKey)),
                _ => false,
            };
            if (isTold) log.Add(fill, "order whose executions are told beside it");
            return !isTold;
        });
    }

    /// <summary>Makes sums into differences, per order, in order of time.</summary>
    public static List<Execution> TakeDifferences(List<Execution> fills, LeftOutLog log)
    {
        if (!fills.Exists(fill => fill.Grain == Grain.OrderSoFar)) return fills;
        var soFar = new Dictionary<(string, ulong), (decimal Quantity, decimal Price, decimal Fee)>();
        return fills.FindAll(fill =>
        {
            if (fill.Grain != Grain.OrderSoFar || fill.OrderKey == 0) return true;
            var key = (fill.Symbol, fill.OrderKey);
            bool isFirst = !soFar.TryGetValue(key, out var before);
            if (isFirst)
            {
                soFar.Add(key, (fill.Quantity, fill.Price, fill.Fee));
                return true;
            }
            decimal more = fill.Quantity - before.Quantity;
            if (more <= 0)
            {
                log.Add(fill, "order that has filled no more since it was told");
                return false;
            }
            soFar[key] = (fill.Quantity, fill.Price, fill.Fee);
            decimal price = ((fill.Quantity * fill.Price) - (before.Quantity * before.Price)) / more;
            (fill.Quantity, fill.Fee) = (more, fill.Fee - before.Fee);
            if (price > 0) fill.Price = Core.PlainDecimal.RoundToSignificant(price, 15);
            return true;
        });
    }
}
