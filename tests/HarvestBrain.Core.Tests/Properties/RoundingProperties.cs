using FsCheck.Xunit;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>Property 11 of the design: slices are multiples of the step, none is under the minimum, and nothing is lost.</summary>
public sealed class RoundingProperties
{
    [Property]
    public void Layout_OfAnyLadder_GivesTheBaseOutWithoutLoss(Scenario scenario)
    {
        var random = new Random(scenario.Steps.Count);
        HarvestPolicy policy = scenario.Policy;
        var desk = Desk.FoldOnly(policy);
        for (int fill = 0; fill < 4; fill++)
        {
            desk.Buy((1 + random.Next(5000)) * 0.001m, 60m + random.Next(80), 50m);
            Check(desk.Position, policy);
        }
    }

    private static void Check(Position position, HarvestPolicy policy)
    {
        decimal[] slices = [.. position.Rungs.Select(rung => rung.Quantity)];
        decimal remainder = position.BaseQuantity - slices.Sum();
        Assert.InRange(remainder, 0, position.BaseQuantity);
        decimal price = 0;
        foreach (Rung rung in position.Rungs)
        {
            price = rung.TriggerPrice;
            Assert.Equal((position.InitialRisk!.Value * Math.Max(rung.TriggerR, policy.MinR)) + position.AverageEntry, price, 12);
            if (rung.Quantity == 0) continue;
            Assert.True(rung.Quantity > 0);
            if (policy.QuantityStep > 0) Assert.Equal(0m, rung.Quantity % policy.QuantityStep);
            Assert.True(policy.NotionalOf(rung.Quantity, price) >= policy.MinNotionalQuote);
        }
        decimal closable = Noise.Covers(remainder, position.BaseQuantity) ? 0 : LadderAllocation.FloorToStep(remainder, policy.QuantityStep);
        bool hasSlice = slices.Any(slice => slice > 0);
        // What is left over is nothing, or can be closed on its own, or the whole position is too small for any order.
        if (hasSlice && closable > 0) Assert.True(policy.NotionalOf(closable, price) >= policy.MinNotionalQuote);
        bool takesRest = position.Rungs[^1].TakesRest;
        decimal fraction = takesRest ? 1 : position.Rungs.Sum(rung => rung.Fraction);
        Assert.True(fraction <= 1);
        decimal merged = LadderAllocation.FloorToStep(fraction * position.BaseQuantity, policy.QuantityStep);
        if (!hasSlice) Assert.True(merged == 0 || policy.NotionalOf(merged, price) < policy.MinNotionalQuote);
        if (takesRest && hasSlice) Assert.Equal(0, closable);
        if (policy is { MinNotionalQuote: 0, QuantityStep: 0 } && !takesRest)
            Assert.Equal(position.Rungs.Select(rung => LadderAllocation.FloorToStep(rung.Fraction * position.BaseQuantity, 0)), slices);
    }
}
