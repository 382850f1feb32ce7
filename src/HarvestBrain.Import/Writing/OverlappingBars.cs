using HarvestBrain.Core;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Writing;

/// <summary>
/// What bars and single prices of one symbol say about the same time: two bars of one length have to agree; of two lengths the finer
/// counts, because a long bar tells only at its end what the price did within it; and single prices count where they are all that a bar
/// tells of, which they are when they reach its high and its low. Where they do not, as one price an hour beside minutes, the bar counts
/// and they do not.
/// </summary>
internal sealed class OverlappingBars(MarketNames names, LeftOutLog log)
{
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <summary>Takes a bar or a price, in order of time; a bar that contradicts another of its time is refused.</summary>
    public void Note(Bar bar)
    {
        string key = names.PricedAs(bar.Symbol, bar.Market);
        if (!_series.TryGetValue(key, out Series? series)) _series.Add(key, series = new Series());
        if (bar.IsPoint) series.See(bar);
        else if (series.Add(bar) is { } last)
        {
            log.Refuse(bar, new Problem(
                "BarsDisagree",
                $"{bar.Symbol} at {ReportTable.Time(bar.TimeMs)} UTC: {Text(bar)} here, {Text(last)} in {log.NameOf(last)}:{last.Line}; "
                    + "give one of them alone"));
        }
    }

    /// <summary>All were noted.</summary>
    public void Finish()
    {
        foreach (Series series in _series.Values) series.Finish();
    }

    /// <summary>Of a bar: finer ones, or single prices, tell its time. Of a price: a bar tells more of it.</summary>
    public bool IsToldBetter(Bar bar) =>
        _series.TryGetValue(names.PricedAs(bar.Symbol, bar.Market), out Series? series) && series.TellsBetter(bar);

    private static string Text(Bar bar) =>
        $"open {PlainDecimal.Format(bar.Open)} high {PlainDecimal.Format(bar.High)} low {PlainDecimal.Format(bar.Low)} "
            + $"close {PlainDecimal.Format(bar.Close)}";

    /// <summary>What is priced once, by the lengths of its bars.</summary>
    private sealed class Series
    {
        private readonly SortedList<long, BarsOfOneLength> _byLength = [];

        // Of the single prices of the last time that had one: a bar may come behind the one of its first moment.
        private Bar? _highest, _lowest;

        /// <returns>A bar of the same time that says otherwise.</returns>
        public Bar? Add(Bar bar)
        {
            if (!_byLength.TryGetValue(bar.LengthMs, out BarsOfOneLength? own)) _byLength.Add(bar.LengthMs, own = new BarsOfOneLength());
            if (own.Last is { } last && last.TimeMs == bar.TimeMs) return last.TellsAs(bar) ? null : last;
            own.Add(bar);
            if (_highest is null || _highest.TimeMs != bar.TimeMs) return null;
            own.See(_highest);
            own.See(_lowest!);
            return null;
        }

        public void See(Bar price)
        {
            if (_highest is null || _highest.TimeMs != price.TimeMs) _highest = _lowest = price;
            if (price.Close > _highest.Close) _highest = price;
            if (price.Close < _lowest!.Close) _lowest = price;
            foreach (BarsOfOneLength bars in _byLength.Values) bars.See(price);
        }

        public void Finish()
        {
            foreach (BarsOfOneLength bars in _byLength.Values) bars.EndLast();
        }

        public bool TellsBetter(Bar bar)
        {
            foreach ((long length, BarsOfOneLength bars) in _byLength) // the finest first
            {
                if (bar.IsPoint && bars.Covers(bar)) return !bars.AreToldByPrices(bar);
                if (bar.IsPoint) continue;
                if (length >= bar.LengthMs) return bars.AreToldByPrices(bar);
                if (bars.Covers(bar)) return true;
            }
            return false;
        }
    }
}
