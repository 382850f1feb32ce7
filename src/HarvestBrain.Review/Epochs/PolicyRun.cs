using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Review.Epochs;

/// <summary>
/// The recorded entries under one policy: the engine that trades asks, partial closes fill at the mark, stops close what is left. Each
/// recorded epoch gives one R, in the order in which the recording closed them. What the recording did after this run is flat opens nothing
/// anew.
/// </summary>
internal class PolicyRun
{
    private readonly HarvestEngine _engine;
    private readonly SimulatedExecutor? _executor;
    private readonly ReviewCosts _costs;
    private readonly BarReplay _bars;
    private readonly List<SymbolRun?> _symbols = [];
    private readonly Dictionary<string, SymbolRun> _withBars = new(StringComparer.Ordinal);
    private double[] _r = new double[64];

    /// <summary>One side of one symbol, and what became of the epoch that runs there.</summary>
    private sealed class SymbolRun
    {
        public readonly Position?[] Positions = new Position?[3];
        public readonly Outcome[] Outcomes = [new(), new(), new()];
        public bool AnyOpen;
    }

    /// <summary>What an epoch came to in this run so far.</summary>
    protected sealed class Outcome
    {
        /// <summary>Quantity times price of simulated fills: they pay the rate of the recorded ones, which is known when those
        /// are.</summary>
        public decimal SimulatedNotional { get; set; }

        /// <summary>What it came to when it went flat; <see langword="null"/> while it is open.</summary>
        public ClosedEpoch? Closed { get; set; }

        /// <summary>A simulated fill closed it: the stop's, or else a rung's.</summary>
        public ExitKind? SimulatedExit { get; set; }
    }

    /// <summary>A run without positions.</summary>
    /// <param name="settings">The policy. Rate limit and freshness do not bind.</param>
    /// <param name="costs">What simulated fills cost.</param>
    /// <param name="harvests">Asks and simulates; else the recording without its own harvests.</param>
    public PolicyRun(EngineSettings settings, ReviewCosts costs, bool harvests)
    {
        _costs = costs;
        EngineSettings unbound = Variants.Unbound(settings);
        _engine = new HarvestEngine(unbound.Policy, HarvestMode.Shadow, maxActionsPerMinute: 0) { KillSwitchOn = !harvests };
        foreach ((string symbol, HarvestPolicy policy) in unbound.SymbolPolicies) _engine.SetPolicy(symbol, policy);
        if (harvests) _executor = new SimulatedExecutor(new ReplayOptions { SimulateFills = true, SlippageBps = costs.SlippageBps });
        _bars = new BarReplay(_engine, costs.BarPath, WithinBar);
        LearnsRanges = harvests && Variants.Policies(unbound).Any(policy => policy.TrailSource is TrailSource.Auto or TrailSource.Atr);
    }

    /// <summary>A trailing stop measures with the average true range, which is learned of prices also while nothing is open.</summary>
    public bool LearnsRanges { get; }

    /// <summary>R of the epochs that have one, in the order of their recorded closes.</summary>
    public ReadOnlySpan<double> R => _r.AsSpan(0, Count);

    /// <summary>Epochs that have an R.</summary>
    public int Count { get; private set; }

    /// <summary>What the epoch that was closed last came to, after costs, quote currency.</summary>
    public decimal LastNet { get; private set; }

    /// <summary>Applies one entry.</summary>
    public void Apply(in Turn turn)
    {
        SymbolRun run = RunOf(turn.Symbol);
        if (turn.Bar is { } bar)
        {
            _withBars[bar.Symbol] = run;
            _bars.EndBefore(bar.FromUnixMs);
            _bars.Begin(bar);
            return;
        }
        _bars.EndBefore(turn.Event.TimeUnixMs);
        if (turn.Meaning is not { } meaning)
        {
            Price(run, turn.Event);
            return;
        }
        if (meaning.Suspect)
        {
            _engine.MarkSuspect(turn.Event.Symbol);
            return;
        }
        // A repeat, and what a snapshot leaves out, is no news of the price; and a split scales the stop before its price can reach it.
        bool isSplit = meaning.Snapshot is { Rescales: true };
        bool isNews = meaning.Fill is { Repeats: false } || meaning.Snapshot is { LeftOut: false };
        if (isNews && !isSplit && turn.Event.Price > 0) Stops(run, turn.Event);
        if (Adapt(turn.Event, meaning) is { } understood) Step(run, understood, isSimulated: false);
        if (isSplit && turn.Event.Price > 0) Stops(run, turn.Event);
        if (meaning.Closed is { } closed) Close(run, closed);
    }

    /// <summary>A rung was filled or a stop was asked for.</summary>
    protected virtual void OnIntent(in Intent intent)
    {
    }

    /// <summary>A recorded epoch is over.</summary>
    /// <param name="record">The epoch.</param>
    /// <param name="outcome">What it came to here.</param>
    /// <param name="netPnl">After costs, quote currency.</param>
    protected virtual void OnClose(EpochRecord record, Outcome outcome, decimal netPnl)
    {
    }

    /// <summary>What an epoch that the recording still has open is worth now: realised, less costs, and what is open at the mark.</summary>
    /// <param name="symbol">Number of its symbol.</param>
    /// <param name="side">Its side.</param>
    /// <param name="feeRate">What the recorded fills of the epoch pay.</param>
    public decimal Worth(int symbol, PositionSide side, decimal feeRate) => Worth(RunOf(symbol), (int)side, feeRate);

    private decimal Worth(SymbolRun run, int side, decimal feeRate)
    {
        Outcome outcome = run.Outcomes[side];
        decimal costs = SimulatedFee(outcome, feeRate);
        if (outcome.Closed is { } closed) return closed.RealizedPnl - closed.FeesQuote - costs;
        return run.Positions[side] is { Direction: not Direction.Flat } open
            ? open.RealizedPnl - open.FeesQuote + open.UnrealizedPnl - costs
            : 0;
    }

    private decimal SimulatedFee(Outcome outcome, decimal feeRate) => outcome.SimulatedNotional * (_costs.FeeRate ?? feeRate);

    private SymbolRun RunOf(int symbol)
    {
        while (_symbols.Count <= symbol) _symbols.Add(null);
        return _symbols[symbol] ??= new SymbolRun();
    }

    private void Price(SymbolRun run, in HarvestEvent e)
    {
        if (run.AnyOpen) Stops(run, e);
        if (run.AnyOpen || LearnsRanges) Step(run, e, isSimulated: false);
    }

    private void WithinBar(HarvestEvent price) => Price(_withBars[price.Symbol], price);

    // What the entry means where less, or nothing, is open.
    private HarvestEvent? Adapt(in HarvestEvent e, Meaning meaning)
    {
        if (meaning.Fill is { } fill)
        {
            bool adds = !fill.Reduces && !fill.Opens && fill.OpenBefore > 0;
            return adds && OpenOf(e) == 0 ? null : fill.In(_engine);
        }
        if (meaning.Snapshot is { } snapshot)
        {
            bool goesOn = snapshot.Before != 0 && Math.Sign(snapshot.Before) == Math.Sign(snapshot.After);
            return goesOn && OpenOf(e) == 0 ? null : snapshot.In(_engine);
        }
        if (e.Kind != EventKind.Cost || meaning.OpenAtCost == 0) return e;
        return e with { FeeQuote = Costs.Share(e.FeeQuote, _engine.OpenFor(e.Symbol, e.PositionSide), meaning.OpenAtCost) };
    }

    private decimal OpenOf(in HarvestEvent e) => _engine.Find(e.Symbol, e.PositionSide)?.Quantity ?? 0;

    private void Stops(SymbolRun run, in HarvestEvent e)
    {
        if (_executor is null) return;
        for (int side = 0; side < 3; side++)
        {
            if (run.Positions[side] is not { Quantity: > 0 } position) continue;
            if (e.Kind != EventKind.Price && side != (int)e.PositionSide) continue;
            if (position.CurrentStop is not { } stop || StopMath.Protects(position.Direction, stop, e.Price)) continue;
            if (_executor.StopHit(position, e, _engine.PolicyOf(e.Symbol)) is { } fill) Step(run, fill, isSimulated: true);
        }
    }

    private void Step(SymbolRun run, in HarvestEvent e, bool isSimulated)
    {
        StepResult result = _engine.Apply(e, e.TimeUnixMs);
        if (e.Kind != EventKind.Price) Note(run, e, isSimulated);
        if (result.IntentList.Count == 0 || _executor is null) return;
        foreach (Intent intent in result.IntentList) OnIntent(intent);
        foreach (HarvestEvent fill in _executor.Fills(_engine, result.IntentList)) Step(run, fill, isSimulated: true);
    }

    private void Note(SymbolRun run, in HarvestEvent e, bool isSimulated)
    {
        int side = (int)e.PositionSide;
        run.Positions[side] ??= _engine.Find(e.Symbol, e.PositionSide);
        if (run.Positions[side] is { } position)
        {
            Outcome outcome = run.Outcomes[side];
            if (isSimulated) outcome.SimulatedNotional += _engine.PolicyOf(e.Symbol).NotionalOf(e.Quantity, e.Price);
            if (e.Kind is EventKind.Fill or EventKind.PositionSnapshot && (position.ClosedBefore ?? position.LastClosed) is { } closed)
            {
                outcome.Closed = closed;
                if (isSimulated) outcome.SimulatedExit = e.IntentEcho!.Contains(":stop:", StringComparison.Ordinal)
                    ? ExitKind.Stop : ExitKind.Harvest;
            }
        }
        run.AnyOpen = false;
        foreach (Position? any in run.Positions) run.AnyOpen |= any is { Quantity: > 0 };
    }

    private void Close(SymbolRun run, EpochRecord record)
    {
        int side = (int)record.Key.Side;
        Outcome outcome = run.Outcomes[side];
        decimal net = Worth(run, side, record.FeeRate);
        run.Outcomes[side] = new Outcome();
        LastNet = net;
        OnClose(record, outcome, net);
        if (record.R is null) return;
        if (Count == _r.Length) Array.Resize(ref _r, 2 * Count);
        _r[Count++] = record.InR(net) ?? 0;
    }
}
