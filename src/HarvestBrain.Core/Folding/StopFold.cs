using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// What becomes of the stops that we ask for: asked, confirmed, refused, asked again, crossed. A stop that was confirmed is never
/// confirmed back to a looser one.
/// </summary>
internal static class StopFold
{
    /// <summary>A stop is asked for. It is the one that should be in force unless it is rejected.</summary>
    /// <param name="position">The position.</param>
    /// <param name="stop">The stop.</param>
    /// <param name="nowUnixMs">The time of the decision, Unix milliseconds.</param>
    /// <param name="expiresAtUnixMs">From when on it counts as expired while nobody answers, Unix milliseconds; 0 = never.</param>
    public static void Ask(Position position, in StopProposal stop, long nowUnixMs, long expiresAtUnixMs)
    {
        ref StopRequest request = ref position.Current.StopRequest;
        bool wasUnanswered = request.IsUnanswered;
        decimal price = stop.Price;
        if (request.IsOverdue) request.Ended++; // nobody answered: what comes now takes its place, not that of a stop
        else request.Previous = request.Requested;
        bool isNew = request.Tightest is not { } tightest || StopMath.IsTighter(position.Direction, stop.Price, tightest);
        request.Attempt = isNew ? 1 : request.Ended + 1;
        if (isNew) request.Tightest = stop.Price;
        request.Requested = new RequestedStop(stop.Price, stop.Kind);
        request.RequestedAtUnixMs = nowUnixMs;
        if (!wasUnanswered) request.UnansweredSinceUnixMs = nowUnixMs;
        request.ValidUntilUnixMs = expiresAtUnixMs;
        request.IsOverdue = request.IsRejected = request.IsCancelled = false;
        Note(position, stop, expiresAtUnixMs);
    }

    /// <summary>The executor has a stop that we asked for: by its answer, or because the same one was told from outside.</summary>
    public static Folded Confirm(Position position, in RequestedStop stop)
    {
        ref StopRequest request = ref position.Current.StopRequest;
        bool isTighter = request.Confirmed is not { } known || StopMath.IsTighter(position.Direction, stop.Price, known.Price);
        if (!isTighter) return Folded.Nothing;
        request.Confirmed = stop;
        // A late answer may be of a stop that something took the place of: what is looser than it is not in force any more.
        bool isLooser = request.Requested is not { } requested || StopMath.IsTighter(position.Direction, stop.Price, requested.Price);
        if (isLooser) request.Requested = stop;
        if (stop.Price != request.Requested?.Price)
        {
            bool isReplaced = request.Previous is { } previous && StopMath.IsTighter(position.Direction, stop.Price, previous.Price);
            if (isReplaced) ForgetPrevious(position);
            return Folded.Remembered(Replan.Next);
        }
        request.Previous = null; // replaced at the venue
        MarkAnswered(ref request);
        return Folded.Remembered(Replan.Next);
    }

    /// <summary>The stop that was told from outside may be one of those that were asked for, or make them needless.</summary>
    public static void Told(Position position, decimal stop)
    {
        ref StopRequest request = ref position.Current.StopRequest;
        if (request.Requested is not { } requested) return;
        if (Noise.Covers(stop - requested.Price, requested.Price)) Confirm(position, requested);
        else if (StopMath.IsTighter(position.Direction, stop, requested.Price))
        {
            request.Confirmed = requested; // a tighter one is there
            MarkAnswered(ref request);
        }
        else if (request.Previous is { } previous && Noise.Covers(stop - previous.Price, previous.Price)) Confirm(position, previous);
    }

    /// <summary>The stop that is asked for came back: the one before it should be in force again, or the one told from outside.</summary>
    public static void Reject(Position position, HarvestPolicy policy)
    {
        ref StopRequest request = ref position.Current.StopRequest;
        RequestedStop rejected = request.Requested!.Value;
        RememberRejected(position.Direction, ref request, rejected.Price, Planner.RearmTime(policy, request.RequestedAtUnixMs));
        if (request.Confirmed == rejected) request.Confirmed = null; // it was there, and is not any more
        Unlist(position, rejected.Price);
        request.Requested = request.Previous ?? request.Confirmed;
        request.Previous = null;
        request.Ended++;
        MarkAnswered(ref request);
        if (request.IsUnanswered) request.UnansweredSinceUnixMs = request.RequestedAtUnixMs; // the one before it was not answered either
        request.IsRejected = true;
        ProtectFold.StopRejected(position);
    }

    /// <summary>A stop that was asked for before the last two stands.</summary>
    public static Folded ConfirmOlder(Position position, decimal price)
    {
        foreach (MovedStop move in position.Current.StopMoves)
        {
            if (move.Price == price) return Confirm(position, new RequestedStop(price, move.Kind));
        }
        return Folded.Nothing;
    }

    /// <summary>A stop that was asked for before the last one came back rejected.</summary>
    /// <returns>It was asked for.</returns>
    public static bool RejectOlder(Position position, decimal price)
    {
        ref StopRequest request = ref position.Current.StopRequest;
        bool isListed = Array.Exists(position.Current.StopMoves, move => move.Price == price);
        if (!isListed && price != request.Previous?.Price) return false;
        if (request.Confirmed?.Price == price) request.Confirmed = null;
        if (request.Previous?.Price == price) ForgetPrevious(position);
        if (isListed) Unlist(position, price);
        return true;
    }

    /// <summary>The request ran out unanswered, and may be asked for again.</summary>
    public static void Overdue(Position position) => position.Current.StopRequest.IsOverdue = true;

    /// <summary>A fill of the stop that it echoes: that stop was there, whoever forgot to say so, and is not taken back any more.</summary>
    public static void Filled(Position position, in HarvestEvent e)
    {
        IntentMatch match = e.IntentEcho is { } echo ? EchoMatch.Find(position, echo, out _) : IntentMatch.None;
        if (match == IntentMatch.RequestedStop) Confirm(position, position.StopRequest.Requested!.Value);
        else if (match == IntentMatch.PreviousStop) Confirm(position, position.StopRequest.Previous!.Value);
    }

    /// <summary>A fill of the stop: by its role, or because it echoes a stop move of the epoch.</summary>
    public static bool IsStopFill(Position position, in HarvestEvent e)
    {
        if (e.Kind != EventKind.Fill) return false;
        if (e.OrderRole != OrderRole.Unknown) return e.OrderRole == OrderRole.Stop;
        return e.IntentEcho is { } echo && EchoMatch.Find(position, echo, out _) is IntentMatch.RequestedStop or IntentMatch.PreviousStop
            or IntentMatch.OldStop or IntentMatch.Protection;
    }

    /// <summary>Since when the mark is at or through the stop that should be in force.</summary>
    /// <param name="position">The position, after all else was folded and planned.</param>
    /// <param name="mode">In shadow mode nobody moves stops: only the one told from outside can be crossed.</param>
    public static void Watch(Position position, HarvestMode mode)
    {
        ref EpochState epoch = ref position.Current;
        decimal stop = Watched(position, mode);
        if (stop == 0 || StopMath.Protects(epoch.Direction, stop, position.MarkPrice)) epoch.CrossedSinceUnixMs = 0;
        else if (epoch.CrossedSinceUnixMs == 0) epoch.CrossedSinceUnixMs = position.MarkTimeUnixMs;
    }

    /// <summary>The stop that the mark may cross; 0 = none.</summary>
    public static decimal Watched(Position position, HarvestMode mode) =>
        mode == HarvestMode.Live ? position.Plan.Stop : position.Current.OutsideStop ?? 0;

    // Answers come in any order: of two that are refused for now the tighter one says how long nothing up to it is asked for.
    private static void RememberRejected(Direction direction, ref StopRequest request, decimal price, long untilUnixMs)
    {
        bool holdsOn = request.Rejected is { } known && request.RejectedUntilUnixMs > request.RequestedAtUnixMs
            && StopMath.IsTighter(direction, known, price);
        if (holdsOn) return;
        request.Rejected = price;
        request.RejectedUntilUnixMs = untilUnixMs;
    }

    private static void Note(Position position, in StopProposal stop, long expiresAtUnixMs)
    {
        MovedStop[] moves = position.Current.StopMoves;
        int attempt = position.StopRequest.Attempt;
        long openUntil = expiresAtUnixMs == 0 ? long.MaxValue : expiresAtUnixMs;
        for (int i = 0; i < moves.Length; i++)
        {
            if (moves[i].Price != stop.Price) continue;
            position.Current.StopMoves = [.. moves];
            position.Current.StopMoves[i] = moves[i] with { Attempt = attempt, OpenUntilUnixMs = openUntil };
            return;
        }
        var move = new MovedStop(stop.Kind, stop.Price, position.MarkTimeUnixMs) { Attempt = attempt, OpenUntilUnixMs = openUntil };
        position.Current.StopMoves = [.. moves.AsSpan(Math.Max(0, moves.Length + 1 - MovedStop.MaxKept)), move];
    }

    private static void ForgetPrevious(Position position)
    {
        position.Current.StopRequest.Previous = null;
        position.Current.Protection.SaidBefore = 0;
    }

    private static void Unlist(Position position, decimal price) =>
        position.Current.StopMoves = Array.FindAll(position.Current.StopMoves, move => move.Price != price);

    private static void MarkAnswered(ref StopRequest request)
    {
        request.UnansweredSinceUnixMs = request.ValidUntilUnixMs = 0;
        request.IsOverdue = request.IsRejected = request.IsCancelled = false;
    }
}
