using HarvestBrain.Core;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Writing;

/// <summary>
/// What bars and single prices of one symbol say about the same time: two bars of one length have to agree; and whatever is finer, bars or
/// single prices, counts where it is all that a longer bar tells of, which it is when it reaches the bar's high and its low: a long bar
/// tells only at its end what the price did within it. Where it does not reach them, as one price an hour beside minutes, or some minutes
/// of a day, the longer bar counts and what is finer within it does not: a low that nothing else tells would be lost.
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

    /// <summary>Of a bar: what is finer tells all that it does. Of a bar or a price: a longer bar tells more of its time.</summary>
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
            EndBefore(bar.TimeMs);
            if (!_byLength.TryGetValue(bar.LengthMs, out BarsOfOneLength? own)) _byLength.Add(bar.LengthMs, own = new BarsOfOneLength());
            if (own.Last is { } last)
            {
                if (last.TimeMs == bar.TimeMs) return last.TellsAs(bar) ? null : last;
                End(_byLength.IndexOfKey(bar.LengthMs)); // one that begins within the last one
            }
            own.Begin(bar);
            return null;
        }

        public void See(Bar price)
        {
            EndBefore(price.TimeMs);
            if (_highest is null) _highest = _lowest = price;
            if (price.Close > _highest.Close) _highest = price;
            if (price.Close < _lowest!.Close) _lowest = price;
        }

        public void Finish() => EndBefore(long.MaxValue);

        // The finest first: what ends tells the longer ones what it comes to.
        private void EndBefore(long timeMs)
        {
            if (_highest is { } highest && highest.TimeMs < timeMs)
            {
                Tell(0, highest.TimeMs, highest.TimeMs, highest.High, _lowest!.Low);
                _highest = _lowest = null;
            }
            for (int i = 0; i < _byLength.Count; i++)
            {
                if (_byLength.GetValueAtIndex(i).Last is { } last && last.ToMs < timeMs) End(i);
            }
        }

        private void End(int index)
        {
            BarsOfOneLength bars = _byLength.GetValueAtIndex(index);
            Bar last = bars.Last!;
            (decimal high, decimal low) = bars.End();
            Tell(index + 1, last.TimeMs, last.ToMs, high, low);
        }

        // Only the next longer bar hears of it, and passes on what counts: what is left out within it does not.
        private void Tell(int index, long fromMs, long toMs, decimal high, decimal low)
        {
            for (int i = index; i < _byLength.Count; i++)
            {
                if (_byLength.GetValueAtIndex(i).See(fromMs, toMs, high, low)) return;
            }
        }

        public bool TellsBetter(Bar bar)
        {
            foreach ((long length, BarsOfOneLength bars) in _byLength)
            {
                if (!bar.IsPoint && length < bar.LengthMs) continue;
                if (!bar.IsPoint && length == bar.LengthMs ? bars.AreToldByFiner(bar) : bars.TellMore(bar)) return true;
            }
            return false;
        }
    }
}
