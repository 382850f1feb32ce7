using System.Diagnostics;
using System.Diagnostics.Metrics;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>Follows a worker by its own metrics: what it applied, and when the commits were done.</summary>
internal sealed class WorkerProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private TaskCompletionSource? _reached;
    private long _target;
    private long _applied;
    private long _committed;
    private long _firstBatch;
    private long _firstBatchAt;
    private long _lastCommitAt;

    public WorkerProbe()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HarvestMetrics.MeterName && instrument.Name is "harvest.entries.read" or "harvest.commit.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, entries, _, _) => _applied += entries); // the worker's own thread, before the commit
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Committed());
        _listener.Start();
    }

    /// <summary>From the start to the first commit, with which an owner begins to work.</summary>
    public TimeSpan UntilLoaded { get; private set; }

    /// <summary>Entries per second between the first batch and the last.</summary>
    public double Rate => (_committed - _firstBatch) / Stopwatch.GetElapsedTime(_firstBatchAt, _lastCommitAt).TotalSeconds;

    /// <summary>Ends when so many entries are committed in all.</summary>
    public Task CommittedAsync(long entries)
    {
        lock (_lock)
        {
            if (_committed >= entries) return Task.CompletedTask;
            _target = entries;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Committed()
    {
        lock (_lock)
        {
            _lastCommitAt = Stopwatch.GetTimestamp();
            if (UntilLoaded == default) UntilLoaded = Stopwatch.GetElapsedTime(_startedAt);
            _committed = _applied;
            if (_firstBatch == 0 && _committed > 0)
            {
                _firstBatch = _committed;
                _firstBatchAt = _lastCommitAt;
            }
            if (_committed >= _target) _reached?.TrySetResult();
        }
    }
}
