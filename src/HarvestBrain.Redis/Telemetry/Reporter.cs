using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// Says each happening once, to everybody: log, metrics, status and observers. What lasts is said when it begins, not again with every try.
/// What a batch did is in its <see cref="BatchReport"/>. Used by one loop after the other, from one thread at a time.
/// </summary>
internal sealed class Reporter : IDisposable
{
    private readonly HarvestBrainOptions _options;
    private readonly Keys _keys;
    private readonly HarvestMetrics _metrics;
    private readonly HarvestObservers _observers;
    private readonly StatusPublisher _status;
    private readonly RefusalLog _refusals;
    private readonly PositionWatch _watch;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    private readonly HashSet<StoreFault> _faults = []; // of the outage that lasts
    private long _awaySince;
    private bool _isStandby;
    private bool _killSwitchOn;
    private string? _loadedAt;
    private string? _wrongType;
    private bool _saidNotJournalled;
    private string? _failure;
    private long _drifts;
    private bool _tidyRefused;

    public Reporter(
        HarvestBrainOptions options, HarvestStatus status, HarvestMetrics metrics, PositionsView view, ObserverQueues observers,
        ILogger logger, TimeProvider time)
    {
        _options = options;
        _keys = new Keys(options.Redis, options.Mode, options.Instance);
        _metrics = metrics;
        _observers = new HarvestObservers(observers, options.Mode, time);
        DataLoss = new DataLossReporter(_keys, metrics, _observers, logger);
        _status = new StatusPublisher(status, view, time);
        _refusals = new RefusalLog(logger, time);
        _watch = new PositionWatch(_observers, logger);
        _logger = logger;
        _time = time;
        status.Update(now => now with { Mode = options.Mode, Instance = options.Instance, InputStream = _keys.Input });
    }

    /// <summary>Takes what was published before; <see langword="null"/> = nobody wants to know.</summary>
    public Action<string, IReadOnlyList<PublishedBefore>, IReadOnlyList<PublishedBefore>>? History => _observers.TellHistory;

    /// <summary>What Redis has lost is said there.</summary>
    public DataLossReporter DataLoss { get; }

    public void Dispose() => _observers.End(); // what waited to be said is said

    /// <summary>Redis is reached for the first time by this loop.</summary>
    /// <param name="warnings">What is wrong with its configuration.</param>
    public void Connected(IReadOnlyList<string> warnings)
    {
        Log.Connected(_logger, Words.Of(_options.Mode), _keys.Group, _keys.Input);
        _observers.TellStarted(_options.Instance);
        foreach (string warning in warnings) Log.RedisWarning(_logger, warning);
    }

    /// <summary>Redis failed.</summary>
    /// <param name="e">How.</param>
    /// <param name="isStart">It was never reached: the start waits.</param>
    public void Faulted(StoreException e, bool isStart)
    {
        _metrics.Faulted(e.Fault);
        // Each kind once: a server may first unblock us, then refuse to write.
        if (_faults.Add(e.Fault)) Log.RedisFault(_logger, e.Fault.ToString(), e.Message);
        if (_awaySince == 0 && isStart) Log.WaitingForRedis(_logger, _options.Redis.StartRetrySeconds);
        if (_awaySince == 0) _awaySince = _time.GetTimestamp();
        _status.Away(e);
        _observers.TellState(ServiceState.RedisAway, e.Fault);
    }

    /// <summary>Redis answered what it was asked, and this instance works.</summary>
    public void Working() => MarkHealthy(ServiceState.Owner);

    /// <summary>A host with partitions reached what concerns all of them; each partition says for itself what it does.</summary>
    public void HostWorks(string? killSwitch)
    {
        _status.KillSwitch(Store.KillSwitch.IsOn(killSwitch), killSwitch);
        MarkHealthy(ServiceState.Standby);
    }

    private void MarkHealthy(ServiceState state)
    {
        if (_awaySince != 0)
        {
            Log.RedisBack(_logger, (long)_time.GetElapsedTime(_awaySince).TotalMilliseconds);
            _awaySince = 0;
            _faults.Clear();
        }
        _status.MarkHealthy(state);
        _observers.TellState(state);
    }

    // ---- The loop ----

    /// <summary>A step begins.</summary>
    /// <param name="engine">What is known, if anything is.</param>
    /// <param name="works">It is what Redis has.</param>
    public void Step(HarvestEngine? engine, bool works)
    {
        _status.Step(engine, works);
        _observers.Step();
        _refusals.Step();
    }

    /// <summary>The loop ended as it was asked to.</summary>
    public void Stopped(EntryId? applied)
    {
        Ended();
        Log.Stopped(_logger, Log.Text(applied));
    }

    /// <summary>The lease could not be given back; it runs out by itself.</summary>
    public void NotReleased(Exception e) => Log.RedisFault(_logger, "release", e.Message);

    /// <summary>The service is asked to end, whatever its loop did.</summary>
    public void Ended()
    {
        _status.Stopped();
        _observers.TellState(ServiceState.Stopped);
    }

    /// <summary>The loop cannot go on: in health at once, in log and notice once for each reason.</summary>
    public void Failed(Exception e)
    {
        bool isBug = e is not (RedisUnreachableException or StateException or OptionsValidationException);
        string problem = isBug ? $"internal error: {e.GetType().Name}: {e.Message}" : e.Message;
        bool isAway = e is RedisUnreachableException; // then the state already says so, and why
        _status.Failed(e, isAway ? null : problem);
        try
        {
            if (problem != _failure) Log.Failed(_logger, problem, isBug ? e : null);
            if (problem != _failure) _observers.Tell(new ServiceFailed(problem));
            if (!isAway) _observers.TellState(ServiceState.Failed);
            if (!isAway) _status.PositionsUnknown();
        }
        catch (Exception again) // what is broken may be what it would be said with, the application's logger or clock: health says both
        {
            _status.Failed(e, $"{problem}; and that could not be told: {again.Message}");
        }
        _failure = problem;
    }

    // ---- The lease ----

    /// <summary>This instance works now.</summary>
    public void LeaseTaken(string lease)
    {
        _loadedAt = null;
        _isStandby = false;
        _metrics.TookOver();
        Log.LeaseTaken(_logger, lease.Split(':')[0]);
    }

    /// <summary>Another instance may work now.</summary>
    public void LeaseLost() => Log.LeaseLost(_logger);

    /// <summary>Another instance works.</summary>
    public void Standby(string? holder, bool killSwitchOn, string? killSwitch)
    {
        _status.Standby(killSwitchOn, killSwitch);
        MarkHealthy(ServiceState.Standby);
        if (!_isStandby) Log.Standby(_logger, holder);
        _isStandby = true;
    }

    // ---- What is loaded ----

    /// <summary>Everything is loaded anew: nothing of the batch in hand counts.</summary>
    public void Loading() => _observers.Loading();

    /// <summary>The durable state is in memory.</summary>
    /// <param name="engine">With its positions.</param>
    /// <param name="modeChanged">So many positions were saved in the other mode.</param>
    public void Restored(HarvestEngine engine, int modeChanged)
    {
        if (modeChanged > 0) Log.ModeChanged(_logger, modeChanged);
        _observers.TellSuspects(engine.Positions);
    }

    /// <summary>What a new owner begins with. Said once: while a fault lasts, the same is loaded again and again.</summary>
    public void Loaded(HarvestEngine engine, EntryId? applied)
    {
        if (Log.Text(applied) == _loadedAt) return;
        _loadedAt = Log.Text(applied);
        Log.Loaded(_logger, engine.Positions.Count(position => position.Direction != Direction.Flat), _loadedAt);
    }

    /// <summary>The group was tidied.</summary>
    public void Tidied(GoneConsumers gone)
    {
        if (gone.Removed > 0) Log.ConsumersRemoved(_logger, gone.Removed, _keys.Group);
        if (gone.Refused is { } refused && !_tidyRefused)
            Log.RedisWarning(_logger, $"consumers of hosts that are gone stay in the group: {refused}");
        _tidyRefused = gone.Refused is not null;
    }

    // ---- The work ----

    /// <summary>What the kill switch took back; told when it is written.</summary>
    public void TakenBack(StepResult result) => _observers.Note(result, default);

    /// <summary>What the kill switch says.</summary>
    public void KillSwitch(bool on, string? text)
    {
        _status.KillSwitch(on, text);
        if (on == _killSwitchOn) return;
        _killSwitchOn = on;
        if (on) Log.KillSwitchOn(_logger);
        else Log.KillSwitchOff(_logger);
        _observers.Tell(new KillSwitchChanged(on));
    }

    /// <summary>The settings of a symbol are not valid.</summary>
    public void PolicyProblem(string symbol, string problem) => Log.PolicyProblem(_logger, symbol, problem);

    /// <summary>A read begins that may become a batch.</summary>
    public static DateTimeOffset ReadBegins() => BatchTrace.Begin();

    /// <summary>A read gave entries: what becomes of them is told in the answer.</summary>
    /// <param name="begun">What <see cref="ReadBegins"/> said.</param>
    /// <param name="read">What it gave.</param>
    public BatchReport Read(DateTimeOffset begun, ReadResult read)
    {
        _metrics.Read(read.Count);
        BatchTrace? trace = BatchTrace.Start(begun, read.Executions.Count);
        trace?.Decide();
        return new BatchReport(_metrics, _observers, _refusals, _logger, _time, _keys.DeadLetters, trace, read);
    }

    /// <summary>Everything of a batch is written.</summary>
    /// <param name="batch">What was written.</param>
    /// <param name="result">What Redis said.</param>
    /// <param name="engine">The engine after it.</param>
    /// <param name="saved">The positions that were written.</param>
    /// <param name="startedAt">When the commit was sent.</param>
    /// <param name="report">What it did, if it applied entries.</param>
    public void Committed(
        CommitBatch batch, CommitResult result, HarvestEngine engine, IEnumerable<Position> saved, long startedAt, BatchReport? report)
    {
        _metrics.Committed(report?.Tally ?? new BatchTally(), _time.GetElapsedTime(startedAt));
        report?.Settled(batch.DecidedAtUnixMs);
        _drifts += report?.Drifts ?? 0;
        _observers.Committed(result.Published, saved);
        _status.Committed(batch, engine);
        if (result.GroupMade) Log.GroupMade(_logger, _keys.Group, batch.Cursors[0].To.ToString());
        bool isMissing = batch.Note is not null && !result.Journalled;
        if (isMissing && !_saidNotJournalled) Log.NotJournalled(_logger, _keys.Journal);
        _saidNotJournalled |= isMissing;
        for (int i = 0; i < batch.Intents.Count; i++) Published(batch.Intents[i], result.Published[i]);
        if (report is null) return;
        if (batch.DeadLetters.Count > 0) _status.ShowSoon();
        _wrongType = null;
    }

    /// <summary>Somebody else moved the checkpoint: nothing was written.</summary>
    public void Stale() => Log.Stale(_logger);

    /// <summary>A key of the wrong type: nothing was written. Said once, until something is.</summary>
    public void WrongType(string key)
    {
        if (key != _wrongType) Log.WrongType(_logger, key);
        _wrongType = key;
    }

    /// <summary>It is time to ask Redis for the backlog.</summary>
    public bool IsBacklogDue() => _status.IsBacklogDue();

    /// <summary>How much is left to do, and what there is.</summary>
    public void Backlog(Backlog backlog, HarvestEngine engine, long redisUnixMs, IReadOnlyDictionary<string, string> policyProblems)
    {
        WatchedPositions watched = _status.Backlog(backlog, engine, redisUnixMs, _drifts, policyProblems);
        _watch.Look(engine, watched, redisUnixMs);
    }

    private void Published(CommitIntent intent, bool isNew)
    {
        if (!isNew) Log.AlreadyClaimed(_logger, intent.IntentId);
        if (!isNew) return;
        _metrics.Published(intent, _options.Mode);
        Log.Intent(_logger, Words.Of(_options.Mode), intent.IntentId, intent.What, intent.Reason);
    }
}
