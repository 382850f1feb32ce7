using System.Threading.Channels;
using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>One observer, with the notices that wait for it and the task that hands them over.</summary>
internal sealed class ObserverQueue
{
    /// <summary>Several of the largest batches full of notices, and some hundred kilobytes at most.</summary>
    public const int Capacity = 1024;

    private readonly Channel<HarvestNotice> _waiting = Channel.CreateBounded<HarvestNotice>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });
    private readonly IHarvestObserver _observer;
    private readonly HarvestMetrics _metrics;
    private readonly ILogger _logger;
    private bool _saidFull;
    private bool _saidFailed;

    public ObserverQueue(IHarvestObserver observer, HarvestMetrics metrics, ILogger logger, CancellationToken abandon)
    {
        _observer = observer;
        _metrics = metrics;
        _logger = logger;
        Name = observer.GetType().Name;
        metrics.AddZeros(Name);
        Ended = Task.Run(() => HandOverAsync(abandon), CancellationToken.None); // never on the thread of the loop
    }

    public string Name { get; }

    public bool WantsHistory => _observer is IHistoryObserver;

    /// <summary>Ends when the queue is closed and empty, or given up.</summary>
    public Task Ended { get; }

    /// <summary>Never waits: what does not fit is dropped, so that the order of the rest stays.</summary>
    public void Add(HarvestNotice notice)
    {
        // A flood of what can wait leaves room for what a person has to know.
        bool fits = !notice.CanWait || _waiting.Reader.Count < Capacity / 2;
        if (fits && _waiting.Writer.TryWrite(notice))
        {
            // Not at once: an observer that is always just behind would fill the log.
            if (_saidFull && _waiting.Reader.Count <= Capacity / 4) _saidFull = false;
            return;
        }
        _metrics.NoticeDropped(Name);
        if (!_saidFull) Log.NoticesDropped(_logger, Name, _waiting.Reader.Count);
        _saidFull = true;
    }

    public void Close() => _waiting.Writer.TryComplete();

    private async Task HandOverAsync(CancellationToken abandon)
    {
        await foreach (HarvestNotice notice in _waiting.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (abandon.IsCancellationRequested) return;
            try
            {
                await _observer.OnNoticeAsync(notice, abandon).ConfigureAwait(false);
                _saidFailed = false;
            }
            catch (OperationCanceledException) when (abandon.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // whatever code of somebody else throws: it is told, and the next notice comes
            {
                _metrics.ObserverFailed(Name);
                if (!_saidFailed) Log.ObserverFailed(_logger, e, Name, notice.GetType().Name);
                _saidFailed = true;
            }
        }
    }
}
