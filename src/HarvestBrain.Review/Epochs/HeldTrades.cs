using HarvestBrain.Core.Positions;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Epochs;

/// <summary>
/// Trades of one symbol after they were closed by hand: how far the price still went before it reached the initial stop, or until the
/// horizon. All of them share the running best and worst price, and each is looked at only when one of them may have ended.
/// </summary>
internal sealed class HeldTrades
{
    /// <summary>How long after the entry the price is followed, in milliseconds: a week.</summary>
    public const long HorizonMs = 7L * 24 * 60 * 60 * 1000;

    private readonly List<Held> _trades = [];
    private decimal _highest;
    private decimal _lowest;
    private decimal _nearestBelow; // of the stops of longs the highest, of the stops of shorts the lowest
    private decimal _nearestAbove = decimal.MaxValue;
    private long _firstHorizon = long.MaxValue;
    private bool _anyPrice;

    private sealed class Held(EpochRecord record, decimal stop)
    {
        public EpochRecord Record { get; } = record;

        public decimal Stop { get; } = stop;

        public decimal Best { get; set; } = record.BestMove;

        public bool AnyPrice { get; set; }
    }

    /// <summary>Takes a trade that has just been closed.</summary>
    public void Add(EpochRecord record)
    {
        if (record.Risk is not { } risk) return;
        if (record.Failed)
        {
            record.Held = new Reach(record.MfeR ?? 0, Failed: true);
            return;
        }
        Settle(long.MinValue);
        decimal stop = record.Entry - ((int)record.Direction * risk);
        _trades.Add(new Held(record, stop));
        Watch();
    }

    /// <summary>A price of the symbol.</summary>
    public void Price(decimal price, long at)
    {
        if (_trades.Count == 0) return;
        if (at >= _firstHorizon) Settle(at);
        _highest = _anyPrice ? Math.Max(_highest, price) : price;
        _lowest = _anyPrice ? Math.Min(_lowest, price) : price;
        _anyPrice = true;
        if (price <= _nearestBelow || price >= _nearestAbove) Settle(long.MinValue);
    }

    /// <summary>A bar that begins after the trades were closed: what reaches a stop within it did so before it went on.</summary>
    public void Bar(decimal low, decimal high, long at)
    {
        if (_trades.Count == 0) return;
        if (at >= _firstHorizon || low <= _nearestBelow || high >= _nearestAbove)
        {
            Settle(at);
            _trades.RemoveAll(trade => StoppedWithin(trade, low, high));
            Watch();
        }
        _highest = _anyPrice ? Math.Max(_highest, high) : high;
        _lowest = _anyPrice ? Math.Min(_lowest, low) : low;
        _anyPrice = true;
    }

    private static bool StoppedWithin(Held trade, decimal low, decimal high)
    {
        bool isStopped = trade.Record.Direction == Direction.Long ? low <= trade.Stop : high >= trade.Stop;
        if (isStopped && trade.Best.PerRisk(trade.Record.Risk) is { } r) trade.Record.Held = new Reach(r, Failed: true);
        return isStopped;
    }

    /// <summary>No more prices come.</summary>
    public void End() => Settle(long.MaxValue);

    // Brings every trade up to date. Within a stretch the best price came before the stop: the stretch ends with the first price at a stop.
    private void Settle(long at)
    {
        if (_anyPrice)
        {
            foreach (Held trade in _trades)
            {
                trade.AnyPrice = true;
                bool isLong = trade.Record.Direction == Direction.Long;
                decimal best = isLong ? _highest - trade.Record.Entry : trade.Record.Entry - _lowest;
                trade.Best = Math.Max(trade.Best, best);
            }
        }
        _trades.RemoveAll(trade => IsOver(trade, at));
        _anyPrice = false;
        Watch();
    }

    private bool IsOver(Held trade, long at)
    {
        bool isLong = trade.Record.Direction == Direction.Long;
        bool isStopped = _anyPrice && (isLong ? _lowest <= trade.Stop : _highest >= trade.Stop);
        if (!isStopped && at < trade.Record.OpenedMs + HorizonMs) return false;
        if (trade.AnyPrice && trade.Best.PerRisk(trade.Record.Risk) is { } r) trade.Record.Held = new Reach(r, isStopped);
        return true;
    }

    private void Watch()
    {
        (_nearestBelow, _nearestAbove, _firstHorizon) = (0, decimal.MaxValue, long.MaxValue);
        foreach (Held trade in _trades)
        {
            if (trade.Record.Direction == Direction.Long) _nearestBelow = Math.Max(_nearestBelow, trade.Stop);
            else _nearestAbove = Math.Min(_nearestAbove, trade.Stop);
            _firstHorizon = Math.Min(_firstHorizon, trade.Record.OpenedMs + HorizonMs);
        }
    }
}
