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

    private readonly SortedDictionary<FoldCode, long> _refusedFills = [];
    private readonly SortedDictionary<string, long> _prices = new(StringComparer.Ordinal);
    private readonly GapHistogram _gaps = new();

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

    /// <summary>Recorded fills of which nothing was counted, by reason.</summary>
    public IReadOnlyDictionary<FoldCode, long> RefusedFills => _refusedFills;

    /// <summary>Symbols with fills and without a price besides: nothing can be said about a ladder for them.</summary>
    public IReadOnlyList<string> SymbolsWithoutPrices =>
        [.. _closed.Values.Where(sum => sum.Fills > 0 && !HasPrices(sum.Symbol)).Select(sum => sum.Symbol).Order(StringComparer.Ordinal)];

    /// <summary>Symbols with prices and without a fill, by name.</summary>
    public IReadOnlyList<string> SymbolsWithoutFills =>
        [.. _prices.Keys.Where(symbol => !_closed.TryGetValue(symbol, out SymbolSummary? sum) || sum.Fills == 0)];

    /// <summary>
    /// How far two marks of an open epoch lie apart at most in half of the cases, in R, to a thousandth; <see langword="null"/> = there
    /// are no two. A rung closer to another than this is passed between two prices.
    /// </summary>
    public double? MedianGapR => _gaps.Quantile(0.5);

    /// <summary>
    /// The quote currencies of the symbols that had a fill, as far as they are known, by name. With two or more no total means anything.
    /// </summary>
    public IReadOnlyList<string> QuoteCurrencies =>
    [
        .. _closed.Keys.Select(QuoteOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

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
            Add(bySymbol, position.Key.Symbol, Zero(position.Key.Symbol) with
            {
                UnharvestedNetPnl = net,
                FeesIncomplete = position.FeesIncomplete,
                EpochsWithoutRisk = position.InitialRiskQuote is null ? 1 : 0,
            });
        }
        return [.. bySymbol.Values];
    }

    /// <summary>The total over all symbols; of different <see cref="QuoteCurrencies"/> it means nothing.</summary>
    public SymbolSummary Total() => BySymbol().Aggregate(Zero(""), SymbolSummary.Add);

    internal void CountEntry(in HarvestEvent e)
    {
        Entries++;
        if (_untouched is null) return;
        if (e.Kind == EventKind.Fill) Add(_closed, e.Symbol, Zero(e.Symbol) with { Fills = 1 });
        else if (e.Price > 0) CountPrice(e.Symbol);
    }

    internal void CountBar(string symbol)
    {
        Entries++;
        if (_untouched is not null) CountPrice(symbol);
    }

    internal void CountRefused(FoldCode code) => _refusedFills[code] = _refusedFills.GetValueOrDefault(code) + 1;

    /// <summary>The recording's position got another mark, or the same again.</summary>
    internal void NoteMark(Position position, decimal before)
    {
        // Beyond the histogram's last bin all are alike.
        if (position.InitialRisk is { } risk and > 0)
            _gaps.Add((double)Math.Min(1_000_000, Math.Abs(position.MarkPrice - before) / risk));
    }

    internal void CountUnused() => UnusedFills++;

    internal void CountStopHit(string origin) => _stopsHit[origin] = _stopsHit.GetValueOrDefault(origin) + 1;

    internal void Note(StepResult result, bool isUntouched)
    {
        if (_untouched is not null) NoteStep(result, isUntouched);
    }

    private void NoteStep(StepResult result, bool isUntouched)
    {
        foreach (ClosedEpoch closed in result.ClosedList)
        {
            decimal net = closed.RealizedPnl - closed.FeesQuote;
            Add(_closed, closed.Key.Symbol, isUntouched
                ? Zero(closed.Key.Symbol) with
                {
                    UnharvestedNetPnl = net,
                    FeesIncomplete = closed.FeesIncomplete,
                    EpochsWithoutRisk = closed.InitialRiskQuote is null ? 1 : 0,
                }
                : Zero(closed.Key.Symbol) with
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

    private bool HasPrices(string symbol) => _prices.ContainsKey(symbol);

    private void CountPrice(string symbol) => _prices[symbol] = _prices.GetValueOrDefault(symbol) + 1;

    private string? QuoteOf(string symbol) =>
        _engine.PolicyOf(symbol).QuoteAsset is { Length: > 0 } told ? told : SymbolAssets.QuoteOf(symbol);

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
