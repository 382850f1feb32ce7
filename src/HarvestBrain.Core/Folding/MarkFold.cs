using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>What a price is worth as the next mark price.</summary>
internal enum MarkVerdict
{
    /// <summary>It is the mark price.</summary>
    Counts,

    /// <summary>It is older than the mark price or the epoch: it says nothing new.</summary>
    Late,

    /// <summary>It is too far from the mark price to be believed alone.</summary>
    Jumps,
}

/// <summary>
/// Which prices mark a position. A price counts unless it is surely older than the mark price, or so far away from it that a second one
/// has to confirm it. Prices, fills and snapshots obey the same rule; a fill's money counts whatever its price is as a mark.
/// </summary>
internal static class MarkFold
{
    private const long LastMinuteMs = 60_000;

    /// <summary>What a price is worth, without taking it.</summary>
    public static MarkVerdict Judge(Position position, in HarvestEvent e, HarvestPolicy policy) => IsLate(position, e) ? MarkVerdict.Late
        : IsCalm(position, e.Price) ? MarkVerdict.Counts
        : JudgeFar(position, e, policy);

    /// <summary>Takes a price as the mark price if it counts, and otherwise tells why it does not.</summary>
    /// <returns>What it was worth. One that jumps is kept, so that the next one can confirm it.</returns>
    public static MarkVerdict Apply(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        MarkVerdict verdict = Judge(position, e, policy);
        switch (verdict)
        {
            // A fill and a snapshot have more to say than a price, and come by ways of their own.
            case MarkVerdict.Late when e is { Kind: EventKind.Price, IsSnapshotPrice: false }:
                long known = Math.Max(position.MarkTimeUnixMs, position.OpenedAtUnixMs);
                rejections.Add(new(position.Key, FoldCode.LatePrice, e.TimeUnixMs, known));
                break;
            case MarkVerdict.Jumps:
                rejections.Add(new(position.Key, FoldCode.PriceJump, e.Price, position.MarkPrice));
                (position.HeldPrice, position.HeldPriceUnixMs) = (e.Price, e.TimeUnixMs);
                position.CalmBand = default; // the next price has to be held against this one
                break;
            case MarkVerdict.Counts:
                if (!IsCalm(position, e.Price)) Settle(position, e.Price, policy);
                Mark(position, e.Price, e.TimeUnixMs);
                break;
        }
        return verdict;
    }

    /// <summary>The first price of an epoch: there is none to hold it against.</summary>
    public static void Begin(Position position, decimal price, long timeUnixMs, HarvestPolicy policy)
    {
        position.MarkTimeUnixMs = 0;
        if (!IsCalm(position, price)) Settle(position, price, policy);
        position.Current.BestPrice = position.PeakPrice;
        Mark(position, price, timeUnixMs);
        Anew(position);
    }

    /// <summary>What the stops go by changed: what was due before says nothing of what is due now.</summary>
    public static void Anew(Position position) => position.Current.BestPrice = position.MarkPrice;

    /// <summary>Another policy may hold other prices for jumps: the next price is looked at closely.</summary>
    public static void LookCloser(Position position) => position.CalmBand = default;

    /// <summary>
    /// The price is surely older than the mark price or the epoch. A time of whole seconds may lie after a mark within that second: then
    /// arrival decides.
    /// </summary>
    public static bool IsLate(Position position, in HarvestEvent e) =>
        e.LatestUnixMs < position.MarkTimeUnixMs || e.LatestUnixMs < position.OpenedAtUnixMs;

    /// <summary>It is the mark price; the time of the mark never goes back.</summary>
    public static void Set(Position position, decimal price, long timeUnixMs)
    {
        position.MarkPrice = price;
        if (timeUnixMs > position.MarkTimeUnixMs) position.MarkTimeUnixMs = timeUnixMs;
    }

    private static bool IsCalm(Position position, decimal price) => price >= position.CalmBand.Low && price <= position.CalmBand.High;

    /// <summary>
    /// From the trough to the best price to the peak is one direction: most prices are compared with two of the three. Where dust goes is
    /// no matter of the trade that left it.
    /// </summary>
    private static void Mark(Position position, decimal price, long timeUnixMs)
    {
        Set(position, price, timeUnixMs);
        if (position.Direction == Direction.Flat || position.IsDust) return;
        if (IsBetter(position, price, position.Current.BestPrice))
        {
            position.Current.BestPrice = price;
            if (IsBetter(position, price, position.PeakPrice)) position.PeakPrice = price;
        }
        else if (IsBetter(position, position.TroughPrice, price)) position.TroughPrice = price;
    }

    private static bool IsBetter(Position position, decimal price, decimal than) => !position.Reaches(than, price);

    private static MarkVerdict JudgeFar(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        decimal mark = position.MarkPrice, distance = Math.Abs(e.Price - mark);
        bool jumps = policy.MaxPriceJumpPercent > 0 && mark > 0 && !e.IsSimulated && e.TimeUnixMs - position.MarkTimeUnixMs <= LastMinuteMs
            && distance * 100 > policy.MaxPriceJumpPercent * mark;
        if (!jumps) return MarkVerdict.Counts;
        // The same price of the same instant is the first one told again.
        bool isSecond = position.HeldPrice > 0 && (e.Price != position.HeldPrice || e.TimeUnixMs != position.HeldPriceUnixMs);
        return isSecond && Math.Abs(e.Price - position.HeldPrice) < distance ? MarkVerdict.Counts : MarkVerdict.Jumps;
    }

    /// <summary>
    /// Nothing is held any more, and the prices around this one need no closer look: two of them are never too far apart.
    /// </summary>
    private static void Settle(Position position, decimal price, HarvestPolicy policy)
    {
        position.HeldPrice = 0;
        position.HeldPriceUnixMs = 0;
        if (policy.MaxPriceJumpPercent == 0)
        {
            position.CalmBand = (0, decimal.MaxValue);
            return;
        }
        // From low to high is as far as one price may be from another: high - low = jump * low.
        decimal jump = policy.MaxPriceJumpPercent / 100, reach = price * jump / (2 + jump);
        // With as many decimals as the price has, rounded inwards: every price is held against these two, and decimals of one scale are
        // compared several times as fast.
        position.CalmBand = (
            decimal.Round(price - reach, price.Scale, MidpointRounding.ToPositiveInfinity),
            decimal.Round(price + reach, price.Scale, MidpointRounding.ToNegativeInfinity));
    }
}
