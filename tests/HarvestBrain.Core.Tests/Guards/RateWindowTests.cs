using HarvestBrain.Core.Guards;

namespace HarvestBrain.Core.Tests.Guards;

public sealed class RateWindowTests
{
    [Fact]
    public void Limit_Negative_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RateWindow(-1));

    [Fact]
    public void Limit_OfZero_IsNone()
    {
        RateWindow window = Filled(0, 1, 2, 3);
        Assert.False(window.IsFullAt(3));
        window.Restore([1, 2]);
        Assert.False(window.IsFullAt(3));
        Assert.Equal((0, 0), (window.Limit, window.CountAt(3)));
        Assert.Empty(window.OldestFirst());
    }

    [Fact]
    public void CountAt_Slides()
    {
        RateWindow window = Filled(3, 1_000, 2_000, 31_000);
        Assert.Equal(3, window.Limit);
        Assert.Equal(3, window.CountAt(31_000));
        Assert.True(window.IsFullAt(60_999));
        Assert.Equal(3, window.CountAt(60_999));
        Assert.False(window.IsFullAt(61_000));
        Assert.Equal(2, window.CountAt(61_000)); // sixty seconds later it is out
        Assert.Equal([2_000, 31_000], window.OldestFirst());
        Assert.Equal(1, window.CountAt(90_999));
        Assert.Equal(0, window.CountAt(91_000));
        Assert.Empty(window.OldestFirst());
    }

    [Fact]
    public void Add_WhenFull_Throws()
    {
        RateWindow window = Filled(2, 1, 2);
        Assert.Equal("the rate window is full", Assert.Throws<InvalidOperationException>(() => window.Add(3)).Message);
        Assert.Equal([1, 2], window.OldestFirst());
    }

    [Fact]
    public void Add_ManyTimes_WrapsAround()
    {
        var window = new RateWindow(3);
        for (long now = 0; now < 10 * 20_000; now += 20_000)
        {
            Assert.Equal(Math.Min(2, now / 20_000), window.CountAt(now));
            window.Add(now);
        }
        Assert.Equal([140_000, 160_000, 180_000], window.OldestFirst());
    }

    [Fact]
    public void Add_ClockWentBack_KeepsTheOrder()
    {
        RateWindow window = Filled(3, 50_000, 10_000);
        Assert.Equal([50_000, 50_000], window.OldestFirst());
        window.Add(51_000);
        Assert.Equal([50_000, 50_000, 51_000], window.OldestFirst());
    }

    [Fact]
    public void Add_ClockWentBackAfterWrapping_ComparesWithTheNewest()
    {
        RateWindow window = Filled(2, 1_000, 2_000);
        Assert.Equal(1, window.CountAt(61_500));
        window.Add(61_500);
        Assert.Equal(1, window.CountAt(62_000));
        window.Add(10);
        Assert.Equal([61_500, 61_500], window.OldestFirst());
    }

    [Fact]
    public void Restore_SavedTimes_GivesTheSameWindow()
    {
        RateWindow window = Filled(3, 5, 6, 7), restored = new(3);
        restored.Restore(window.OldestFirst());
        Assert.Equal([5, 6, 7], restored.OldestFirst());
        Assert.Equal(3, restored.CountAt(7));
        Assert.Throws<ArgumentNullException>("timesUnixMs", () => window.Restore(null!));
    }

    [Fact]
    public void Restore_AfterUseAndUnsorted_ReplacesTheContent()
    {
        RateWindow window = Filled(3, 1, 2, 3);
        Assert.Equal(2, window.CountAt(60_001)); // the start is no longer at the front
        window.Restore([9_000, 8_000]);
        Assert.Equal([8_000, 9_000], window.OldestFirst());
        window.Add(10_000);
        Assert.Equal([8_000, 9_000, 10_000], window.OldestFirst());
        window.Restore([]);
        Assert.Empty(window.OldestFirst());
    }

    [Fact]
    public void Restore_MoreThanTheLimit_KeepsTheNewest()
    {
        var window = new RateWindow(2);
        window.Restore([4, 3, 2, 1]);
        Assert.Equal([3, 4], window.OldestFirst());
        Assert.Equal(2, window.CountAt(4));
    }

    private static RateWindow Filled(int limit, params long[] times)
    {
        var window = new RateWindow(limit);
        foreach (long time in times) window.Add(time);
        return window;
    }
}
