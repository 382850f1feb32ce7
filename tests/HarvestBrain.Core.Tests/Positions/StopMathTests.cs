using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Positions;

public sealed class StopMathTests
{
    [Theory]
    [InlineData(Direction.Long, "100.666666666666")]
    [InlineData(Direction.Short, "100.666666666667")]
    public void AwayFromMarket_RepeatingAverageWithoutATick_IsCutAwayFromTheMarket(Direction direction, string expected)
    {
        decimal cut = StopMath.AwayFromMarket(direction, 302m / 3m, tick: 0);
        Assert.Equal(expected, PlainDecimal.Format(cut));
    }
}
