using HarvestBrain.Core;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Writing;

/// <summary>
/// What bars of one symbol say about the same time: two of one length have to agree, and of two lengths the finer counts, because a long
/// bar tells only at its end what the price did within it.
/// </summary>
internal sealed class OverlappingBars(MarketNames names, LeftOutLog log)
{
    private readonly Dictionary<string, SortedList<long, Stretches>> _byLength = new(StringComparer.Ordinal);

    /// <summary>The stretches of time that bars of one length fill without a gap, in order.</summary>
    private sealed class Stretches
    {
        private readonly List<(long From, long To)> _stretches = [];

        public Bar? Last { get; private set; }

        public void Add(Bar bar)
        {
            Last = bar;
            if (_stretches.Count > 0 && bar.TimeMs <= _stretches[^1].To + 1)
                _stretches[^1] = (_stretches[^1].From, Math.Max(_stretches[^1].To, bar.ToMs));
            else _stretches.Add((bar.TimeMs, bar.ToMs));
        }

        public bool Overlap(Bar bar)
        {
            int low = 0, high = _stretches.Count; // the first one that ends at or behind the bar's beginning
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_stretches[middle].To < bar.TimeMs) low = middle + 1;
                else high = middle;
            }
            return low < _stretches.Count && _stretches[low].From <= bar.ToMs;
        }
    }

    /// <summary>Takes a bar, in order of time; one that contradicts another of its time is refused.</summary>
    public void Note(Bar bar)
    {
        if (bar.IsPoint) return;
        string key = names.PricedAs(bar.Symbol, bar.Market);
        if (!_byLength.TryGetValue(key, out var byLength)) _byLength.Add(key, byLength = []);
        if (!byLength.TryGetValue(bar.LengthMs, out Stretches? own)) byLength.Add(bar.LengthMs, own = new Stretches());
        if (own.Last is { } last && last.TimeMs == bar.TimeMs && !last.TellsAs(bar))
        {
            log.Refuse(bar, new Problem(
                "BarsDisagree",
                $"{bar.Symbol} at {ReportTable.Time(bar.TimeMs)} UTC: {Text(bar)} here, {Text(last)} in {log.NameOf(last)}:{last.Line}; "
                    + "give one of them alone"));
            return;
        }
        own.Add(bar);
    }

    /// <summary>A finer bar tells of the same time.</summary>
    public bool IsToldByFiner(Bar bar)
    {
        if (bar.IsPoint || !_byLength.TryGetValue(names.PricedAs(bar.Symbol, bar.Market), out var byLength)) return false;
        foreach ((long length, Stretches finer) in byLength)
        {
            if (length >= bar.LengthMs) return false;
            if (finer.Overlap(bar)) return true;
        }
        return false;
    }

    private static string Text(Bar bar) =>
        $"open {PlainDecimal.Format(bar.Open)} high {PlainDecimal.Format(bar.High)} low {PlainDecimal.Format(bar.Low)} "
            + $"close {PlainDecimal.Format(bar.Close)}";
}
