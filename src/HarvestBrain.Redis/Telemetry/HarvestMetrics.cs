using System.Diagnostics.Metrics;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>The meter <c>HarvestBrain</c>. Labels come from closed sets, never from input.</summary>
public sealed class HarvestMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "HarvestBrain";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _entries;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _drifts;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _intents;
    private readonly Counter<long> _holds;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _takeovers;
    private readonly Counter<long> _noticesDropped;
    private readonly Counter<long> _observerFailures;
    private readonly Histogram<double> _commit;

    /// <summary>Creates the instruments.</summary>
    /// <param name="status">What the gauges show.</param>
    public HarvestMetrics(HarvestStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        _entries = _meter.CreateCounter<long>("harvest.entries", "{entry}", "Entries applied");
        _rejected = _meter.CreateCounter<long>("harvest.rejections", "{entry}", "Fills or stops that the fold refused, by code");
        _drifts = _meter.CreateCounter<long>("harvest.drifts", "{snapshot}", "Position snapshots that differed from the fold, by kind");
        _deadLetters = _meter.CreateCounter<long>("harvest.dead_letters", "{entry}", "Entries that could not be understood, by code");
        _lost = _meter.CreateCounter<long>("harvest.lost_entries", "{entry}", "Entries that the stream no longer had");
        _intents = _meter.CreateCounter<long>("harvest.intents", "{intent}", "Intents published, by type");
        _holds = _meter.CreateCounter<long>("harvest.holds", "{decision}", "Intents that were due and were held, by code");
        _faults = _meter.CreateCounter<long>("harvest.redis_faults", "{fault}", "Redis errors and outages, by kind");
        _takeovers = _meter.CreateCounter<long>("harvest.takeovers", "{takeover}", "Times the lease was taken");
        _noticesDropped = _meter.CreateCounter<long>("harvest.notices.dropped", "{notice}", "Notices that an observer was too slow for, by observer");
        _observerFailures = _meter.CreateCounter<long>("harvest.observer.failures", "{notice}", "Notices at which an observer threw, by observer");
        _commit = _meter.CreateHistogram<double>("harvest.commit.duration", "s", "Time of one commit");
        _meter.CreateObservableGauge("harvest.positions", () => (long)status.Now.OpenPositions, "{position}", "Open positions");
        _meter.CreateObservableGauge("harvest.positions.suspect", () => (long)status.Now.SuspectPositions, "{position}", "Suspect positions");
        _meter.CreateObservableGauge("harvest.lag", () => status.Now.Lag, "{entry}", "Entries not yet read");
        _meter.CreateObservableGauge("harvest.pending", () => status.Now.Pending, "{entry}", "Entries read and not acknowledged");
        _meter.CreateObservableGauge("harvest.kill_switch", () => status.Now.KillSwitchOn ? 1 : 0, description: "1 while the kill switch is on");
        _meter.CreateObservableGauge("harvest.owner", () => status.Now.State == ServiceState.Owner ? 1 : 0, description: "1 while this instance holds the lease");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Applied(int entries) => _entries.Add(entries);

    internal void Rejected(FoldCode code) => _rejected.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));

    internal void Drifted(DriftKind kind) => _drifts.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    internal void DeadLettered(DecodeCode code) => _deadLetters.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));

    internal void Lost(int entries) => _lost.Add(entries);

    internal void Published(IntentKind kind) => _intents.Add(1, new KeyValuePair<string, object?>("type", kind.ToString()));

    internal void Held(HoldCode code) => _holds.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));

    internal void Faulted(StoreFault fault) => _faults.Add(1, new KeyValuePair<string, object?>("kind", fault.ToString()));

    internal void TookOver() => _takeovers.Add(1);

    // The label is the name of a class that the application registered.
    internal void NoticeDropped(string observer) => _noticesDropped.Add(1, new KeyValuePair<string, object?>("observer", observer));

    internal void ObserverFailed(string observer) => _observerFailures.Add(1, new KeyValuePair<string, object?>("observer", observer));

    internal void Committed(TimeSpan duration) => _commit.Record(duration.TotalSeconds);
}
