using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>The fold of requests: what was asked for, what came back without a fill, and what may be asked for again.</summary>
internal static class RequestFold
{
    /// <summary>A part of the position is asked for. The quantity waits for fills.</summary>
    /// <param name="position">The position.</param>
    /// <param name="rung">The rung.</param>
    /// <param name="quantity">Base units.</param>
    /// <param name="nowUnixMs">The time of the decision, Unix milliseconds.</param>
    /// <param name="expiresAtUnixMs">From when on it counts as expired while nobody answers, Unix milliseconds; 0 = never.</param>
    public static void Close(Position position, Rung rung, decimal quantity, long nowUnixMs, long expiresAtUnixMs)
    {
        if (rung.IsTimeStop && position.TimeStop is null) position.Current.Rungs = [.. position.Current.Rungs, rung];
        rung.State = RungState.Requested;
        rung.Attempt++;
        rung.RequestedAtUnixMs = nowUnixMs;
        rung.AskedAtMarkUnixMs = position.MarkTimeUnixMs;
        if (rung.UnansweredSinceUnixMs == 0) (rung.UnansweredSinceUnixMs, rung.IsInCorrection) = (nowUnixMs, false);
        rung.ValidUntilUnixMs = expiresAtUnixMs;
        rung.IsCancelled = false;
        rung.OutstandingQuantity = quantity;
        rung.Quantity = rung.FilledQuantity + quantity; // capped: what is not asked for now is not asked for later
        if (!rung.TakesRest || rung.IsTimeStop) return;
        // The rest is all there is: what other rungs still had laid out is part of it.
        foreach (Rung other in position.Ladder)
        {
            if (other != rung && other.OutstandingQuantity == 0) other.Quantity = other.FilledQuantity;
        }
    }

    /// <summary>An order that stands at the venue. Matters only when it echoes an intent of this epoch.</summary>
    public static Folded Accepted(Position position, in HarvestEvent e)
    {
        if (position.Direction == Direction.Flat || e.IntentEcho is null) return Folded.Nothing;
        switch (EchoMatch.Find(position, e.IntentEcho, out Rung? rung))
        {
            case IntentMatch.Rung when rung is { State: RungState.Requested, Rejected: false, ValidUntilUnixMs: > 0 }:
                rung.ValidUntilUnixMs = 0; // somebody works on it: it does not run out
                return Folded.Remembered(Replan.Next);
            case IntentMatch.RequestedStop:
                return StopFold.Confirm(position, position.StopRequest.Requested!.Value);
            case IntentMatch.PreviousStop:
                return StopFold.Confirm(position, position.StopRequest.Previous!.Value);
            case IntentMatch.OldStop:
                return StopFold.ConfirmOlder(position, EchoMatch.StopOf(position, e.IntentEcho));
            case IntentMatch.Protection:
                return ProtectFold.Accept(position, e.IntentEcho);
            default:
                return Folded.Nothing;
        }
    }

    /// <summary>What was asked for is taken back. A fill may still come: until an answer does, it stays asked for.</summary>
    public static void TakeBack(Rung rung) => rung.IsCancelled = true;

    /// <summary>The same of a stop.</summary>
    public static void TakeBackStops(Position position)
    {
        position.Current.StopRequest.IsCancelled = position.StopRequest.IsUnanswered;
        position.Current.StopMoves = Array.ConvertAll(position.Current.StopMoves, move => move with { OpenUntilUnixMs = 0 });
    }

    /// <summary>A limit on intents kept something back at this price, or nothing.</summary>
    public static void HoldBack(Position position, bool isHeldBack) => position.Current.IsHeldBack = isHeldBack;

    /// <summary>An order that ended without a fill. Matters only when it echoes an intent of this epoch.</summary>
    public static Folded Outcome(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        if (position.Direction == Direction.Flat || e.IntentEcho is null) return Folded.Nothing;
        switch (EchoMatch.Find(position, e.IntentEcho, out Rung? rung))
        {
            case IntentMatch.Rung when rung!.State == RungState.Requested && !rung.Rejected:
                Refuse(rung);
                break;
            case IntentMatch.RequestedStop:
                StopFold.Reject(position, policy);
                break;
            case IntentMatch.PreviousStop or IntentMatch.OldStop
                when StopFold.RejectOlder(position, EchoMatch.StopOf(position, e.IntentEcho)):
                break;
            case IntentMatch.Protection:
                return ProtectFold.Refuse(position, e.IntentEcho, policy);
            default:
                return Folded.Nothing;
        }
        return Folded.Remembered(Replan.All);
    }

    /// <summary>Nothing more comes of what a rung asked for.</summary>
    public static void Refuse(Rung rung)
    {
        rung.Rejected = true;
        rung.IsCancelled = false;
        rung.OutstandingQuantity = 0;
        rung.UnansweredSinceUnixMs = rung.ValidUntilUnixMs = 0;
    }

    /// <summary>Arms the rungs whose time to be asked for again has come, and lets go of a stop that nobody answered.</summary>
    public static Replan Rearm(Position position, HarvestPolicy policy, long nowUnixMs) =>
        nowUnixMs < position.Plan.NextRearmUnixMs ? Replan.None : RearmDue(position, policy, nowUnixMs);

    private static Replan RearmDue(Position position, HarvestPolicy policy, long nowUnixMs)
    {
        foreach (Rung rung in position.Current.Rungs)
        {
            if (!Planner.MayRearm(rung, policy) || nowUnixMs < Planner.RearmTime(rung, policy)) continue;
            rung.State = RungState.Armed;
            rung.Rejected = false; // taken back it stays: that is done once a request
            rung.OutstandingQuantity = 0;
        }
        if (Planner.MayAskAgain(position.StopRequest, policy) && nowUnixMs >= Planner.RearmTime(position.StopRequest, policy))
            StopFold.Overdue(position);
        return Replan.Next;
    }
}
