using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Risk;

/// <summary>Risk that prices tell: the average true range before the entry, and the excursions of winners.</summary>
internal sealed class RiskOfPrices
{
    private readonly RiskSource.OfRange? _range;
    private readonly RiskSource.OfExcursion? _excursion;
    private readonly Dictionary<string, WilderRange> _ranges = new(StringComparer.Ordinal);

    public RiskOfPrices(IReadOnlyList<RiskSource> sources)
    {
        _range = sources.OfType<RiskSource.OfRange>().FirstOrDefault();
        _excursion = sources.OfType<RiskSource.OfExcursion>().FirstOrDefault();
    }

    /// <summary>A pass over all prices is needed before any entry can be written.</summary>
    public bool NeedsExcursions => _excursion is not null;

    /// <summary>Share of the entry that the chosen percentile of winners went against, by <see cref="SetExcursions"/>.</summary>
    public decimal? Excursion { get; private set; }

    public void SetExcursions(List<decimal> shares)
    {
        if (shares.Count == 0 || _excursion is null) return;
        shares.Sort();
        int index = (int)Math.Ceiling(shares.Count * _excursion.Percentile / 100) - 1; // nearest rank
        Excursion = shares[Math.Clamp(index, 0, shares.Count - 1)];
    }

    public void Note(Bar bar)
    {
        if (_range is null) return;
        if (!_ranges.TryGetValue(bar.Symbol, out WilderRange? range))
            _ranges.Add(bar.Symbol, range = new WilderRange(_range.Length, _range.IntervalMs));
        range.Note(bar);
    }

    /// <summary>Sets the stop of a position that has none when it opens.</summary>
    /// <param name="opening">The fill that opens it.</param>
    /// <param name="priceSymbol">The symbol that its prices come under.</param>
    public void Apply(Execution opening, string priceSymbol)
    {
        if (opening.Stop > 0) return;
        if (_range is not null && _ranges.TryGetValue(priceSymbol, out WilderRange? range) && range.At(opening.TimeMs) is { } value
            && RiskOfFills.Set(opening, value * _range.Multiple, _range.Name)) return;
        if (Excursion is { } share && share > 0) RiskOfFills.Set(opening, opening.Price * share, _excursion!.Name);
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
