using HarvestBrain.Redis.Loop;

namespace HarvestBrain.Redis.Tests.Loop;

/// <summary>The settings of few symbols come with every read; the others are asked for, so none is missed.</summary>
public sealed class WatchedSymbolsTests
{
    [Fact]
    public void Names_AreKeptOnce_AndTheOldestGoes()
    {
        var watched = new WatchedSymbols();
        watched.Add(["A", "B", "A"]);
        Assert.Equal(["A", "B"], watched.Names);
        watched.Add(Enumerable.Range(0, 31).Select(i => $"S{i}"));
        Assert.Equal(32, watched.Names.Count);
        Assert.Equal(("B", "S30"), (watched.Names[0], watched.Names[^1]));
    }
}
