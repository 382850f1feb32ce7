using System.Runtime.InteropServices;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Replay;

/// <summary>
/// Runs recorded entries through the engine that the service runs. Time is the events' own, so the results are a pure function
/// of the entries. Memory grows with symbols and with executions that have an id, not with prices.
/// </summary>
public sealed class ReplaySession
{
    private static readonly PositionSide[] Sides = [PositionSide.Both, PositionSide.Long, PositionSide.Short];

    private readonly IReplayOutput _output;
    private readonly HarvestEngine _engine;
    private readonly SimulatedExecutor? _executor;
    private readonly RecordedWorld? _recorded; // exists when something depends on what the recording did to its own position
    private readonly Dictionary<string, long> _clocks = new(StringComparer.Ordinal);
    private readonly Position?[] _marked = new Position?[Sides.Length]; // by the event in hand
    private readonly HarvestEngine? _untouched; // exists for the summary alone
    private readonly BarReplay _bars;

    /// <summary>A session without positions.</summary>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="output">Where results go.</param>
    public ReplaySession(EngineSettings settings, ReplayOptions options, IReplayOutput output)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _engine = new HarvestEngine(settings.Policy, settings.Mode, settings.MaxActionsPerMinute, settings.MaxStopsPerMinute)
        {
            RemembersAll = true,
        };
        foreach ((string symbol, HarvestPolicy policy) in settings.SymbolPolicies) _engine.SetPolicy(symbol, policy);
        _executor = options.SimulateFills ? new SimulatedExecutor(options) : null;
        _recorded = options.SimulateFills || options.Summarize ? new RecordedWorld(settings) : null;
        _untouched = options.Summarize ? RecordedWorld.WithoutHarvest(settings) : null;
        Summary = new ReplaySummary(_engine, _untouched);
        _bars = new BarReplay(_engine, options.BarPath, price => ApplyEntry(price));
    }

    /// <summary>What came of it so far.</summary>
    public ReplaySummary Summary { get; }

    /// <summary>The positions as they are now, with all that was asked for.</summary>
    public IEnumerable<Position> Positions => _engine.Positions;

    /// <summary>Replays one entry.</summary>
    public void Apply(in HarvestEvent e)
    {
        if (EventTime.IsAfterItsId(e)) ApplyAfterItsId(e);
        else ApplyBelieved(e);
    }

    private void ApplyAfterItsId(in HarvestEvent e)
    {
        if (_engine.ClockAhead(e) is not { } ahead)
        {
            ApplyBelieved(e);
            return;
        }
        _output.OnRejection(ahead, e.Id);
        ApplyBelieved(EventTime.AtItsId(e));
    }

    private void ApplyBelieved(in HarvestEvent e)
    {
        _bars.EndBefore(e.TimeUnixMs);
        Summary.CountEntry(e);
        ApplyEntry(e);
    }

    /// <summary>
    /// Replays one bar. Rungs and stops fill at their own price, or at the open where it gapped over them. What it says beyond its open
    /// counts when an entry behind its end is replayed, or at <see cref="End"/>.
    /// </summary>
    public void Apply(PriceBar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        _bars.EndBefore(bar.FromUnixMs);
        Summary.CountBar(bar.Symbol);
        _bars.Begin(bar);
    }

    /// <summary>The recording is over: ends the bars that nothing came after.</summary>
    public void End() => _bars.EndAll();

    private void ApplyEntry(in HarvestEvent e)
    {
        if (_recorded is null) Step(e, e.Id, simulated: false);
        else ApplyBeside(_recorded, e);
    }

    private void ApplyBeside(RecordedWorld recorded, in HarvestEvent e)
    {
        if (e.Kind == EventKind.PositionSnapshot)
        {
            ApplySnapshot(recorded, e);
            return;
        }
        if (e.Kind != EventKind.Fill)
        {
            recorded.Apply(e);
            ApplyUntouched(_untouched is null ? e : recorded.ShareOf(e, _untouched));
            ApplyStops(e);
            Step(_executor is null ? e : recorded.ShareOf(e, _engine), e.Id, simulated: false);
            return;
        }

        // What the recording did to its own position decides what the same fill means where less, or more, is open.
        RecordedFill fill = recorded.Apply(e);
        if (fill.Refused is { } code) Summary.CountRefused(code);
        if (_untouched is not null && fill.In(_untouched) is { } kept) ApplyUntouched(kept);
        if (_executor is null)
        {
            Step(e, e.Id, simulated: false);
            return;
        }
        if (!fill.Repeats) ApplyStops(e);
        HarvestEvent? adapted = fill.In(_engine);
        foreach (FoldRejection rejection in recorded.Rejections)
        {
            // A stop and a size are judged by the world that the fill comes into, and reported from there.
            bool isReportedThere = adapted is not null && rejection.Code is FoldCode.StopOnWrongSide or FoldCode.PositionTooLarge
                or FoldCode.NothingToReduce or FoldCode.ReductionSurplus or FoldCode.PriceJump or FoldCode.OrderUnnamed;
            if (!isReportedThere) _output.OnRejection(rejection, e.Id);
        }
        if (adapted is { } understood) Step(understood, e.Id, simulated: false);
        else if (!fill.LeftOut) Summary.CountUnused();
        else if (fill.MadeSuspect) _engine.MarkSuspect(e.Symbol);
    }

    /// <summary>Tells that an entry could not be understood: if it may have been a fill, its symbol is suspect from here on.</summary>
    /// <returns>The positions that became suspect; valid until the next call.</returns>
    public IReadOnlyList<Position> Reject(in DecodeError error)
    {
        if (error.Symbol is null || !error.MayBeFill) return [];
        _recorded?.MarkSuspect(error.Symbol);
        _untouched?.MarkSuspect(error.Symbol);
        return _engine.MarkSuspect(error.Symbol);
    }

    private void ApplySnapshot(RecordedWorld recorded, in HarvestEvent e)
    {
        RecordedSnapshot snapshot = recorded.ApplySnapshot(e);
        if (_untouched is not null && snapshot.In(_untouched) is { } kept) ApplyUntouched(kept);
        if (_executor is null)
        {
            Step(e, e.Id, simulated: false);
            return;
        }
        foreach (PositionDrift drift in recorded.Drifts) _output.OnDrift(drift, e.Id);
        foreach (FoldRejection rejection in recorded.Rejections)
        {
            if (rejection.Code == FoldCode.StaleSnapshot) _output.OnRejection(rejection, e.Id);
        }
        // A split scales the stop before its price can reach it.
        if (snapshot is { LeftOut: false, Rescales: false }) ApplyStops(e);
        if (snapshot.In(_engine) is { } understood) Step(understood, e.Id, simulated: false);
        if (snapshot.Rescales) ApplyStops(e);
    }

    /// <summary>The clock of a symbol goes on with its events, and not back with one that comes late.</summary>
    private long Now(in HarvestEvent e)
    {
        ref long now = ref CollectionsMarshal.GetValueRefOrAddDefault(_clocks, e.Symbol, out _);
        now = Math.Max(now, e.TimeUnixMs);
        return now;
    }

    private void ApplyUntouched(in HarvestEvent e)
    {
        if (_untouched is null) return;
        Span<decimal> marks = stackalloc decimal[Sides.Length]; // of the open positions that the event may mark; 0 = none
        for (int i = 0; i < marks.Length; i++)
        {
            _marked[i] = e.Price > 0 ? _untouched.Find(e.Symbol, Sides[i]) : null;
            if (_marked[i] is { Direction: not Direction.Flat } open) marks[i] = open.MarkPrice;
        }
        Summary.Note(_untouched.Apply(e, e.TimeUnixMs), isUntouched: true);
        for (int i = 0; i < marks.Length; i++)
        {
            if (marks[i] > 0 && _marked[i] is { Direction: not Direction.Flat } open && open.MarkTimeUnixMs == e.TimeUnixMs)
                Summary.NoteMark(open, marks[i]);
        }
    }

    private void ApplyStops(in HarvestEvent e)
    {
        if (_executor is null || e.Price == 0) return; // an event without price reaches no stop
        foreach (HarvestEvent stopFill in _executor.StopsHit(_engine, e))
        {
            if (_engine.Find(stopFill.Symbol, stopFill.PositionSide) is { } position) Summary.CountStopHit(Words.OfStop(position)!);
            Step(stopFill, e.Id, simulated: true);
        }
    }

    private void Step(in HarvestEvent e, EntryId cause, bool simulated)
    {
        StepResult result = _engine.Apply(e, Now(e));
        Summary.Note(result, isUntouched: false);
        // As spans: an enumerator holds one of its list, and these are large and nearly always none.
        foreach (ref readonly Intent intent in CollectionsMarshal.AsSpan(result.IntentList)) _output.OnIntent(intent);
        foreach (ref readonly FoldRejection rejection in CollectionsMarshal.AsSpan(result.RejectionList))
            _output.OnRejection(rejection, cause);
        if (_executor is null) // a simulated position drifts on purpose; the recording's drift is told where it is found
        {
            foreach (ref readonly PositionDrift drift in CollectionsMarshal.AsSpan(result.DriftList)) _output.OnDrift(drift, cause);
        }
        foreach (Position position in result.ChangedList) _output.OnPosition(position, cause, simulated);
        foreach (ClosedEpoch trade in result.ClosedList) _output.OnTrade(trade, cause);
        if (_executor is null || result.IntentList.Count == 0) return;
        // A copy: the fills that follow reuse the result. Ends because a rung is asked for once.
        foreach (HarvestEvent fill in _executor.Fills(_engine, result.IntentList)) Step(fill, cause, simulated: true);
    }
}
