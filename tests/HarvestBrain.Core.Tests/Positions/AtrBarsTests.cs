using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Positions;

public sealed class AtrBarsTests
{
    // The worked example of StockCharts' ChartSchool for the average true range (QQQQ, 30 days of 2010).
    private static readonly decimal[] Highs =
    [
        48.70m, 48.72m, 48.90m, 48.87m, 48.82m, 49.05m, 49.20m, 49.35m, 49.92m, 50.19m, 50.12m, 49.66m, 49.88m, 50.19m, 50.36m,
        50.57m, 50.65m, 50.43m, 49.63m, 50.33m, 50.29m, 50.17m, 49.32m, 48.50m, 48.32m, 46.80m, 47.80m, 48.39m, 48.66m, 48.79m,
    ];

    private static readonly decimal[] Lows =
    [
        47.79m, 48.14m, 48.39m, 48.37m, 48.24m, 48.64m, 48.94m, 48.86m, 49.50m, 49.87m, 49.20m, 48.90m, 49.43m, 49.73m, 49.26m,
        50.09m, 50.30m, 49.21m, 48.98m, 49.61m, 49.20m, 49.43m, 48.08m, 47.64m, 41.55m, 44.28m, 47.31m, 47.20m, 47.90m, 47.73m,
    ];

    private static readonly decimal[] Closes =
    [
        48.16m, 48.61m, 48.75m, 48.63m, 48.74m, 49.03m, 49.07m, 49.32m, 49.91m, 50.13m, 49.53m, 49.50m, 49.75m, 50.03m, 50.31m,
        50.52m, 50.41m, 49.34m, 49.37m, 50.23m, 49.24m, 49.93m, 48.43m, 48.18m, 46.57m, 45.41m, 47.77m, 47.72m, 48.62m, 47.85m,
    ];

    // ATR(14) of those days with the first day's own range left out, as the test suite of the npm package technicalindicators
    // (anandanand84/technicalindicators, test of ATR) publishes it.
    private static readonly decimal[] Published =
    [
        0.5678571428571431m, 0.5615816326530612m, 0.5464686588921284m, 0.5945780403998334m, 0.5985367517998457m, 0.6243555552427139m,
        0.6576158727253769m, 0.6770718818164214m, 0.7608524616866771m, 0.7679344287090573m, 1.196653398086982m, 1.291178155366483m,
        1.3696654299831628m, 1.3568321849843652m, 1.3270584574854818m, 1.307982853379376m,
    ];

    [Fact]
    public void Value_OfThePublishedExample_IsThePublishedOne()
    {
        var bars = new AtrBars(60, 14);
        var values = new List<decimal>();
        for (int day = 0; day <= Closes.Length; day++)
        {
            decimal[] prices = day < Closes.Length ? [Highs[day], Lows[day], Closes[day]] : [Closes[^1]]; // one more, to close the last
            bool closed = false;
            for (int i = 0; i < prices.Length; i++) closed |= bars.Add(prices[i], (day * 60_000L) + i);
            if (closed && bars.Value is { } value) values.Add(value);
        }

        Assert.Equal(Published.Length, values.Count);
        Assert.All(values.Zip(Published), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-9m));
    }

    [Fact]
    public void Value_NeedsOneBarMoreThanThePeriod()
    {
        var bars = new AtrBars(10, 2);
        Assert.False(bars.Add(100, 0));
        Assert.True(bars.Add(110, 10_000)); // closes the first bar, which only gives its close
        Assert.True(bars.Add(104, 20_000)); // range 10
        Assert.Null(bars.Value);
        Assert.True(bars.Add(104, 30_000)); // range 6
        Assert.Equal(8m, bars.Value);
        Assert.True(bars.Add(104, 40_000)); // range 0: (8 * 1 + 0) / 2
        Assert.Equal(4m, bars.Value);
    }

    [Fact]
    public void Add_TimeWithoutPrices_IsOneGapInTheNextRange()
    {
        var bars = new AtrBars(10, 1);
        bars.Add(100, 0);
        bars.Add(101, 500_000);
        bars.Add(101, 900_000);
        Assert.Equal(1m, bars.Value);
    }

    [Fact]
    public void Add_LatePrice_CountsForTheBarInHand()
    {
        var bars = new AtrBars(10, 1);
        bars.Add(100, 0);
        bars.Add(100, 10_000);
        Assert.False(bars.Add(130, 5_000));
        bars.Add(120, 20_000);
        Assert.Equal(30m, bars.Value);
    }

    [Fact]
    public void Value_PricesThatDoNotMove_IsNoRange()
    {
        var bars = new AtrBars(10, 1);
        for (int i = 0; i < 5; i++) bars.Add(100, i * 10_000);
        Assert.Null(bars.Value);
    }

    [Fact]
    public void Add_OneClockFarAhead_DoesNotStopTheBars()
    {
        var bars = new AtrBars(60, 1);
        long time = Desk.Start;
        for (int i = 0; i < 4; i++) bars.Add(100 + (i % 2), time += 60_000);
        Assert.Equal(1m, bars.Value);
        bars.Add(100, time + 1_000_000_000_000);
        for (int i = 0; i < 4; i++) bars.Add(100 + (i % 2 * 10), time += 60_000);
        Assert.Equal(10m, bars.Value);
    }

    [Fact]
    public void Add_TenMinutesLate_CountsForTheBarInHand()
    {
        var bars = new AtrBars(1, 1);
        long time = Desk.Start;
        bars.Add(100, time);
        bars.Add(101, time - 600_000);
        Assert.False(bars.Add(102, time));
        Assert.Equal((102m, 100m), (bars.High, bars.Low));
    }
}
