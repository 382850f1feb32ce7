using HarvestBrain.Core.Replay;

namespace HarvestBrain.Review.Epochs;

/// <summary>Whether what a policy would have met in a trade is known.</summary>
internal enum PriceCoverage
{
    /// <summary>Prices lie over its whole time.</summary>
    Whole,

    /// <summary>No price came while it was open: only its own fills are known.</summary>
    None,

    /// <summary>Prices lie over a part of its time alone.</summary>
    Part,

    /// <summary>It was entered far from the prices about it: they are of another contract, or adjusted for a split.</summary>
    FarOff,
}

/// <summary>The prices that came while an epoch was open.</summary>
internal sealed class PriceCover
{
    /// <summary>How long a market is closed at a stretch: over a weekend with a holiday on either side.</summary>
    public const long ClosedMs = 4L * 24 * 60 * 60 * 1000;

    private bool _isJudged;
    private bool _isFarOff;
    private bool _hadPriceBefore;
    private long _beforeMs;
    private long? _afterMs;
    private decimal _entry;
    private long _openedMs;
    private long _firstMs;
    private long _lastMs;
    private long _longestMs;
    private long _count;

    /// <summary>The epoch was opened.</summary>
    /// <param name="entry">At which price.</param>
    /// <param name="at">When, Unix milliseconds.</param>
    /// <param name="price">The last price of the symbol before it; 0 = none.</param>
    /// <param name="priceAt">Its time.</param>
    public void Open(decimal entry, long at, decimal price, long priceAt)
    {
        (_entry, _openedMs, _lastMs) = (entry, at, at);
        _hadPriceBefore = price > 0;
        _beforeMs = priceAt;
        if (_hadPriceBefore) Judge(price, at - priceAt);
    }

    /// <summary>A price came.</summary>
    public void Note(decimal price, long at)
    {
        if (!_isJudged) Judge(price, at - _openedMs);
        if (_count++ == 0) _firstMs = at;
        else _longestMs = Math.Max(_longestMs, at - _lastMs);
        _lastMs = Math.Max(_lastMs, at);
    }

    /// <summary>The next price of the symbol came behind its close.</summary>
    public void Follow(long at) => _afterMs ??= at;

    /// <summary>
    /// What can be said of the whole epoch. It is covered when no stretch of more than half of it is without a price; between two prices
    /// such a stretch may be as long as a market is closed. One that passed between two prices is covered when those lie closer together
    /// than most trades last: else quick losses alone would not count.
    /// </summary>
    /// <param name="closedMs">When it was closed.</param>
    /// <param name="lastPriceMs">Time of the symbol's last price of all.</param>
    /// <param name="typicalMs">How long trades last, their median.</param>
    public PriceCoverage Of(long closedMs, long lastPriceMs, double typicalMs)
    {
        if (_isFarOff) return PriceCoverage.FarOff;
        if (_count == 0)
            return _hadPriceBefore && _afterMs - _beforeMs <= typicalMs ? PriceCoverage.Whole : PriceCoverage.None;
        long half = Math.Max(1, (closedMs - _openedMs + 1) / 2), orClosed = Math.Max(half, ClosedMs);
        bool isWhole = _firstMs - _openedMs <= (_hadPriceBefore ? orClosed : half) && _longestMs <= orClosed
            && closedMs - _lastMs <= (lastPriceMs >= closedMs ? orClosed : half);
        return isWhole ? PriceCoverage.Whole : PriceCoverage.Part;
    }

    // Only the price beside the entry: later it may have gone anywhere.
    private void Judge(decimal price, long distanceMs)
    {
        if (distanceMs > PriceAgreement.OldMs) return;
        _isJudged = true;
        _isFarOff = PriceAgreement.AreFarApart(_entry, price);
    }
}
