namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A price beyond several rungs asked for the lowest one only.</summary>
public sealed class OnlyTheLowestRungTests
{
    [Fact]
    public void Gap_OverThreeRungs_AsksForEachInOrder() => Assert.EndsWith(
        "SELL 0.25 @0.5, SELL 0.25 @1, SELL 0.25 @1.5",
        new Desk().Buy(1m, 3300m, 3200m).Price(3460m).Asked, StringComparison.Ordinal);
}
