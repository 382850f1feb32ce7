using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>What holds for every position after every event. Called for each history that a property plays.</summary>
internal static class PositionInvariants
{
    public static void Check(HarvestEngine engine)
    {
        foreach (Position position in engine.Positions) Check(position);
    }

    private static void Check(Position position)
    {
        string at = $"{position.Key} {position.Direction} {position.Quantity}";
        Assert.True(position.Direction == Direction.Flat == (position.Quantity == 0), at);
        // A snapshot may take the base back under what was asked for.
        bool isWithin = position.OutstandingQuantity <= position.BaseQuantity || position.CorrectedAtUnixMs > 0;
        Assert.True(isWithin, $"{at}: outstanding {position.OutstandingQuantity}");
        if (position.Direction == Direction.Flat)
        {
            Assert.True(position.Rungs.Count == 0 && position.StopRequest == default && position.InitialRisk is null, $"{at}: something is left");
            return;
        }
        Assert.True(position.BaseQuantity >= position.Quantity && position.AverageEntry > 0 && position.MarkPrice > 0, at);
        bool isBetween = position.Reaches(position.PeakPrice, position.MarkPrice) && position.Reaches(position.MarkPrice, position.TroughPrice);
        Assert.True(isBetween || position.IsDust, $"{at}: mark");
        Assert.True(position.InitialRisk is not <= 0 && position.EntryFeePerUnit <= Limits.MaxPrice, $"{at}: risk {position.InitialRisk}");
        foreach (Rung rung in position.Rungs)
        {
            string which = $"{at}: rung {rung.TriggerR} {rung.State} {rung.Quantity}, filled {rung.FilledQuantity}, outstanding {rung.OutstandingQuantity}";
            Assert.True(rung.Quantity >= 0 && rung.FilledQuantity >= 0 && rung.OutstandingQuantity >= 0, which);
            Assert.True(rung.OutstandingQuantity == 0 || rung.State == RungState.Requested, which);
            Assert.True(rung.State == RungState.Armed || rung.Attempt > 0 || rung.FilledQuantity > 0, which);
        }
    }
}
