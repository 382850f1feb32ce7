using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Review.Epochs;

/// <summary>Watches one recorded epoch from its first fill to its last and writes down what a review needs of it.</summary>
internal sealed class EpochTracker
{
    private readonly Position _position;
    private readonly double[] _timedR;
    private readonly PricePath _path = new();
    private readonly EntryId _epoch;

    // As they were before the entry in hand.
    private decimal _averageEntry;
    private decimal _quantity;
    private decimal? _stopInForce;
    private decimal _mark;
    private decimal _feesBefore;

    /// <param name="position">The position that has just been opened.</param>
    /// <param name="e">By what.</param>
    /// <param name="timedR">R whose times are asked for.</param>
    /// <param name="last">The last price of the symbol before it; 0 = none.</param>
    public EpochTracker(Position position, in HarvestEvent e, double[] timedR, PathPoint last)
    {
        _position = position;
        _timedR = timedR;
        _epoch = position.Epoch;
        var timeTo = new long[timedR.Length];
        Array.Fill(timeTo, -1);
        Record = new EpochRecord
        {
            Id = position.Epoch,
            Key = position.Key,
            Direction = position.Direction,
            OpenedMs = e.TimeUnixMs,
            ContractSize = position.ContractSize,
            TimeTo = timeTo,
        };
        Record.Fees = _feesBefore = position.FeesQuote;
        Record.Notional = position.Quantity * position.AverageEntry * position.ContractSize;
        Record.NetComplete = position.FeesQuote != 0 && !position.FeesIncomplete;
        Record.Cover.Open(position.AverageEntry, e.TimeUnixMs, last.Price, last.At);
        Measure();
        _path.Add(e.TimeUnixMs, position.AverageEntry);
    }

    public EpochRecord Record { get; }

    /// <summary>How far the last price was from the one before it, in R; <see langword="null"/> = not known.</summary>
    public double? LastGapR { get; private set; }

    /// <summary>Remembers the position as it is before an entry.</summary>
    public void Before(in HarvestEvent e)
    {
        _averageEntry = _position.AverageEntry;
        _quantity = _position.Quantity;
        _stopInForce = _position.CurrentStop;
        _mark = _position.MarkPrice;
        _feesBefore = _position.FeesQuote;
    }

    /// <summary>Takes what an entry did.</summary>
    /// <returns>The epoch is over.</returns>
    public bool After(in HarvestEvent e, Meaning? meaning)
    {
        ClosedEpoch? closed = _position.LastClosed is { } last && last.Epoch == _epoch ? last
            : _position.ClosedBefore is { } before && before.Epoch == _epoch ? before
            : null;
        bool over = closed is not null || _position.Direction == Direction.Flat || _position.Epoch != _epoch;
        bool isPrice = e.Price > 0 && (over || _position.MarkPrice == e.Price) && !IsRefused(meaning);
        if (isPrice) See(e.Price, e.TimeUnixMs);
        if (isPrice && e.Kind == EventKind.Price) Record.Cover.Note(e.Price, e.TimeUnixMs);
        if (over)
        {
            End(e, meaning, closed);
            return true;
        }
        if (meaning?.Fill is { } fill) CountFill(fill.Event.Quantity, e.Price, _position.FeesQuote);
        Measure();
        return false;
    }

    /// <summary>A cost was charged: what it added to the costs is funding.</summary>
    public void CostApplied()
    {
        decimal before = Record.Fees + Record.Funding;
        Record.Funding += _position.FeesQuote - before;
    }

    private static bool IsRefused(Meaning? meaning) => meaning?.Fill is { Repeats: true } || meaning?.Snapshot is { LeftOut: true };

    private void See(decimal price, long at)
    {
        int direction = (int)Record.Direction;
        decimal move = direction * (price - _averageEntry);
        LastGapR = Math.Abs(price - _mark).PerRisk(Record.Risk);
        bool isBest = move > Record.BestMove;
        if (isBest) Record.BestMove = move;
        if (move < Record.WorstMove) Record.WorstMove = move;
        decimal open = move * _quantity * Record.ContractSize;
        if (open > Record.BestOpenPnl) Record.BestOpenPnl = open;
        if (open < Record.WorstOpenPnl) Record.WorstOpenPnl = open;
        _path.Add(at, price);
        if (!isBest || Record.Risk is null) return;
        double r = Record.MfeR ?? 0;
        for (int i = 0; i < _timedR.Length && _timedR[i] <= r; i++)
        {
            if (Record.TimeTo[i] < 0) Record.TimeTo[i] = at - Record.OpenedMs;
        }
    }

    // E, S and Q belong together: as they were when the quantity was largest, or when a stop was first told after that.
    private void Measure()
    {
        if (_position.BaseQuantity <= Record.Quantity && (Record.Risk is not null || _position.InitialRisk is null)) return;
        if (_position.BaseQuantity > Record.Quantity) Record.Entry = _position.AverageEntry;
        Record.Quantity = _position.BaseQuantity;
        Record.Stop = _position.InitialStop;
        Record.Risk = _position.InitialRisk;
        Record.RiskSource = Record.Risk is null ? RiskSource.None : Record.Stop is null ? RiskSource.Fallback : RiskSource.Stop;
    }

    private void CountFill(decimal quantity, decimal price, decimal feesAfter)
    {
        decimal fee = feesAfter - _feesBefore;
        Record.Fees += fee;
        if (_position.Quantity != _quantity) Record.Notional += Math.Abs(quantity) * price * Record.ContractSize;
        Record.NetComplete = (Record.NetComplete || fee != 0) && !_position.FeesIncomplete;
    }

    private void End(in HarvestEvent e, Meaning? meaning, ClosedEpoch? closed)
    {
        decimal exit = e.Price > 0 ? e.Price : _mark;
        Record.ClosedMs = e.TimeUnixMs;
        Record.ExitPrice = exit;
        if (closed is not null)
        {
            Record.RealizedPnl = closed.RealizedPnl;
            decimal fee = closed.FeesQuote - _feesBefore;
            Record.Fees += fee;
            Record.NetComplete = (Record.NetComplete || fee != 0) && !closed.FeesIncomplete;
        }
        if (meaning?.Fill is not null) Record.Notional += _quantity * exit * Record.ContractSize;
        bool isStopped = _stopInForce is { } stop && !StopMath.Protects(Record.Direction, stop, exit);
        // A rung of another ladder than the one in force took it, too, when the fill says so.
        bool isHarvest = e.IntentEcho is { } echo && echo.StartsWith(IntentId.Trace(Record.Key, _epoch) + ":", StringComparison.Ordinal);
        Record.Exit = closed?.Exit switch
        {
            TradeExit.Flip => ExitKind.Flip,
            TradeExit.Stop => ExitKind.Stop,
            TradeExit.Snapshot => ExitKind.Snapshot,
            TradeExit.Harvest => ExitKind.Harvest,
            _ => isHarvest ? ExitKind.Harvest : ExitKind.Manual,
        };
        double? exitR = ((int)Record.Direction * (exit - _averageEntry)).PerRisk(Record.Risk);
        Record.Failed = isStopped || (exitR is { } r && Math.Abs(r) <= Scratch.Width);
        Record.Path = _path.Points();
        Record.Close();
    }
}
