using System.Diagnostics.Metrics;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// The meter <c>HarvestBrain</c>. Labels come from closed sets; only the symbol of an intent comes from input, and it is capped.
/// </summary>
public sealed class HarvestMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "HarvestBrain";

    /// <summary>So many symbols have a time series of their own; the others share <c>other</c>.</summary>
    public const int MaxSymbols = 100;

    private readonly Counter<long> _read;
    private readonly Counter<long> _folded;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _drifts;
    private readonly Counter<long> _intents;
    private readonly Counter<long> _rungs;
    private readonly Counter<long> _stops;
    private readonly Counter<long> _holds;
    private readonly Counter<long> _trades;
    private readonly UpDownCounter<double> _realizedR;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _takeovers;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _noticesDropped;
    private readonly Counter<long> _observerFailures;
    private readonly Histogram<double> _decide;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _endToEnd;
    private readonly CappedLabel _symbols = new(MaxSymbols);

    /// <summary>Creates the instruments.</summary>
    /// <param name="status">What the gauges show.</param>
    /// <param name="time">The clock of the ages; the system's when missing.</param>
    public HarvestMetrics(HarvestStatus status, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(status);
        time ??= TimeProvider.System;
        _read = Counter("harvest.entries.read", "{entry}", "Entries read from the input streams");
        _folded = Counter("harvest.entries.folded", "{entry}", "Entries understood and applied");
        _rejected = Counter("harvest.rejections", "{entry}", "Fills or stops that the fold refused, by code");
        _deadLetters = Counter("harvest.dead_letters", "{entry}", "Entries that could not be understood, by code");
        _lost = Counter("harvest.lost_entries", "{entry}", "Entries that the stream no longer had");
        _drifts = Counter("harvest.drifts", "{snapshot}", "Position snapshots that differed from the fold, by kind");
        _intents = Counter("harvest.intents", "{intent}", "Intents published, by type, symbol and mode");
        _rungs = Counter("harvest.rungs", "{rung}", "What became of rungs: requested, filled, rejected");
        _stops = Counter("harvest.stops", "{stop}", "What became of stop moves: requested, rejected; by kind");
        _holds = Counter("harvest.holds", "{decision}", "Intents that were due and were held, by code");
        _trades = Counter("harvest.trades", "{trade}", "Closed trades, by how they ended");
        _realizedR = Meter.CreateUpDownCounter<double>(
            "harvest.realized_r", null, "Sum of the net R of closed trades, by symbol; goes up and down");
        _faults = Counter("harvest.redis_faults", "{fault}", "Redis errors and outages, by kind");
        _takeovers = Counter("harvest.takeovers", "{takeover}", "Times the lease was taken");
        _moves = Counter("harvest.partitions.moved", "{move}", "Partitions that this host gave up to another one");
        _noticesDropped = Counter("harvest.notices.dropped", "{notice}", "Notices that an observer was too slow for, by observer");
        _observerFailures = Counter("harvest.observer.failures", "{notice}", "Notices at which an observer threw, by observer");
        _decide = Histogram("harvest.decide.duration", "Time to decode and decide one batch, without Redis",
            [1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.1]);
        _commit = Histogram("harvest.commit.duration", "Time of one commit",
            [5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]);
        _endToEnd = Histogram(
            "harvest.end_to_end.duration", "From an entry's id to the commit of what followed from it, by the clock of Redis",
            [1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]);
        Gauge("harvest.positions", "{position}", "Open positions", now => now.OpenPositions);
        Gauge("harvest.positions.suspect", "{position}", "Suspect positions", now => now.SuspectPositions);
        Gauge("harvest.positions.stale", "{position}", "Open positions whose last price is older than their policy allows",
            now => now.StalePositions);
        Gauge("harvest.positions.crossed", "{position}", "Open positions with the price through their stop for too long",
            now => now.CrossedStops);
        Gauge("harvest.positions.held_back", "{position}", "Open positions of which something is due that a limit on intents keeps back",
            now => now.HeldBackPositions);
        Gauge("harvest.stops.unanswered", "{stop}", "Stop moves of live mode that nobody has answered", now => now.UnansweredStops);
        Meter.CreateObservableGauge(
            "harvest.protection.problems", () => ProtectionOf(status.Now, problem => problem.Positions), "{position}",
            "Positions whose orders at the venue differ from what should stand, by code");
        Meter.CreateObservableGauge(
            "harvest.protection.age", () => ProtectionOf(status.Now, problem => problem.OldestMs / 1000.0), "s",
            "For how long the oldest of them has lasted, by code; 0 = there is none");
        Gauge("harvest.symbols.invalid", "{symbol}", "Symbols whose settings in Redis are not valid", now => now.PolicyProblems.Count);
        Meter.CreateObservableGauge(
            "harvest.oldest_unanswered.age", () => status.Now.OldestUnansweredMs / 1000.0, "s",
            "Age of the oldest partial close of live mode that was neither filled nor refused, or stop move that nobody answered; "
            + "0 = none");
        Gauge("harvest.pending", "{entry}", "Entries that another reader of the group took and that are not applied yet",
            now => now.Pending);
        Gauge("harvest.kill_switch", null, "1 while the kill switch is on", now => now.KillSwitchOn ? 1 : 0);
        Gauge("harvest.rate_budget", "{intent}", "Partial closes that may still be published in this minute", now => now.RateLeft);
        Gauge("harvest.stop_rate_budget", "{intent}", "Stop moves that may still be published in this minute", now => now.StopRateLeft);
        PartitionMetrics.Add(Meter, status, time);
        Meter.CreateObservableGauge("harvest.info", () => InfoOf(status.Now), description: "Always 1; mode and instance");

        Counter<long> Counter(string name, string unit, string help) => Meter.CreateCounter<long>(name, unit, help);
        Histogram<double> Histogram(string name, string help, double[] bounds) =>
            Meter.CreateHistogram<double>(name, "s", help, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
        void Gauge(string name, string? unit, string help, Func<StatusSnapshot, long> value) =>
            Meter.CreateObservableGauge(name, () => value(status.Now), unit, help);
    }

    /// <summary>
    /// The meter, for a listener that wants this service's alone: another service in the process has one of the same name.
    /// </summary>
    public Meter Meter { get; } = new(MeterName);

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    /// <summary>
    /// Adds 0 to every counter, for every label of a closed set: a listener that has just begun then shows them all, and the first time
    /// that something happens is seen as an increase.
    /// </summary>
    public void AddZeros()
    {
        foreach (Counter<long> counter in (ReadOnlySpan<Counter<long>>)[_read, _folded, _lost, _takeovers, _moves]) counter.Add(0);
        foreach (FoldCode code in Enum.GetValues<FoldCode>()) _rejected.Add(0, Tag("code", code.ToString()));
        foreach (DriftKind kind in Enum.GetValues<DriftKind>()) _drifts.Add(0, Tag("kind", kind.ToString()));
        foreach (DecodeCode code in Enum.GetValues<DecodeCode>()) _deadLetters.Add(0, Tag("code", code.ToString()));
        foreach (HoldCode code in Enum.GetValues<HoldCode>()) _holds.Add(0, Tag("code", code.ToString()));
        foreach (TradeExit exit in Enum.GetValues<TradeExit>()) _trades.Add(0, Tag("exit", Words.Of(exit)));
        _realizedR.Add(0, Tag("symbol", CappedLabel.Other));
        foreach (StoreFault fault in Enum.GetValues<StoreFault>()) _faults.Add(0, Tag("kind", fault.ToString()));
        foreach (RungEvent what in Enum.GetValues<RungEvent>()) _rungs.Add(0, Tag("event", Word(what)));
        foreach (StopKind kind in Enum.GetValues<StopKind>())
        {
            _stops.Add(0, Tag("event", Word(RungEvent.Requested)), Tag("kind", Words.Of(kind)));
            _stops.Add(0, Tag("event", Word(RungEvent.Rejected)), Tag("kind", Words.Of(kind)));
        }
    }

    /// <summary>An observer is there: nothing has gone wrong with it yet.</summary>
    internal void AddZeros(string observer)
    {
        _noticesDropped.Add(0, Tag("observer", observer));
        _observerFailures.Add(0, Tag("observer", observer));
    }

    internal void Read(int entries) => _read.Add(entries);

    internal void Lost(int entries) => _lost.Add(entries);

    internal void Faulted(StoreFault fault) => _faults.Add(1, Tag("kind", fault.ToString()));

    internal void TookOver() => _takeovers.Add(1);

    internal void Moved(int partitions) => _moves.Add(partitions);

    // The label is the name of a class that the application registered.
    internal void NoticeDropped(string observer) => _noticesDropped.Add(1, Tag("observer", observer));

    internal void ObserverFailed(string observer) => _observerFailures.Add(1, Tag("observer", observer));

    internal void Decided(TimeSpan duration) => _decide.Record(duration.TotalSeconds);

    /// <summary>A batch was written.</summary>
    /// <param name="tally">What it did.</param>
    /// <param name="duration">Time of the commit.</param>
    internal void Committed(BatchTally tally, TimeSpan duration)
    {
        _commit.Record(duration.TotalSeconds);
        if (tally.Folded > 0) _folded.Add(tally.Folded);
        Add<DecodeCode>(_deadLetters, "code", tally.DeadLettered);
        Add<FoldCode>(_rejected, "code", tally.Rejected);
        Add<HoldCode>(_holds, "code", tally.Held);
        Add<DriftKind>(_drifts, "kind", tally.Drifted);
        foreach ((string symbol, TradeExit exit, decimal? netR) in tally.Trades)
        {
            _trades.Add(1, Tag("exit", Words.Of(exit)));
            if (netR is { } r) _realizedR.Add((double)r, Tag("symbol", _symbols.Of(symbol)));
        }
        for (int i = 0; i < tally.Rungs.Length; i++)
        {
            if (tally.Rungs[i] > 0) _rungs.Add(tally.Rungs[i], Tag("event", Word((RungEvent)i)));
        }
        for (int i = 0; i < tally.StopsRejected.Length; i++)
        {
            if (tally.StopsRejected[i] > 0) CountStop(RungEvent.Rejected, (StopKind)i, tally.StopsRejected[i]);
        }
    }

    /// <summary>What came in with these entries is written.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="nowUnixMs">Redis's clock now, Unix milliseconds.</param>
    internal void Settled(IReadOnlyList<StreamEntry> entries, long nowUnixMs)
    {
        if (!_endToEnd.Enabled) return;
        foreach (StreamEntry entry in entries) _endToEnd.Record(Math.Max(0, nowUnixMs - entry.Id.UnixMilliseconds) / 1000.0);
    }

    internal void Published(CommitIntent intent, HarvestMode mode)
    {
        string type = intent.Kind switch
        {
            IntentKind.PartialClose => "partial_close",
            IntentKind.MoveStop => "move_stop",
            IntentKind.Protect => "protect",
            _ => "cancel",
        };
        _intents.Add(1, Tag("type", type), Tag("symbol", _symbols.Of(intent.Symbol)), Tag("mode", Words.Of(mode)));
        if (intent.Kind == IntentKind.PartialClose) _rungs.Add(1, Tag("event", Word(RungEvent.Requested)));
        else if (intent.Kind == IntentKind.MoveStop) CountStop(RungEvent.Requested, intent.StopKind, 1);
    }

    private void CountStop(RungEvent what, StopKind kind, int times) =>
        _stops.Add(times, Tag("event", Word(what)), Tag("kind", Words.Of(kind)));

    private static void Add<TCode>(Counter<long> counter, string label, int[] times) where TCode : struct, Enum
    {
        TCode[] codes = Enum.GetValues<TCode>();
        for (int i = 0; i < times.Length; i++)
        {
            if (times[i] > 0) counter.Add(times[i], Tag(label, codes[i].ToString()));
        }
    }

    private static IEnumerable<Measurement<T>> ProtectionOf<T>(StatusSnapshot now, Func<ProtectionCount, T> value) where T : struct
    {
        foreach (ProtectionCode code in Enum.GetValues<ProtectionCode>())
        {
            T of = value(now.ProtectionCounts.FirstOrDefault(count => count.Code == code));
            yield return new Measurement<T>(of, Tag("code", code.ToString()));
        }
    }

    private static Measurement<int> InfoOf(StatusSnapshot now) =>
        new(1, Tag("mode", Words.Of(now.Mode)), Tag("instance_name", now.Instance));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string Word(RungEvent what) => what switch
    {
        RungEvent.Filled => "filled",
        RungEvent.Rejected => "rejected",
        _ => "requested",
    };
}
