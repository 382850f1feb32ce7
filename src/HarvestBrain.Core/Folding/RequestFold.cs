using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>The fold of requests: what was asked for, what came back without a fill, and what may be asked for again.</summary>
internal static class RequestFold
{
    /// <summary>A part of the position is asked for. The quantity waits for fills.</summary>
    public static void Close(Position position, Rung rung, decimal quantity, long nowUnixMs)
    {
        if (rung.IsTimeStop && position.TimeStop is null) position.Current.Rungs = [.. position.Current.Rungs, rung];
        rung.State = RungState.Requested;
        rung.Attempt++;
        rung.RequestedAtUnixMs = nowUnixMs;
        rung.OutstandingQuantity = quantity;
        rung.Quantity = rung.FilledQuantity + quantity; // capped: what is not asked for now is not asked for later
        if (!rung.TakesRest || rung.IsTimeStop) return;
        // The rest is all there is: what other rungs still had laid out is part of it.
        foreach (Rung other in position.Ladder)
        {
            if (other != rung && other.OutstandingQuantity == 0) other.Quantity = other.FilledQuantity;
        }
    }

    /// <summary>A stop is asked for, and is the one in force unless it is rejected.</summary>
    public static void MoveStop(Position position, in StopProposal stop, long nowUnixMs)
    {
        ref StopRequest request = ref position.Current.StopRequest;
        request.Previous = request.Requested;
        request.Requested = new RequestedStop(stop.Price, stop.Kind);
        request.RequestedAtUnixMs = nowUnixMs;
    }

    /// <summary>An order that ended without a fill. Matters only when it echoes an intent of this epoch.</summary>
    public static Folded Outcome(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        if (position.Direction == Direction.Flat || e.IntentEcho is null) return Folded.Nothing;
        ref StopRequest request = ref position.Current.StopRequest;
        switch (EchoMatch.Find(position, e.IntentEcho, out Rung? rung))
        {
            case IntentMatch.Rung when rung!.State == RungState.Requested && !rung.Rejected:
                Refuse(rung);
                break;
            case IntentMatch.RequestedStop:
                // The stop asked for before it is in force again, or the one that was told to us from outside.
                request.Rejected = request.Requested!.Value.Price;
                request.RejectedUntilUnixMs = Planner.RearmTime(policy, request.RequestedAtUnixMs);
                request.Requested = request.Previous;
                request.Previous = null;
                break;
            case IntentMatch.PreviousStop:
                request.Previous = null;
                break;
            default:
                return Folded.Nothing;
        }
        return Folded.Remembered(Replan.All);
    }

    /// <summary>Nothing more comes of what a rung asked for.</summary>
    public static void Refuse(Rung rung)
    {
        rung.Rejected = true;
        rung.OutstandingQuantity = 0;
    }

    /// <summary>Arms the rungs whose time to be asked for again has come.</summary>
    public static Replan Rearm(Position position, HarvestPolicy policy, long nowUnixMs) =>
        nowUnixMs < position.Plan.NextRearmUnixMs ? Replan.None : RearmDue(position, policy, nowUnixMs);

    private static Replan RearmDue(Position position, HarvestPolicy policy, long nowUnixMs)
    {
        foreach (Rung rung in position.Current.Rungs)
        {
            if (!Planner.MayRearm(rung, policy) || nowUnixMs < Planner.RearmTime(policy, rung.RequestedAtUnixMs)) continue;
            rung.State = RungState.Armed;
            rung.Rejected = false;
            rung.OutstandingQuantity = 0;
        }
        return Replan.Next;
    }
}
