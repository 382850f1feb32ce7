using HarvestBrain.Redis.Loop;

namespace HarvestBrain.Redis.Tests.Loop;

/// <summary>Redis back for a second and nobody there is a second without protection: the waits are short, grow, and end.</summary>
public sealed class BackOffTests
{
    [Fact]
    public void Waits_LeastJitter_DoubleFromHalfOf50UpToHalfOf400() =>
        Assert.Equal([25, 50, 100, 200, 200, 200], Waits(new BackOff(new Fixed(0)), 6));

    [Fact]
    public void Waits_MostJitter_AreTwiceAsLong() => Assert.Equal([50, 100, 200, 400, 400], Waits(new BackOff(new Fixed(1)), 5));

    [Fact]
    public void Waits_AfterASuccess_BeginAnew()
    {
        var wait = new BackOff(new Fixed(1));
        Waits(wait, 4);
        wait.Reset();
        Assert.Equal([50, 100], Waits(wait, 2));
    }

    [Fact]
    public void Waits_WithALimitOfTheirOwn_GoUpToIt() =>
        Assert.Equal([50, 70, 70], Waits(new BackOff(new Fixed(1), TimeSpan.FromMilliseconds(70)), 3));

    [Fact]
    public void Waits_AfterDays_AreStillTheLongest()
    {
        var wait = new BackOff(new Fixed(1));
        Assert.Equal(400, Waits(wait, 100_000)[^1]);
    }

    private static double[] Waits(BackOff wait, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => wait.Next().TotalMilliseconds)];

    private sealed class Fixed(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
