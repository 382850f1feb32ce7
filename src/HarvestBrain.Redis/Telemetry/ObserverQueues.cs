using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// The observers of a service, each with a queue of its own. The loops of all its partitions tell them, and nobody waits for anybody: an
/// observer hears one notice after the other, and of the service as one.
/// </summary>
internal sealed class ObserverQueues : IAsyncDisposable
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AbandonLimit = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly ObserverQueue[] _queues;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Dictionary<object, ServiceState> _states = []; // by the loop that said so
    private ServiceState _state = ServiceState.Starting;
    private bool _started;

    public ObserverQueues(IEnumerable<IHarvestObserver> observers, HarvestMetrics metrics, ILogger logger, TimeProvider time)
    {
        _queues = [.. observers.Select(observer => new ObserverQueue(observer, metrics, logger, _abandon.Token))];
        _logger = logger;
        _time = time;
    }

    /// <summary>Nobody listens: nothing needs to be noted.</summary>
    public bool IsNone => _queues.Length == 0;

    /// <summary>Somebody wants to know what was published before.</summary>
    public bool WantHistory => Array.Exists(_queues, queue => queue.WantsHistory);

    /// <summary>Tells what is true whatever becomes of the batch in hand.</summary>
    public void Tell(HarvestNotice notice)
    {
        if (IsNone) return;
        lock (_lock)
        {
            notice.AtUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (ObserverQueue queue in _queues)
            {
                if (notice is not HistoryRead || queue.WantsHistory) queue.Add(notice);
            }
        }
    }

    /// <summary>Redis is reached: told once, whatever becomes of the loop that found it.</summary>
    public void TellStarted(HarvestMode mode, string instance)
    {
        lock (_lock)
        {
            if (!_started) Tell(new ServiceStarted(mode, instance));
            _started = true;
        }
    }

    /// <summary>What a loop is doing; told when that of all of them is another one.</summary>
    /// <param name="loop">Who says so.</param>
    /// <param name="state">What it is doing; <see langword="null"/> = it is not there any more.</param>
    /// <param name="fault">Why, while Redis is away.</param>
    public void TellState(object loop, ServiceState? state, StoreFault? fault = null)
    {
        lock (_lock)
        {
            if (state is { } known) _states[loop] = known;
            else _states.Remove(loop);
            if (_states.Count == 0) return;
            ServiceState now = CombinedStatus.StateOf(_states.Values);
            if (now == _state) return;
            Tell(new StateChanged(_state, now, fault));
            _state = now;
        }
    }

    /// <summary>Lets the observers finish for a moment, and leaves behind those that do not.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ObserverQueue queue in _queues) queue.Close();
        Task ended = Task.WhenAll(_queues.Select(queue => queue.Ended));
        if (!await EndsWithin(ended, DrainLimit).ConfigureAwait(false))
        {
            // Not awaited alone: callbacks of an observer run in it.
            Task cancelled = _abandon.CancelAsync();
            if (!await EndsWithin(Task.WhenAll(ended, cancelled), AbandonLimit).ConfigureAwait(false))
            {
                foreach (ObserverQueue queue in _queues.Where(queue => !queue.Ended.IsCompleted)) Log.ObserverLeft(_logger, queue.Name);
                return; // somebody still holds the token
            }
        }
        _abandon.Dispose();
    }

    private static async Task<bool> EndsWithin(Task task, TimeSpan limit)
    {
        await Task.WhenAny(task, Task.Delay(limit)).ConfigureAwait(false);
        return task.IsCompleted;
    }
}
