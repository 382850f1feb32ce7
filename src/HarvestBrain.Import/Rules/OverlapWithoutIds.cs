using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Storing;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// Without ids identical rows within one file are as many executions, so of several files the one with most of them counts; files that both
/// cover a time and disagree about it are refused.
/// </summary>
internal sealed class OverlapWithoutIds
{
    private readonly Dictionary<(string Symbol, int File), Span> _spans = [];
    private readonly Collected _fills;
    private readonly LeftOutLog _log;

    private OverlapWithoutIds(Collected fills, LeftOutLog log) => (_fills, _log) = (fills, log);

    private static readonly Comparer<Execution> ByRow = Comparer<Execution>.Create((a, b) =>
    {
        int order = a.TimeMs.CompareTo(b.TimeMs);
        if (order == 0) order = string.CompareOrdinal(a.Symbol, b.Symbol);
        if (order == 0) order = a.IsBuy.CompareTo(b.IsBuy);
        if (order == 0) order = a.Quantity.CompareTo(b.Quantity);
        if (order == 0) order = a.Price.CompareTo(b.Price);
        return order != 0 ? order : a.Fee.CompareTo(b.Fee);
    });

    private static readonly Comparer<Execution> ByRowAsRead = Comparer<Execution>.Create((a, b) =>
    {
        int order = ByRow.Compare(a, b);
        if (order == 0) order = a.File.CompareTo(b.File);
        return order != 0 ? order : a.Sequence.CompareTo(b.Sequence);
    });

    public static void Apply(Collected fills, LeftOutLog log)
    {
        if (fills.OfSeveralFiles && fills.LacksIds) new OverlapWithoutIds(fills, log).Apply();
    }

    private void Apply()
    {
        SortedFills rows = _fills.Storage.List(ByRowAsRead);
        foreach (Execution fill in _fills.Read())
        {
            if (fill.Grain == Grain.OrderSoFar) continue;
            var key = (fill.Symbol, fill.File);
            _spans[key] = _spans.TryGetValue(key, out Span? span) ? span.With(fill) : new Span(fill.TimeMs, fill.TimeMs, fill.HasId, fill);
            if (!fill.HasId) rows.Add(fill);
        }
        RefuseMixed();
        ILookup<string, int> files = _spans.Keys.ToLookup(key => key.Symbol, key => key.File, StringComparer.Ordinal);
        List<Execution> identical = [];
        foreach (Execution fill in rows.Read())
        {
            if (identical.Count > 0 && ByRow.Compare(identical[0], fill) != 0)
            {
                Count(identical, files);
                identical.Clear();
            }
            identical.Add(fill);
        }
        if (identical.Count > 0) Count(identical, files);
        _fills.Storage.Drop(rows);
    }

    private void Count(List<Execution> identical, ILookup<string, int> files)
    {
        (string symbol, long timeMs) = (identical[0].Symbol, identical[0].TimeMs);
        var byFile = identical.CountBy(fill => fill.File).ToDictionary();
        (int winner, int most) = byFile.OrderByDescending(count => count.Value).ThenBy(count => count.Key)
            .Select(count => (count.Key, count.Value)).First();
        bool areUnequal = files[symbol].Any(other => Covers(other) && byFile.GetValueOrDefault(other) != most
            && byFile.Keys.Any(with => with != other && Covers(with)));
        foreach (Execution fill in identical)
        {
            if (areUnequal)
            {
                _log.Refuse(fill,
                    new Problem("OverlapUnequal", $"{symbol}: the files cover this time and do not agree how often this row is there"));
            }
            else if (fill.File != winner) _log.Add(fill, Deduplication.Repeated);
            if (areUnequal || fill.File != winner) _fills.LeaveOut(fill);
        }

        bool Covers(int file) => _spans[(symbol, file)].HasInside(timeMs);
    }

    // An old export without ids over a new one with them: nothing tells which rows are the same.
    private void RefuseMixed()
    {
        foreach (var with in _spans.Where(span => span.Value.HasIds))
        {
            foreach (var without in _spans.Where(span =>
                !span.Value.HasIds && span.Key.Symbol == with.Key.Symbol && span.Key.File != with.Key.File))
            {
                if (with.Value.FirstMs > without.Value.LastMs || without.Value.FirstMs > with.Value.LastMs) continue;
                _log.Refuse(without.Value.First,
                    new Problem("OverlapWithoutIds",
                    $"{without.Key.Symbol}: another file covers this time with trade ids, this one has none; give one of them"));
            }
        }
    }

    /// <summary>What a file tells of a symbol, from when to when.</summary>
    private sealed record Span(long FirstMs, long LastMs, bool HasIds, Execution First)
    {
        public Span With(Execution fill) => new(
            Math.Min(FirstMs, fill.TimeMs), Math.Max(LastMs, fill.TimeMs), HasIds || fill.HasId,
            fill.Sequence < First.Sequence ? fill : First);

        /// <summary>Surely covered: an export may begin or end in the middle of a second.</summary>
        public bool HasInside(long timeMs) => FirstMs < timeMs && timeMs < LastMs;
    }
}
