using HarvestBrain.Core.Events;
using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Deciding;

/// <summary>
/// Takes back what was asked for, is unanswered, and must not be done any more: once, and never what is filled. In live mode alone: a
/// suggestion orders nothing.
/// </summary>
internal static class TakingBack
{
    /// <summary>What a fill or a snapshot made pointless is taken back, before anything else is asked for.</summary>
    public static void After(Position position, in HarvestEvent e, List<Intent> intents)
    {
        if (position.ClosedBefore is { } first) OfClosed(position, first, e.TimeUnixMs, intents);
        if (position.LastClosed is { } closed) OfClosed(position, closed, e.TimeUnixMs, intents);
        else if (position.BeforeSplit is { } before) OfSplit(position, before, e.TimeUnixMs, intents);
        else if (StopFold.IsStopFill(position, e)) OfCloses(position, CancelReason.StopFilled, e.TimeUnixMs, intents);
    }

    /// <summary>The epoch is over: nothing of it may be done any more.</summary>
    private static void OfClosed(Position position, ClosedEpoch closed, long timeUnixMs, List<Intent> intents)
    {
        CancelReason reason = position.Direction == Direction.Flat ? CancelReason.Flat : CancelReason.Flipped;
        Intent common = Common(position, reason, timeUnixMs) with { Epoch = closed.Epoch };
        foreach (Rung rung in closed.Rungs)
        {
            if (IsUnanswered(rung, timeUnixMs)) intents.Add(Of(common, rung));
        }
        OfStops(common, closed.Direction, closed.StopRequest, closed.StopMoves, intents);
    }

    /// <summary>Quantities and prices were asked for in old units.</summary>
    private static void OfSplit(Position position, StopsBeforeSplit before, long timeUnixMs, List<Intent> intents)
    {
        OfCloses(position, CancelReason.Rescaled, timeUnixMs, intents);
        OfStops(Common(position, CancelReason.Rescaled, timeUnixMs), position.Direction, before.Request, before.Moves, intents);
    }

    /// <summary>The closes of an open position that are unanswered.</summary>
    /// <returns>There was one.</returns>
    public static bool OfCloses(Position position, CancelReason reason, long timeUnixMs, List<Intent> intents)
    {
        int before = intents.Count;
        foreach (Rung rung in position.Current.Rungs)
        {
            if (!IsUnanswered(rung, timeUnixMs)) continue;
            intents.Add(Of(Common(position, reason, timeUnixMs), rung));
            RequestFold.TakeBack(rung);
        }
        return intents.Count > before;
    }

    /// <summary>All of an open position that is unanswered.</summary>
    /// <returns>There was something.</returns>
    public static bool OfOpen(Position position, CancelReason reason, long timeUnixMs, List<Intent> intents)
    {
        int before = intents.Count;
        OfCloses(position, reason, timeUnixMs, intents);
        int closes = intents.Count;
        Intent common = Common(position, reason, timeUnixMs);
        OfStops(common, position.Direction, position.StopRequest, position.Current.StopMoves, intents);
        if (intents.Count > closes) RequestFold.TakeBackStops(position);
        return intents.Count > before;
    }

    // The last one, and those that it came after: an executor that was away has all of them before it.
    private static void OfStops(
        in Intent common, Direction direction, in StopRequest request, IReadOnlyList<MovedStop> moves, List<Intent> intents)
    {
        foreach (MovedStop move in moves)
        {
            if (move.Price == request.Requested?.Price || common.TimeUnixMs >= move.OpenUntilUnixMs) continue;
            bool isThere = request.Confirmed is { } confirmed && !StopMath.IsTighter(direction, move.Price, confirmed.Price);
            if (!isThere) intents.Add(Of(common, move.Price, move.Attempt));
        }
        if (IsUnanswered(request)) intents.Add(Of(common, request.Requested!.Value.Price, request.Attempt));
    }

    // Armed again without an answer, it may still be carried out until it runs out: an order that was accepted never does.
    private static bool IsUnanswered(Rung rung, long timeUnixMs) => rung is { Rejected: false, IsCancelled: false } && rung.State switch
    {
        RungState.Requested => rung.OutstandingQuantity > 0,
        RungState.Armed => rung.UnansweredSinceUnixMs > 0 && (rung.ValidUntilUnixMs == 0 || timeUnixMs < rung.ValidUntilUnixMs),
        _ => false,
    };

    private static bool IsUnanswered(in StopRequest request) => request is { IsUnanswered: true, IsCancelled: false };

    private static Intent Of(in Intent common, Rung rung) => common with
    {
        Attempt = rung.Attempt,
        Cancels = rung.IsTimeStop
            ? IntentId.OfTimeStop(common.Key, common.Epoch)
            : IntentId.OfRung(common.Key, common.Epoch, rung.TriggerR),
    };

    private static Intent Of(in Intent common, decimal stop, int attempt) => common with
    {
        Attempt = attempt, Cancels = IntentId.OfStop(common.Key, common.Epoch, stop),
    };

    private static Intent Common(Position position, CancelReason reason, long timeUnixMs) => new()
    {
        Kind = IntentKind.Cancel,
        Key = position.Key,
        Epoch = position.Epoch,
        RLevel = 0,
        ThresholdR = 0,
        MarkPrice = position.MarkPrice,
        EntryPrice = position.AverageEntry,
        CancelReason = reason,
        TimeUnixMs = timeUnixMs,
    };
}
