namespace HarvestBrain.Core.Positions;

/// <summary>
/// Wilder's average true range over bars built of mark prices. The first value is the simple mean of the first period's true
/// ranges, where the first bar, which has no close before it, only gives its close; from then on
/// ATR = (ATR before * (period - 1) + true range) / period.
/// Source: J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978), the volatility index.
/// </summary>
internal sealed class AtrBars
{
    private const long MaxDisorderMs = 600_000; // prices later than this are not late: the bar in hand is of a clock that was ahead
    private const int Digits = 20; // kept of the average: far finer than any tick, and short when saved

    public AtrBars(int barSeconds, int period) => (BarSeconds, Period) = (barSeconds, period);

    /// <summary>Length of a bar in seconds.</summary>
    public int BarSeconds { get; }

    /// <summary>True ranges that are smoothed over.</summary>
    public int Period { get; }

    /// <summary>Number of the bar being built: event time divided by its length. -1 before the first price.</summary>
    public long Bar { get; set; } = -1;

    public decimal High { get; set; }

    public decimal Low { get; set; }

    public decimal Close { get; set; }

    /// <summary>Close of the bar before; 0 = this is the first one.</summary>
    public decimal PreviousClose { get; set; }

    /// <summary>True ranges seen, up to the period.</summary>
    public int Count { get; set; }

    /// <summary>Sum of the true ranges until there are enough, then the average.</summary>
    public decimal Sum { get; set; }

    /// <summary>The average true range of the closed bars; <see langword="null"/> until there are enough.</summary>
    public decimal? Value => Count == Period && Sum > 0 ? Sum : null;

    /// <summary>
    /// Adds a price. One whose time lies before the bar in hand counts for that bar; by more than ten minutes, it also says when that
    /// bar really is: one price with a clock far ahead must not keep all later bars from closing.
    /// </summary>
    /// <returns>A bar was closed.</returns>
    public bool Add(decimal price, long timeUnixMs)
    {
        long bar = timeUnixMs / (BarSeconds * 1000L);
        if (bar < Bar && (Bar * BarSeconds * 1000L) - timeUnixMs > MaxDisorderMs) Bar = bar;
        bool closes = bar > Bar && Bar >= 0;
        if (closes) CloseBar();
        if (closes || Bar < 0)
        {
            Bar = bar;
            High = Low = price;
        }
        Extend(price);
        return closes;
    }

    /// <summary>Adds a price to the bar in hand, if its time lies in it.</summary>
    /// <returns>It was added; if not, nothing was done.</returns>
    public bool TryExtend(decimal price, long timeUnixMs)
    {
        if (timeUnixMs / (BarSeconds * 1000L) != Bar) return false;
        Extend(price);
        return true;
    }

    private void Extend(decimal price)
    {
        if (price > High) High = price;
        else if (price < Low) Low = price;
        Close = price;
    }

    private void CloseBar()
    {
        decimal previous = PreviousClose;
        PreviousClose = Close;
        if (previous == 0) return;
        decimal range = Math.Max(High, previous) - Math.Min(Low, previous);
        if (Count < Period)
        {
            Sum += range;
            if (++Count == Period) Sum = PlainDecimal.RoundToSignificant(Sum / Period, Digits);
            return;
        }
        Sum = PlainDecimal.RoundToSignificant(((Sum * (Period - 1)) + range) / Period, Digits);
    }
}
