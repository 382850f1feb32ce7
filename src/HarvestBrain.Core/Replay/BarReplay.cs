using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Replay;

/// <summary>
/// Makes single prices of bars. The open counts when the bar begins; the rest when it is over, and only for positions that were open all
/// along: of the bar in which a position is opened only the close is surely within, of the one in which it is closed only the open. On the
/// way from one end to the other a price stands at each rung and stop, which so fill at their own price. Where bars of two lengths overlap
/// the longer one counts for nothing: at its end it would tell late what the finer ones told in their time.
/// </summary>
/// <param name="engine">The engine whose positions are followed.</param>
/// <param name="path">Which end comes first.</param>
/// <param name="apply">Takes the prices, in order.</param>
internal sealed class BarReplay(HarvestEngine engine, BarPath path, Action<HarvestEvent> apply)
{
    // One bar a symbol, or one of each length where several are recorded.
    private readonly PriorityQueue<PriceBar, (long To, long Place)> _open = new();
    private readonly Dictionary<string, List<(PriceBar Bar, bool IsToldByFiner)>> _openOf = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>Begins a bar.</summary>
    public void Begin(PriceBar bar)
    {
        if (!_openOf.TryGetValue(bar.Symbol, out var beside)) _openOf.Add(bar.Symbol, beside = []);
        bool isToldByFiner = false;
        for (int i = 0; i < beside.Count; i++)
        {
            int finer = beside[i].Bar.LengthMs.CompareTo(bar.LengthMs);
            if (finer > 0) beside[i] = (beside[i].Bar, true);
            isToldByFiner |= finer < 0;
        }
        beside.Add((bar, isToldByFiner));
        _open.Enqueue(bar, (bar.ToUnixMs, _count++));
        if (!isToldByFiner) apply(Price(bar, bar.FromUnixMs, bar.Open));
    }

    /// <summary>Ends the bars that are over by then.</summary>
    public void EndBefore(long timeUnixMs)
    {
        while (_open.TryPeek(out PriceBar? bar, out _) && bar.ToUnixMs < timeUnixMs) End(_open.Dequeue());
    }

    /// <summary>Ends all bars: the recording is over.</summary>
    public void EndAll()
    {
        while (_open.TryDequeue(out PriceBar? bar, out _)) End(bar);
    }

    private void End(PriceBar bar)
    {
        var beside = _openOf[bar.Symbol];
        int place = beside.FindIndex(open => ReferenceEquals(open.Bar, bar));
        bool isToldByFiner = beside[place].IsToldByFiner;
        beside.RemoveAt(place);
        if (isToldByFiner) return;
        decimal at = bar.Open;
        bool hasLong = IsHeld(bar, Direction.Long), hasShort = IsHeld(bar, Direction.Short);
        if (hasLong || hasShort)
        {
            // With both sides open either way is worse for one of them.
            bool lowFirst = hasLong == hasShort || hasLong == (path == BarPath.Pessimistic);
            at = Go(bar, at, lowFirst ? bar.Low : bar.High);
            at = Go(bar, at, lowFirst ? bar.High : bar.Low);
        }
        Go(bar, at, bar.Close);
    }

    private decimal Go(PriceBar bar, decimal from, decimal to)
    {
        decimal at = from;
        while (Next(bar, at, to) is { } next)
        {
            apply(Price(bar, bar.ToUnixMs, next));
            at = next;
        }
        apply(Price(bar, bar.ToUnixMs, to));
        return to;
    }

    /// <summary>The nearest rung or stop on the way, strictly between both prices.</summary>
    private decimal? Next(PriceBar bar, decimal at, decimal to)
    {
        decimal? nearest = null;
        for (PositionSide side = PositionSide.Both; side <= PositionSide.Short; side++)
        {
            if (Held(bar, side) is not { } position) continue;
            Consider(position.CurrentStop);
            foreach (Rung rung in position.Ladder)
            {
                if (Planner.IsReady(rung)) Consider(rung.TriggerPrice);
            }
        }
        return nearest;

        void Consider(decimal? price)
        {
            if (price is not { } known) return;
            bool isOnTheWay = to > at ? known > at && known < to : known < at && known > to;
            if (isOnTheWay && (nearest is null || Math.Abs(known - at) < Math.Abs(nearest.Value - at))) nearest = known;
        }
    }

    private bool IsHeld(PriceBar bar, Direction direction)
    {
        for (PositionSide side = PositionSide.Both; side <= PositionSide.Short; side++)
        {
            if (Held(bar, side) is { } position && position.Direction == direction) return true;
        }
        return false;
    }

    private Position? Held(PriceBar bar, PositionSide side)
    {
        Position? position = engine.Find(bar.Symbol, side);
        return position is { Direction: not Direction.Flat } && position.OpenedAtUnixMs <= bar.FromUnixMs ? position : null;
    }

    private static HarvestEvent Price(PriceBar bar, long timeUnixMs, decimal price) =>
        HarvestEvent.PriceUpdate(bar.Id, timeUnixMs, bar.Symbol, price) with { IsSimulated = true };
}
