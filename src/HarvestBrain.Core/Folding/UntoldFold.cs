using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>What an order's total has to do with the last snapshot that changed the position.</summary>
internal enum OrderLink
{
    /// <summary>Nothing: all that is new in it came later.</summary>
    None,

    /// <summary>The order may have been open at that time, and told of nothing.</summary>
    Possible,

    /// <summary>The order was known at that time.</summary>
    Known,
}

/// <summary>
/// An order's total says what was filled, and not when: a part of it may have come before a snapshot that changed the position, which
/// then has it already. So the difference that a snapshot made is remembered until fills have told it, and the total of an order that
/// may have been open then is taken out of it first. Only the rest is new.
/// </summary>
internal static class UntoldFold
{
    // An order that nothing was told of stays open for longer than that, but a difference has other causes, too.
    private const long LastMinuteMs = 60_000;

    /// <summary>A snapshot changed what is open: what it knew of more or less was told by nobody yet.</summary>
    /// <param name="position">The position, after the correction.</param>
    /// <param name="drift">Base units; above 0 = more was bought.</param>
    public static void Correct(Position position, decimal drift)
    {
        UntoldDrift untold = position.Untold;
        bool wasError = untold.Doubted != 0 && Math.Sign(untold.Doubted) == Math.Sign(drift);
        // Taken for included it was not: so what was there before is no unknown order's, or it would go on swallowing their fills.
        decimal unclaimed = !wasError ? untold.Unclaimed + drift
            : Math.Abs(drift) > Math.Abs(untold.Doubted) ? drift - untold.Doubted
            : 0;
        // By a mark and not by times: the clock of decisions stands still while a batch is decided.
        foreach (Rung rung in position.Current.Rungs) rung.IsInCorrection = rung.Attempt > 0;
        Set(position, new(untold.Quantity + drift, unclaimed, 0), drift);
    }

    /// <summary>A snapshot agrees.</summary>
    /// <returns>There was something to forget.</returns>
    public static bool Confirm(Position position)
    {
        if (position.Untold.Doubted == 0) return false;
        Set(position, position.Untold with { Doubted = 0 }, 0);
        return true;
    }

    /// <summary>The position is another one, or its units are.</summary>
    public static void Forget(Position position) => position.Untold = default;

    /// <summary>A fill tells what a snapshot has counted already.</summary>
    public static void Tell(Position position, in HarvestEvent fill)
    {
        decimal untold = position.Untold.Quantity, told = Signed(fill.Side, fill.Quantity);
        if (Math.Sign(untold) != Math.Sign(told)) return;
        decimal left = Math.Abs(told) < Math.Abs(untold) ? untold - told : 0;
        Set(position, position.Untold with { Quantity = left }, told);
    }

    /// <summary>Whether some of an entry may be untold drift, before the entry is remembered.</summary>
    public static OrderLink LinkOf(Position position, in HarvestEvent e)
    {
        decimal untold = position.Untold.Quantity;
        if (untold == 0 || !e.IsOrderTotal || (e.Side == OrderSide.Buy) != (untold > 0)) return OrderLink.None;
        if (SnapshotFold.MayInclude(position, e)) return OrderLink.None; // it is taken for included as a whole
        long corrected = position.CorrectedAtUnixMs + position.CorrectedSlackMs;
        if (position.Orders.TryFind(e.OrderKey, out OrderSoFar order))
            return order.TimeUnixMs < corrected ? OrderLink.Known : OrderLink.None;
        bool isSoon = IsSoon(position, e);
        if (e.IntentEcho is { } echo && IntentId.IsOf(position, echo))
            return IsAskedLater(position, echo) || (!isSoon && StopFold.IsStopFill(position, e)) ? OrderLink.None : OrderLink.Known;
        return isSoon && position.Untold.Unclaimed != 0 ? OrderLink.Possible : OrderLink.None;
    }

    // A stop fills in one go: one that stood all the time had no part in a snapshot of long ago.
    private static bool IsSoon(Position position, in HarvestEvent e) => e.TimeUnixMs - position.CorrectedAtUnixMs <= LastMinuteMs;

    // What was never asked for here was asked for by somebody who was here before: before a change of the mode, or a loss of the state.
    private static bool IsAskedLater(Position position, string echo) =>
        EchoMatch.Find(position, echo, out Rung? rung) == IntentMatch.Rung && rung is { Attempt: > 0, IsInCorrection: false };

    /// <summary>The part of what is new in a total that a snapshot has counted already; the rest is the difference.</summary>
    /// <param name="position">The position.</param>
    /// <param name="link">What the order has to do with the snapshot; not none.</param>
    /// <param name="added">What is new in the total, as an execution.</param>
    /// <param name="isExact">It is all of both, and soon after the snapshot or of what we asked for: nothing is open to doubt.</param>
    public static HarvestEvent Take(Position position, OrderLink link, in HarvestEvent added, out bool isExact)
    {
        UntoldDrift untold = position.Untold;
        decimal most = Math.Abs(link == OrderLink.Known ? untold.Quantity : untold.Unclaimed);
        bool isSame = Noise.Covers(most - added.Quantity, added.Quantity);
        // An order that goes on for long tells of some part as large as what somebody else's lost fill left untold.
        bool isNear = IsSoon(position, added) || (added.IntentEcho is { } echo && IntentId.IsOf(position, echo));
        isExact = isSame && isNear && link == OrderLink.Known && untold.Unclaimed == untold.Quantity;
        decimal taken = isSame ? added.Quantity : Math.Min(most, added.Quantity);
        if (link == OrderLink.Possible) position.Untold = untold with { Doubted = untold.Doubted + Signed(added.Side, taken) };
        return taken == added.Quantity ? added : added with
        {
            Quantity = taken, FeeQuote = Costs.Share(added.FeeQuote, taken, added.Quantity),
        };
    }

    private static decimal Signed(OrderSide side, decimal quantity) => side == OrderSide.Buy ? quantity : -quantity;

    /// <summary>No more is unclaimed than is untold, and of the same side.</summary>
    private static void Set(Position position, UntoldDrift untold, decimal size)
    {
        decimal quantity = Noise.Covers(untold.Quantity, Math.Abs(size)) ? 0 : untold.Quantity;
        decimal unclaimed = Math.Sign(untold.Unclaimed) != Math.Sign(quantity) ? 0
            : Math.Abs(untold.Unclaimed) > Math.Abs(quantity) ? quantity
            : untold.Unclaimed;
        bool isOver = quantity == 0 && untold.Doubted == 0;
        position.Untold = isOver ? default : untold with { Quantity = quantity, Unclaimed = unclaimed };
    }
}
