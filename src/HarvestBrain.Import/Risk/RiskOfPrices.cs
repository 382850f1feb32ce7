using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Risk;

/// <summary>Risk that prices tell: the average true range before the entry, and the excursions of winners.</summary>
internal sealed class RiskOfPrices(IReadOnlyList<RiskSource> sources)
{
    private readonly Dictionary<(RiskSource.OfRange Source, string Symbol), WilderRange> _ranges = [];
    private readonly RiskSource.OfRange[] _ofRange = [.. sources.OfType<RiskSource.OfRange>().Distinct()];
    private List<decimal> _excursions = [];

    /// <summary>A pass over all prices is needed before any entry can be written.</summary>
    public bool NeedsExcursions => sources.Any(source => source is RiskSource.OfExcursion);

    /// <summary>Takes the shares of the entry that winners went against.</summary>
    public void SetExcursions(List<decimal> shares)
    {
        shares.Sort();
        _excursions = shares;
    }

    public void Note(Bar bar)
    {
        foreach (RiskSource.OfRange source in _ofRange)
        {
            if (!_ranges.TryGetValue((source, bar.Symbol), out WilderRange? range))
                _ranges.Add((source, bar.Symbol), range = new WilderRange(source.Length, source.IntervalMs));
            range.Note(bar);
        }
    }

    /// <summary>Sets the stop of a position when it opens, unless a source that comes first in the list has set it.</summary>
    /// <param name="opening">The fill that opens it.</param>
    /// <param name="priceSymbol">The symbol that its prices come under.</param>
    public void Apply(Execution opening, string priceSymbol)
    {
        bool isOfList = sources.Any(source => source is RiskSource.OfPercent or RiskSource.OfMoney && source.Name == opening.RiskSource);
        if (opening.Stop > 0 && !isOfList) return; // of a file
        foreach (RiskSource source in sources)
        {
            if (opening.Stop > 0 && source.Name == opening.RiskSource) return;
            decimal? distance = source switch
            {
                RiskSource.OfRange range when _ranges.TryGetValue((range, priceSymbol), out WilderRange? known) =>
                    known.At(opening.TimeMs) * range.Multiple,
                RiskSource.OfExcursion excursion => opening.Price * Share(excursion.Percentile),
                _ => null,
            };
            if (distance is { } told && RiskOfFills.Set(opening, told, source.Name)) return;
        }
    }

    private decimal? Share(decimal percentile)
    {
        if (_excursions.Count == 0) return null;
        int index = (int)Math.Ceiling(_excursions.Count * percentile / 100) - 1; // nearest rank
        return _excursions[Math.Clamp(index, 0, _excursions.Count - 1)] is > 0 and var share ? share : null;
    }
}

/// <summary>Wilder's average true range of bars of one length, made of whatever prices come; a bar counts when it is over.</summary>
internal sealed class WilderRange(int length, long intervalMs)
{
    private long _period = long.MinValue, _untilMs;
    private decimal _high, _low, _close, _previousClose, _average;
    private int _bars;

    public void Note(Bar bar)
    {
        // A longer bar than asked for counts as one.
        long period = bar.TimeMs / intervalMs;
        if (period != _period)
        {
            CloseBar();
            (_period, _high, _low) = (period, bar.High, bar.Low);
        }
        _untilMs = Math.Max(((period + 1) * intervalMs) - 1, bar.ToMs);
        (_high, _low, _close) = (Math.Max(_high, bar.High), Math.Min(_low, bar.Low), bar.Close);
    }

    /// <summary>The average of the bars that were over by then; <see langword="null"/> = too few.</summary>
    public decimal? At(long timeMs)
    {
        if (timeMs > _untilMs) CloseBar();
        return _bars > length ? _average : null;
    }

    private void CloseBar()
    {
        if (_period == long.MinValue) return;
        if (_bars > 0)
        {
            decimal range = Math.Max(_high, _previousClose) - Math.Min(_low, _previousClose);
            // The mean of the first ones, smoothed from then on.
            _average = _bars <= length ? _average + ((range - _average) / _bars) : ((_average * (length - 1)) + range) / length;
        }
        _bars++;
        _previousClose = _close;
        _period = long.MinValue;
    }
}
