using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Epochs;

/// <summary>
/// Folds the recording as it was and cuts it into epochs. Memory grows with open epochs and symbols, not with entries. An entry is applied
/// once; the turn that comes of it can be given to any number of <see cref="PolicyRun"/>s.
/// </summary>
internal sealed class Recording
{
    private readonly double[] _timedR;
    private readonly RecordedWorld _world;
    private readonly BarReplay _bars;
    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal);
    private readonly List<EpochTracker?[]> _open = []; // by symbol, then by position side
    private readonly List<HeldTrades> _held = [];
    private readonly List<PathPoint> _prices = []; // the last one of each symbol
    private readonly List<List<PriceCover>> _closedSince = []; // of each symbol, the epochs that were closed since then

    public Recording(EngineSettings settings, double[] timedR, BarPath barPath)
    {
        _timedR = timedR;
        _world = new RecordedWorld(settings);
        _bars = new BarReplay(_world.Engine, barPath, price => ApplyPrice(_symbols[price.Symbol], price));
    }

    /// <summary>What was read so far.</summary>
    public Coverage Coverage { get; } = new();

    /// <summary>The recorded positions.</summary>
    public HarvestEngine Engine => _world.Engine;

    /// <summary>The symbols so far, by number.</summary>
    public IReadOnlyCollection<string> Symbols => _symbols.Keys;

    /// <summary>Epochs that have not been closed.</summary>
    public int OpenEpochs => _open.Sum(sides => sides.Count(tracker => tracker is not null));

    /// <summary>How far prices cover each of the closed epochs; to be asked when no more entries come.</summary>
    public PriceCoverage[] CoverageOf(IReadOnlyList<EpochRecord> closed)
    {
        double typical = Quantiles.Median([.. closed.Select(record => (double)(record.ClosedMs - record.OpenedMs))]) ?? 0;
        return [.. closed.Select(record => record.Cover.Of(record.ClosedMs, _prices[_symbols[record.Key.Symbol]].At, typical))];
    }

    /// <summary>Something of a symbol is open.</summary>
    public bool IsOpen(int symbol) => Array.Exists(_open[symbol], tracker => tracker is not null);

    /// <summary>The fee rate that the recorded fills of an open epoch paid so far.</summary>
    public decimal FeeRate(int symbol, PositionSide side) => _open[symbol][(int)side]?.Record.FeeRate ?? 0;

    /// <summary>Folds an entry.</summary>
    public Turn Apply(in HarvestEvent e)
    {
        _bars.EndBefore(e.TimeUnixMs);
        int symbol = SymbolOf(e.Symbol);
        Coverage.Count(e);
        switch (e.Kind)
        {
            case EventKind.Price:
                ApplyPrice(symbol, e);
                if (!e.IsSnapshotPrice) _held[symbol].Price(e.Price, e.TimeUnixMs);
                return new Turn(e, symbol, null);
            case EventKind.Fill:
                Before(symbol, e);
                RecordedFill fill = _world.Apply(e);
                Coverage.CountRefusals(e, _world.Rejections);
                var meaning = new Meaning { Fill = fill };
                After(symbol, fill.Event, meaning);
                return new Turn(fill.Event, symbol, meaning);
            case EventKind.PositionSnapshot:
                Before(symbol, e);
                RecordedSnapshot snapshot = _world.ApplySnapshot(e);
                var shown = new Meaning { Snapshot = snapshot };
                After(symbol, e, shown);
                return new Turn(e, symbol, shown);
            case EventKind.Cost:
                var cost = new Meaning { OpenAtCost = _world.Engine.OpenFor(e.Symbol, e.PositionSide) };
                _world.Apply(e);
                foreach (EpochTracker? tracker in _open[symbol]) tracker?.CostApplied();
                return new Turn(e, symbol, cost);
            default:
                _world.Apply(e);
                return new Turn(e, symbol, new Meaning());
        }
    }

    /// <summary>Takes a bar. Of a trade that is closed already it tells how far the price went on.</summary>
    public Turn Apply(PriceBar bar)
    {
        _bars.EndBefore(bar.FromUnixMs);
        int symbol = SymbolOf(bar.Symbol);
        Coverage.Count(bar);
        _held[symbol].Bar(bar.Low, bar.High, bar.FromUnixMs);
        _bars.Begin(bar);
        return new Turn(HarvestEvent.PriceUpdate(bar.Id, bar.FromUnixMs, bar.Symbol, bar.Open), symbol, null, bar);
    }

    /// <summary>An entry that could not be read.</summary>
    /// <returns>The turn, when it makes a symbol suspect.</returns>
    public Turn? Reject(in DecodeError error)
    {
        Coverage.Refused++;
        if (error.Symbol is null || !error.MayBeFill) return null;
        _world.MarkSuspect(error.Symbol);
        var e = new HarvestEvent { Kind = EventKind.Ignored, Symbol = error.Symbol };
        return new Turn(e, SymbolOf(error.Symbol), new Meaning { Suspect = true });
    }

    /// <summary>No more entries: what is held beyond its exit has no more prices.</summary>
    public void End()
    {
        _bars.EndAll();
        foreach (HeldTrades held in _held) held.End();
    }

    private void ApplyPrice(int symbol, in HarvestEvent e)
    {
        Before(symbol, e);
        _world.Apply(e);
        After(symbol, e, null);
        _prices[symbol] = new PathPoint(e.TimeUnixMs, e.Price);
        foreach (PriceCover cover in _closedSince[symbol]) cover.Follow(e.TimeUnixMs);
        _closedSince[symbol].Clear();
    }

    private int SymbolOf(string name)
    {
        if (_symbols.TryGetValue(name, out int symbol)) return symbol;
        symbol = _symbols.Count;
        _symbols.Add(name, symbol);
        _open.Add(new EpochTracker?[3]);
        _held.Add(new HeldTrades());
        _prices.Add(new PathPoint(long.MinValue, 0));
        _closedSince.Add([]);
        return symbol;
    }

    private void Before(int symbol, in HarvestEvent e)
    {
        foreach (EpochTracker? tracker in _open[symbol]) tracker?.Before(e);
    }

    private void After(int symbol, in HarvestEvent e, Meaning? meaning)
    {
        EpochTracker?[] sides = _open[symbol];
        for (int side = 0; side < sides.Length; side++)
        {
            bool concerns = e.Kind == EventKind.Price || side == (int)e.PositionSide;
            if (!concerns) continue;
            if (sides[side] is { } tracker)
            {
                bool over = tracker.After(e, meaning);
                if (!over)
                {
                    if (e.Price > 0) Coverage.CountGap(tracker.LastGapR);
                    continue;
                }
                sides[side] = null;
                meaning!.Closed = tracker.Record;
                _held[symbol].Add(tracker.Record);
                _closedSince[symbol].Add(tracker.Record.Cover);
            }
            if (meaning is null
                || _world.Engine.Find(e.Symbol, (PositionSide)side) is not { Direction: not Direction.Flat, IsDust: false } position)
                continue;
            var opened = new EpochTracker(position, e, _timedR, _prices[symbol]);
            sides[side] = opened;
            meaning.Opened = opened.Record;
        }
    }
}
