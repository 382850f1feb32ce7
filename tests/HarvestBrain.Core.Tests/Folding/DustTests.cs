using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Folding;

/// <summary>At which quantity what is left is dust: nothing is asked for any more, so the edge is money.</summary>
public sealed class DustTests
{
    private static readonly HarvestPolicy Bare = Desk.Calm with { QuantityStep = 0, MinNotionalQuote = 0 };

    [Theory]
    [InlineData(0.02, true)]
    [InlineData(0.0200001, false)]
    public void WithoutStepAndMinimum_UpToTheShareOfTheBaseQuantity(double quantity, bool expected) =>
        Assert.Equal(expected, IsDust(quantity, Bare with { DustPercent = 1 }));

    [Theory]
    [InlineData(0.1, false)] // one step can be closed
    [InlineData(0.0999, true)]
    public void WithAStep_BelowOne(double quantity, bool expected) =>
        Assert.Equal(expected, IsDust(quantity, Bare with { QuantityStep = 0.1m, DustPercent = 10 }));

    [Theory]
    [InlineData(0.05, false)] // just worth the minimum
    [InlineData(0.0499, true)]
    public void WithAMinimum_BelowItAtTheMark(double quantity, bool expected) =>
        Assert.Equal(expected, IsDust(quantity, Bare with { MinNotionalQuote = 5, DustPercent = 10 }));

    [Theory]
    [InlineData(0.1, 20, true)] // a step, but not worth the minimum
    [InlineData(0.2, 20, false)]
    [InlineData(0.1, 5, false)]
    [InlineData(0.09, 5, true)] // worth it, but no step
    public void WithBoth_BelowEither(double quantity, int minimum, bool expected) =>
        Assert.Equal(expected, IsDust(quantity, Bare with { QuantityStep = 0.1m, MinNotionalQuote = minimum }));

    // Two units at 100.
    private static bool IsDust(double quantity, HarvestPolicy policy) =>
        Dust.Is((decimal)quantity, new Desk(policy).Buy(2m, 100m, 90m).Position, policy);
}
