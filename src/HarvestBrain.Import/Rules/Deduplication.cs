using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// Exports overlap. With ids an execution counts once, over all files; one told twice with other numbers is refused. Without ids identical
/// rows within one file are as many executions, so of several files the one with most of them counts; files that both cover a time and
/// disagree about it are refused.
/// </summary>
internal static class Deduplication
{
    private const string Repeated = "told before: the exports overlap";

    public static List<Execution> Apply(List<Execution> fills, LeftOutLog log)
    {
        List<Execution> kept = ById(fills, log);
        return WithoutId(kept, log);
    }

    private static List<Execution> ById(List<Execution> fills, LeftOutLog log)
    {
        var known = new HashSet<Execution>(SameExecution.Instance);
        var kept = new List<Execution>(fills.Count);
        foreach (Execution fill in fills)
        {
            if (!fill.HasId || fill.Grain != Grain.Execution || known.Add(fill))
            {
                kept.Add(fill);
                continue;
            }
            known.TryGetValue(fill, out Execution? first);
            bool same = first!.Quantity == fill.Quantity && first.Price == fill.Price;
            if (same) log.Add(fill, Repeated);
            else log.Refuse(fill,
                new Problem("ExecutionChanged",
                $"{fill.TradeId} was {first.Quantity} at {first.Price} in {log.NameOf(first)}:{first.Line}, is {fill.Quantity} at "
                + $"{fill.Price}"));
        }
        return kept;
    }

    private static List<Execution> WithoutId(List<Execution> fills, LeftOutLog log)
    {
        bool IsOne(Execution fill) => !fill.HasId && fill.Grain != Grain.OrderSoFar;
        if (fills.Select(fill => fill.File).Distinct().Take(2).Count() < 2 || !fills.Exists(IsOne)) return fills;

        var spans = new Dictionary<(string Symbol, int File), Span>();
        foreach (Execution fill in fills.Where(fill => fill.Grain != Grain.OrderSoFar))
        {
            var key = (fill.Symbol, fill.File);
            spans[key] = spans.TryGetValue(key, out Span span) ? span.With(fill) : new Span(fill.TimeMs, fill.TimeMs, fill.HasId);
        }
        RefuseMixed(fills, spans, log);

        var counts = new Dictionary<RowKey, Dictionary<int, int>>();
        foreach (Execution fill in fills.Where(IsOne))
        {
            var key = new RowKey(fill);
            if (!counts.TryGetValue(key, out Dictionary<int, int>? byFile)) counts.Add(key, byFile = []);
            byFile[fill.File] = byFile.GetValueOrDefault(fill.File) + 1;
        }
        ILookup<string, int> files = spans.Keys.ToLookup(key => key.Symbol, key => key.File, StringComparer.Ordinal);
        var winners = new Dictionary<RowKey, int>();
        var refused = new HashSet<RowKey>();
        foreach ((RowKey key, Dictionary<int, int> byFile) in counts)
        {
            (int file, int most) = byFile.OrderByDescending(count => count.Value).ThenBy(count => count.Key)
                .Select(count => (count.Key, count.Value)).First();
            winners.Add(key, file);
            if (files[key.Symbol].Any(other => spans[(key.Symbol, other)].HasInside(key.TimeMs) && byFile.GetValueOrDefault(other) != most
                && byFile.Keys.Any(with => with != other && spans[(key.Symbol, with)].HasInside(key.TimeMs)))) refused.Add(key);
        }
        var kept = new List<Execution>(fills.Count);
        foreach (Execution fill in fills)
        {
            if (!IsOne(fill))
            {
                kept.Add(fill);
                continue;
            }
            var key = new RowKey(fill);
            if (refused.Contains(key))
                log.Refuse(fill,
                    new Problem("OverlapUnequal",
                    $"{fill.Symbol}: the files cover this time and do not agree how often this row is there"));
            else if (winners[key] == fill.File) kept.Add(fill);
            else log.Add(fill, Repeated);
        }
        return kept;
    }

    // An old export without ids over a new one with them: nothing tells which rows are the same.
    private static void RefuseMixed(List<Execution> fills, Dictionary<(string Symbol, int File), Span> spans, LeftOutLog log)
    {
        foreach (var with in spans.Where(span => span.Value.HasIds))
        {
            foreach (var without in spans.Where(span =>
                !span.Value.HasIds && span.Key.Symbol == with.Key.Symbol && span.Key.File != with.Key.File))
            {
                if (with.Value.First > without.Value.Last || without.Value.First > with.Value.Last) continue;
                Execution first = fills.First(fill => fill.File == without.Key.File && fill.Symbol == without.Key.Symbol);
                log.Refuse(first,
                    new Problem("OverlapWithoutIds",
                    $"{first.Symbol}: another file covers this time with trade ids, this one has none; give one of them"));
            }
        }
    }

    private readonly record struct Span(long First, long Last, bool HasIds)
    {
        public Span With(Execution fill) => new(Math.Min(First, fill.TimeMs), Math.Max(Last, fill.TimeMs), HasIds || fill.HasId);

        /// <summary>Surely covered: an export may begin or end in the middle of a second.</summary>
        public bool HasInside(long timeMs) => First < timeMs && timeMs < Last;
    }

    private readonly record struct RowKey(string Symbol, bool IsBuy, decimal Quantity, decimal Price, long TimeMs, decimal Fee)
    {
        public RowKey(Execution fill)
            : this(fill.Symbol, fill.IsBuy, fill.Quantity, fill.Price, fill.TimeMs, fill.Fee)
        {
        }
    }

    /// <summary>The id of an execution is its trade id with symbol and side: a trade with oneself has one id and two sides.</summary>
    private sealed class SameExecution : IEqualityComparer<Execution>
    {
        public static readonly SameExecution Instance = new();

        public bool Equals(Execution? x, Execution? y) =>
            x!.IsBuy == y!.IsBuy && x.NumericId == y.NumericId && x.TextId == y.TextId && x.Symbol == y.Symbol
                && x.PositionSide == y.PositionSide;

        public int GetHashCode(Execution obj) => HashCode.Combine(obj.NumericId, obj.TextId, obj.Symbol, obj.IsBuy);
    }
}
