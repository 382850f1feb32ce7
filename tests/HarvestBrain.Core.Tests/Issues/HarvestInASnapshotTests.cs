using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>An executor that echoes nothing, and a snapshot that is ahead of its fill.</summary>
public sealed class HarvestInASnapshotTests
{
    /// <summary>A snapshot overtook the fill of an executor that echoes nothing: the rung ran out, and was sold a second time.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Harvest_InASnapshotAlready_FillsItsRung(bool isShort)
    {
        decimal target = isShort ? 3250 : 3350;
        Desk desk = Open(new Desk(HarvestPolicy.Default), isShort).Price(target);
        desk.Snapshot(isShort ? -0.75m : 0.75m, 3300);
        EntryId id = desk.NextId();
        desk.Apply(HarvestEvent.Fill(id, desk.Now - 1500, Desk.Eth, desk.Position.ClosingSide, 0.25m, target));
        Assert.Equal(("IncludedInSnapshot(quantity: 0.25, price: " + target + ")", 12.5m), (desk.Refused, desk.Position.RealizedPnl));
        Assert.StartsWith("filled 0.25, ", desk.Rungs, StringComparison.Ordinal);
        Assert.DoesNotContain("@0.5", desk.Restart(policy: HarvestPolicy.Default).Wait(1000).Price(target).Asked, StringComparison.Ordinal);
    }

    /// <summary>A close from before the rung was asked for is none of its fills.</summary>
    [Fact]
    public void Close_FromBeforeTheRungWasAskedFor_FillsNone()
    {
        Desk desk = Open(new Desk(), isShort: false).Snapshot(0.75m, 3300).Price(3350);
        EntryId id = desk.NextId();
        desk.Apply(HarvestEvent.Fill(id, desk.Now - 2500, Desk.Eth, OrderSide.Sell, 0.25m, 3310));
        Assert.StartsWith("requested 0.1875, ", desk.Rungs, StringComparison.Ordinal);
    }

    private static Desk Open(Desk desk, bool isShort) => isShort ? desk.Sell(1, 3300, 3400) : desk.Buy(1, 3300, 3200);
}
