using HarvestBrain.Core.Events;
using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core;

/// <summary>A symbol that is open in one-way mode and in hedge mode: what is held is counted twice, and would be sold twice.</summary>
internal static class MixedModes
{
    /// <summary>All its positions are suspect; those that became so now are told.</summary>
    public static void Distrust(SymbolBook book, Position changed, StepResult result)
    {
        decimal oneWay = book[PositionSide.Both].Quantity;
        foreach (Position? position in book.All)
        {
            if (position is not { Quantity: > 0 } || !EpochFold.SetSuspect(position, suspect: true)) continue;
            decimal hedge = (book.All[(int)PositionSide.Long]?.Quantity ?? 0) + (book.All[(int)PositionSide.Short]?.Quantity ?? 0);
            result.RejectionList.Add(new(position.Key, FoldCode.MixedPositionModes, oneWay, hedge));
            if (position == changed) continue; // planned and saved for what changed it
            Planner.Plan(position, book.Policy, Replan.Next);
            result.DirtyList.Add(position);
        }
    }
}
