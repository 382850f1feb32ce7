using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Replay;

/// <summary>Adds up a replay. Closed epochs are summed as they close, open ones when the summary is asked for.</summary>
public sealed class ReplaySummary
{
    private readonly HarvestEngine _engine;
    private readonly HarvestEngine? _untouched;
    private readonly Dictionary<string, SymbolSummary> _closed = new(StringComparer.Ordinal);

    private readonly SortedDictionary<HoldCode, long> _holds = [];
    private readonly SortedDictionary<string, long> _stopMoves = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _stopsHit = new(StringComparer.Ordinal);

    internal ReplaySummary(HarvestEngine engine, HarvestEngine? untouched)
    {
        _engine = engine;
        _untouched = untouched;
    }

    /// <summary>Entries replayed.</summary>
    public long Entries { get; private set; }

    /// <summary>Recorded fills that meant nothing where less was open.</summary>
    public long UnusedFills { get; private set; }

    /// <summary>How often something that was due was held, by reason.</summary>
    public IReadOnlyDictionary<HoldCode, long> Holds => _holds;

    /// <summary>Stop moves asked for, by the rule that asked (<see cref="Words.Of(StopKind)"/>).</summary>
    public IReadOnlyDictionary<string, long> StopMoves => _stopMoves;

    /// <summary>Positions that a simulated stop closed, by where that stop came from (<see cref="Words.OfStop"/>).</summary>
    public IReadOnlyDictionary<string, long> StopsHit => _stopsHit;

    /// <summary>One summary per symbol that had a fill, by name.</summary>
    /// <exception cref="InvalidOperationException">The replay was told not to <see cref="ReplayOptions.Summarize"/>.</exception>
    public IReadOnlyList<SymbolSummary> BySymbol()
    {
        if (_untouched is null) throw new InvalidOperationException("the replay was told not to summarise");
        var bySymbol = new SortedDictionary<string, SymbolSummary>(_closed, StringComparer.Ordinal);
        foreach (Position position in _engine.Positions.Where(p => p.Direction != Direction.Flat))
            Add(bySymbol, position.Key.Symbol, Open(position));
        foreach (Position position in _untouched.Positions.Where(p => p.Direction != Direction.Flat))
        {
            decimal net = position.RealizedPnl + position.UnrealizedPnl - position.FeesQuote;
            SymbolSummary open = Zero(position.Key.Symbol) with { UnharvestedNetPnl = net, FeesIncomplete = position.FeesIncomplete };
            Add(bySymbol, position.Key.Symbol, open);
        }
        return [.. bySymbol.Values];
    }

    /// <summary>The total over all symbols.</summary>
    public SymbolSummary Total() => BySymbol().Aggregate(Zero(""), SymbolSummary.Add);

    internal void CountEntry(in HarvestEvent e)
    {
        Entries++;
        if (_untouched is not null && e.Kind == EventKind.Fill) Add(_closed, e.Symbol, Zero(e.Symbol) with { Fills = 1 });
    }

    internal void CountBar() => Entries++;

    internal void CountUnused() => UnusedFills++;

    internal void CountStopHit(string origin) => _stopsHit[origin] = _stopsHit.GetValueOrDefault(origin) + 1;

    internal void Note(StepResult result, bool isUntouched)
    {
        if (_untouched is null) return;
        foreach (Position position in result.ChangedList)
        {
            if (position.LastClosed is not { } closed) continue;
            decimal net = closed.RealizedPnl - closed.FeesQuote;
            Add(_closed, position.Key.Symbol, isUntouched
                ? Zero(position.Key.Symbol) with { UnharvestedNetPnl = net, FeesIncomplete = closed.FeesIncomplete }
                : Zero(position.Key.Symbol) with
                {
                    RealizedPnl = closed.RealizedPnl,
                    FeesQuote = closed.FeesQuote,
                    FeesIncomplete = closed.FeesIncomplete,
                    RealizedR = closed.RealizedR ?? 0,
                    HarvestedQuantity = closed.Rungs.Sum(rung => rung.FilledQuantity),
                });
        }
        if (isUntouched) return;
        foreach (HoldReason hold in result.HoldList) _holds[hold.Code] = _holds.GetValueOrDefault(hold.Code) + 1;
        foreach (Intent intent in result.IntentList)
        {
            Add(_closed, intent.Key.Symbol, Zero(intent.Key.Symbol) with { Intents = 1, AskedQuantity = intent.Quantity });
            if (intent.Kind != IntentKind.MoveStop) continue;
            string rule = Words.Of(intent.StopKind);
            _stopMoves[rule] = _stopMoves.GetValueOrDefault(rule) + 1;
        }
    }

    private static SymbolSummary Open(Position position) => Zero(position.Key.Symbol) with
    {
        RealizedPnl = position.RealizedPnl,
        OpenPnl = position.UnrealizedPnl,
        FeesQuote = position.FeesQuote,
        FeesIncomplete = position.FeesIncomplete,
        RealizedR = position.RealizedR ?? 0,
        HarvestedQuantity = position.Rungs.Sum(rung => rung.FilledQuantity),
    };

    private static SymbolSummary Zero(string symbol) => new() { Symbol = symbol };

    private static void Add(IDictionary<string, SymbolSummary> bySymbol, string symbol, SymbolSummary summary) =>
        bySymbol[symbol] = bySymbol.TryGetValue(symbol, out SymbolSummary? sum) ? sum + summary : summary;
}
