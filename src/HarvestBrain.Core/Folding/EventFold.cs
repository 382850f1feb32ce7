using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>Which fold an event is for.</summary>
internal static class EventFold
{
    /// <summary>A snapshot concerns a position that nothing is known of: it is open, or orders stand for it.</summary>
    public static bool TellsOfSomething(in HarvestEvent e) =>
        e.Kind == EventKind.OpenOrders ? OpenOrdersFold.TellsOfOrphan(e) : e.Quantity > 0;

    public static Folded Apply(
        Position position, in HarvestEvent e, HarvestPolicy policy, HarvestMode mode, List<FoldRejection> rejections,
        List<PositionDrift> drifts) => e.Kind switch
    {
        EventKind.Fill => PositionFold.Fill(position, e, policy, mode, rejections),
        EventKind.Price => PositionFold.Price(position, e, policy, rejections),
        EventKind.PositionSnapshot => SnapshotFold.Apply(position, e, policy, rejections, drifts),
        EventKind.Outcome => RequestFold.Outcome(position, e, policy),
        EventKind.Accepted => RequestFold.Accepted(position, e),
        EventKind.OpenOrders => OpenOrdersFold.Apply(position, e, rejections),
        EventKind.Cost => CostFold.Apply(position, e, policy, rejections),
        _ => Folded.Nothing,
    };
}
