using HarvestBrain.Core.Policy;

namespace HarvestBrain.Review.Tests.Sweeps;

public sealed class SweepPlanTests
{
    [Theory]
    [InlineData("1:0.5", "1:0.5", 0)]
    [InlineData("{0.5,1}:0.5", "0.5:0.5 1:0.5", 0)]
    [InlineData("{0.5..1:0.25}:{0.25,*}", "0.5:0.25 0.5:* 0.75:0.25 0.75:* 1:0.25 1:*", 0)]
    [InlineData("{0.5, 1..2:1}:1", "0.5:1 1:1 2:1", 0)]
    [InlineData("{1,2}:{0.5,0.75},{1.5,2}:0.5", "1:0.5,1.5:0.5 1:0.5,2:0.5", 6)] // not rising, or above 1
    [InlineData("1:{0,0.5},2:*", "2:* 1:0.5,2:*", 0)]
    [InlineData("{1,2}:{0,0.5},3:*", "3:* 1:0.5,3:* 2:0.5,3:*", 0)] // a rung left out is the same at every R
    [InlineData("1:*,2:0.5", "", -1)]
    [InlineData("1", "", -1)]
    [InlineData("1:0.5:2", "", -1)]
    [InlineData("{1:0.5", "", -1)]
    [InlineData("{1..2}:0.5", "", -1)]
    [InlineData("{2..1:0.5}:0.5", "", -1)]
    [InlineData("{1..2:0}:0.5", "", -1)]
    [InlineData("{1,1}:0.5", "", -1)]
    [InlineData("x:0.5", "", -1)]
    [InlineData("1:-0.5", "", -1)]
    [InlineData("1:2", "", -1)]
    [InlineData("{0.001..1000:0.001}:0.5", "", -1)]
    [InlineData("", "", -1)]
    public void Spec_IsReadAsItStands(string spec, string ladders, int leftOut)
    {
        string? problem = SweepPlan.TryParse([spec], null, null, Tape.Settings(HarvestPolicy.Default), out SweepPlan? plan);

        if (leftOut < 0)
        {
            Assert.NotNull(problem);
            Assert.Null(plan);
            return;
        }
        Assert.Null(problem);
        Assert.Equal(ladders, string.Join(' ', plan!.Cells.Select(cell => cell.Ladder.ToString())));
        Assert.Equal(leftOut, plan.LeftOut);
    }

    [Fact]
    public void BreakEvenAndTrail_AreAxesToo()
    {
        Assert.Null(SweepPlan.TryParse(["1:0.5"], "0.5,off", "1,2,off", Tape.Settings(HarvestPolicy.Default), out SweepPlan? plan));

        Assert.Equal(6, plan!.Count);
        Assert.Equal([0.5m, 0.5m, 0.5m, null, null, null], plan.Cells.Select(cell => cell.BreakEvenAtR));
        Assert.Equal([1m, 2m, null, 1m, 2m, null], plan.Cells.Select(cell => cell.Trail?.Multiple));
        Assert.Equal(TrailSource.Risk, plan.Cells[0].Trail!.Source);
        Assert.NotNull(SweepPlan.TryParse(["1:0.5"], "x", null, Tape.Settings(HarvestPolicy.Default), out _));
        Assert.NotNull(SweepPlan.TryParse(["1:0.5"], null, "0", Tape.Settings(HarvestPolicy.Default), out _));
    }

    [Fact]
    public void TooMany_AreRefused() => Assert.Contains(
        "more than 5000 policies",
        SweepPlan.TryParse(["{0.1..10:0.1}:{0.01..0.99:0.01}"], null, null, Tape.Settings(HarvestPolicy.Default), out _), StringComparison.Ordinal);
}
