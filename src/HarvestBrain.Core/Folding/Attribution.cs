using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>Which rungs a reducing fill belongs to.</summary>
internal static class Attribution
{
    /// <summary>
    /// A fill that echoes an intent id fills that rung. Without an echo, in live mode, it fills the oldest requested rungs up to
    /// what they asked for. Whatever is left is a reduction from outside; in shadow mode nothing is attributed without an echo. Of an order
    /// that ended no more comes: the rung that it filled in part waits for nothing any more. A stop's fill fills no rung, and neither does
    /// the late fill of an earlier epoch's intent; what is somebody's own order fills only the one that it echoes.
    /// </summary>
    /// <returns>What of it fills rungs, base units.</returns>
    public static decimal Attribute(Position position, in HarvestEvent e, decimal closing, HarvestMode mode)
    {
        if (e.OrderRole == OrderRole.Stop) return 0;
        IntentMatch match = e.IntentEcho is { } echo ? EchoMatch.Find(position, echo, out Rung? echoed) : NoEcho(out echoed);
        if (match == IntentMatch.Rung)
        {
            decimal filled = Math.Min(closing, echoed!.Unfilled);
            Fill(position, echoed, filled, e);
            return filled;
        }
        decimal left = closing;
        bool isOurs = e.OrderRole is OrderRole.Unknown or OrderRole.Harvest;
        if (match == IntentMatch.None && mode == HarvestMode.Live && isOurs)
        {
            while (left > 0 && OldestRequested(position) is { } rung)
            {
                decimal part = Math.Min(left, rung.OutstandingQuantity);
                Fill(position, rung, part, e);
                left -= part;
                if (left == 0 && e.EndsOrder && rung.OutstandingQuantity > 0) RequestFold.Refuse(rung);
            }
        }
        return closing - left;
    }

    /// <summary>
    /// The same of a fill that a snapshot has counted already. Without an echo it fills nothing if a rung may have been asked for after it.
    /// </summary>
    public static decimal AttributeIncluded(Position position, in HarvestEvent e, HarvestMode mode)
    {
        if (e.Side != position.ClosingSide) return 0;
        bool isOwn = e.IntentEcho is { } echo && IntentId.IsOf(position, echo);
        long time = e.LatestUnixMs;
        return isOwn || !Array.Exists(position.Current.Rungs, rung => MayBeAskedAfter(rung, time))
            ? Attribute(position, e, e.Quantity, mode)
            : 0;
    }

    // By the clock of the events: the decision's own clock is another one after a restart.
    private static bool MayBeAskedAfter(Rung rung, long timeUnixMs) =>
        rung.OutstandingQuantity > 0 && (rung.AskedAtMarkUnixMs == 0 || rung.AskedAtMarkUnixMs > timeUnixMs);

    private static IntentMatch NoEcho(out Rung? rung)
    {
        rung = null;
        return IntentMatch.None;
    }

    private static Rung? OldestRequested(Position position)
    {
        Rung? oldest = null;
        foreach (Rung rung in position.Current.Rungs)
        {
            if (rung.OutstandingQuantity > 0 && (oldest is null || rung.RequestedAtUnixMs < oldest.RequestedAtUnixMs)) oldest = rung;
        }
        return oldest;
    }

    /// <summary>A part of a fill belongs to a rung.</summary>
    public static void Fill(Position position, Rung rung, decimal quantity, in HarvestEvent e)
    {
        if (quantity <= 0) return;
        decimal price = e.Price;
        rung.FilledAtUnixMs = e.TimeUnixMs;
        rung.FilledQuantity += quantity;
        rung.FilledNotional += quantity * price;
        rung.RealizedPnl += RMultiple.Money(position, price, quantity);
        rung.OutstandingQuantity -= Math.Min(quantity, rung.OutstandingQuantity);
        rung.ValidUntilUnixMs = 0; // somebody works on it: what is left of it does not run out
        if (!Noise.Covers(rung.Unfilled, rung.Quantity)) return;
        rung.OutstandingQuantity = 0; // or noise
        rung.State = RungState.Filled;
        rung.UnansweredSinceUnixMs = 0;
        rung.IsCancelled = false;
        rung.Rejected = false;
    }
}
