using System.Diagnostics;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// The loop of one owner: take the lease, load, recover what is pending, then wait, read under the fence, decide, commit.
/// After any error everything is loaded anew, because nobody knows what the server did.
/// </summary>
internal sealed class HarvestWorker : IDisposable
{
    private const int BatchSize = 500;
    private const int WatchedSymbols = 32; // whose settings come with every read; others cost a call of their own

    private readonly IHarvestStore _store;
    private readonly HarvestBrainOptions _options;
    private readonly Keys _keys;
    private readonly LoopStatus _status;
    private readonly HarvestMetrics _metrics;
    private readonly HarvestObservers _observers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Outage _outage;
    private readonly Ledger _ledger;
    private readonly Losses _losses;
    private readonly Loader _loader;
    private readonly BatchProcessor _processor;
    private readonly SymbolPolicies _policies;
    private readonly CallLimits _limits;
    private readonly TimeSpan _wait;

    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal);
    private readonly List<string> _watched = [];
    private string? _lease;
    private string? _wrongType;
    private EntryId _waitAfter;
    private bool _loaded;
    private bool _everConnected;
    private bool _killSwitchOn;
    private bool _saidStandby;
    private bool _woken;
    private bool _wokenForNothing;
    private long _redisUnixMs;

    public HarvestWorker(
        IHarvestStore store, HarvestBrainOptions options, HarvestStatus status, HarvestMetrics metrics, ILogger logger,
        TimeProvider time, Random jitter, HarvestObservers? observers = null, PositionsView? view = null, CallLimits? limits = null)
    {
        _store = store;
        _options = options;
        _keys = new Keys(options.Redis, options.Mode, options.Instance);
        _metrics = metrics;
        _logger = logger;
        _time = time;
        _status = new LoopStatus(status, view ?? new PositionsView(time), time);
        _outage = new Outage(logger, time, jitter);
        _ledger = new Ledger(options, _keys.Snapshots);
        _observers = observers ?? new HarvestObservers([], options.Mode, metrics, logger, time);
        _processor = new BatchProcessor(options, _keys.DeadLetters, _observers, logger);
        _policies = new SymbolPolicies(options);
        _losses = new Losses(_ledger, _observers, metrics, logger);
        _loader = new Loader(store, options, _keys, _ledger, _policies, _losses, _observers, logger);
        // A third of the lease, so that an idle owner renews it twice over before it runs out.
        _limits = limits ?? CallLimits.Loop;
        _wait = TimeSpan.FromSeconds(Math.Min(_limits.LongestWait.TotalSeconds, options.Redis.LeaseSeconds / 3.0));
        status.Update(now => now with { Mode = options.Mode, Instance = options.Instance, InputStream = _keys.Input });
    }

    /// <summary>Works until it is stopped. After an exception this worker is done with: another one starts from what Redis has.</summary>
    /// <param name="stopping">Asks to finish the batch in hand and end.</param>
    /// <param name="abandon">Ends even if Redis does not answer; nothing is lost by it.</param>
    /// <exception cref="RedisUnreachableException">Redis could not be reached within the retry window of the start.</exception>
    /// <exception cref="Core.State.StateException">The saved state is of another version, or broken.</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        long startedAt = _time.GetTimestamp();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    _status.Step(_loaded ? _ledger.Engine : null);
                    _observers.Step();
                    await StepAsync(stopping, abandon).ConfigureAwait(false);
                }
                catch (StoreException e)
                {
                    await HandleAsync(e, startedAt, stopping).ConfigureAwait(false);
                }
                catch (PoisonException)
                {
                    _ledger.Forget(); // half of a batch is in it
                    _loaded = false;
                }
            }
            await ReleaseAsync(abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ReleaseAsync(abandon).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await ReleaseAsync(abandon).ConfigureAwait(false); // another instance, perhaps of a newer version, may be able to work
            throw;
        }
        _status.Stopped();
        _observers.TellState(ServiceState.Stopped);
        Log.Stopped(_logger, Ledger.Text(_ledger.Applied));
    }

    /// <summary>One step on the way from nothing to owner, or one batch.</summary>
    private async Task StepAsync(CancellationToken stopping, CancellationToken abandon)
    {
        if (!_loaded) await _store.ConnectAsync(abandon).ConfigureAwait(false);
        if (!_everConnected) await GreetAsync(abandon).ConfigureAwait(false);
        // A new token with every load: a read that timed out may still reach the server, and would take entries behind our back.
        if (!_loaded && !await AcquireAsync(stopping, abandon).ConfigureAwait(false)) return;
        if (!_loaded && !await LoadAsync(abandon).ConfigureAwait(false)) return;
        await WorkAsync(stopping, abandon).ConfigureAwait(false);
    }

    private async Task GreetAsync(CancellationToken abandon)
    {
        IReadOnlyList<string> warnings = await _store.WarningsAsync(abandon).ConfigureAwait(false);
        Log.Connected(_logger, Words.Of(_options.Mode), _keys.Group, _keys.Input);
        _observers.TellStarted(_options.Instance);
        foreach (string warning in warnings) Log.RedisWarning(_logger, warning);
        _everConnected = true;
    }

    private async Task<bool> AcquireAsync(CancellationToken stopping, CancellationToken abandon)
    {
        LeaseResult result = await _store.AcquireAsync(abandon).ConfigureAwait(false);
        if (result.Lease is { } lease)
        {
            if (_lease is null)
            {
                _loader.SayAgain();
                _metrics.TookOver();
                Log.LeaseTaken(_logger, lease.Split(':')[0]);
            }
            _lease = lease;
            _saidStandby = false;
            if (result.StateLost)
            {
                const string What = "everything; no earlier owner came forward";
                Log.StateGone(_logger, What, 0);
                _observers.Tell(new StateLost(What));
            }
            return true;
        }
        if (_lease is not null) LoseLease();
        _ledger.Forget();
        _status.Standby(KillSwitch.IsOn(result.KillSwitch));
        Answered(ServiceState.Standby);
        if (!_saidStandby) Log.Standby(_logger, result.Holder);
        _saidStandby = true;
        TimeSpan left = TimeSpan.FromMilliseconds(result.MillisecondsLeft + 5);
        await Task.Delay(left < _limits.StandbyPoll ? left : _limits.StandbyPoll, _time, stopping).ConfigureAwait(false);
        return false;
    }

    /// <summary>Loads, says so in a first commit, and recovers what is pending.</summary>
    /// <returns><see langword="false"/> when the lease was lost, or everything must be loaded once more.</returns>
    private async Task<bool> LoadAsync(CancellationToken abandon)
    {
        if (await _loader.LoadAsync(_lease!, abandon).ConfigureAwait(false) is not { } loaded) return LoseLease();
        _waitAfter = loaded.WaitAfter;
        // What holds for the open positions is shown, and asked for, by their settings from the first entry on.
        _symbols.Clear();
        foreach (Position position in _ledger.Engine.Positions)
        {
            if (position.Direction != Direction.Flat) _symbols.Add(position.Key.Symbol);
        }
        _watched.Clear();
        await TakeMissingOverridesAsync(abandon).ConfigureAwait(false);
        if (!await CommitAsync(loaded.First, loaded.AppliedCount, abandon).ConfigureAwait(false)) return false;
        _loaded = true;
        while (_loaded && await ReadAndApplyAsync(pending: true, abandon).ConfigureAwait(false))
        {
            // Page after page, until nothing of ours is pending.
        }
        if (_loaded) Answered(ServiceState.Owner);
        return _loaded;
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken abandon)
    {
        bool any = await ReadAndApplyAsync(pending: false, abandon).ConfigureAwait(false);
        if (!_loaded) return;
        if (_status.IsBacklogDue()) await ShowBacklogAsync(abandon).ConfigureAwait(false);
        _wokenForNothing = _woken && !any;
        _woken = !any && await _store.WaitAsync(_waitAfter, _ledger.Snapshots.Applied, _wait, stopping).ConfigureAwait(false);
    }

    /// <summary>Reads under the fence, decides, commits.</summary>
    /// <returns>There was something to read.</returns>
    private async Task<bool> ReadAndApplyAsync(bool pending, CancellationToken abandon)
    {
        // The end as of before the read: what lies before it and is not given to us was given out before.
        EntryId end = pending ? default : await StreamEndIfNeededAsync(abandon).ConfigureAwait(false);
        DateTimeOffset begun = BatchTrace.Begin();
        ReadResult read = await _store.ReadAsync(_lease!, pending, BatchSize, _watched, _ledger.Snapshots.Applied, abandon).ConfigureAwait(false);
        if (read.Fenced) return LoseLease();
        if (read.Moved) Log.GroupMoved(_logger, _keys.Group, Ledger.Text(_ledger.Applied));
        NoteKillSwitch(read.KillSwitch);
        _redisUnixMs = read.NowUnixMs;
        for (int i = 0; i < read.Overrides.Count; i++) TakeOverrides(_watched[i], read.Overrides[i]);
        if (read.Entries.Count == 0)
        {
            if (end > _waitAfter) _waitAfter = end;
            if (!pending && !await CountAtEndAsync(read.CutBefore, abandon).ConfigureAwait(false)) return false;
            Answered(ServiceState.Owner);
            if (read.Snapshots.Count == 0) return false;
        }

        using BatchTrace? trace = BatchTrace.Start(begun, read.Entries.Count, pending);
        trace?.Decide();
        long readAt = _time.GetTimestamp();
        _metrics.Read(read.Entries.Count + read.Snapshots.Count);
        _symbols.Clear();
        _processor.Decode(InOrder(read), _ledger.Engine, _symbols);
        TimeSpan decoding = _time.GetElapsedTime(readAt);
        await TakeMissingOverridesAsync(abandon).ConfigureAwait(false);

        long decideAt = _time.GetTimestamp();
        EntryId? last = read.Entries.Count > 0 ? read.Entries[^1].Id : null;
        long missing = 0, count = last is null ? _ledger.AppliedCount : _ledger.CountWith(read, out missing);
        if (missing > 0) _losses.Entries(missing, "they were cut from the stream before they were read");
        CommitBatch batch = _ledger.NewBatch(last > _ledger.Applied || _ledger.Applied is null ? last : _ledger.Applied, read.Snapshots, read.NowUnixMs);
        batch.ReadAt = readAt;
        _ledger.Engine.KillSwitchOn = _killSwitchOn;
        int lost = _processor.Apply(_ledger, read.NowUnixMs, batch);
        _metrics.Decided(decoding + _time.GetElapsedTime(decideAt));
        if (lost > 0) _losses.Entries(lost, Losses.CutWhilePending);
        trace?.Commit(batch);
        if (!await CommitAsync(batch, count, abandon).ConfigureAwait(false)) return false;
        trace?.Committed();
        if (last > _waitAfter) _waitAfter = last.Value;
        if (batch.DeadLetters.Count > 0) _status.ShowSoon();
        _wrongType = null;
        Answered(ServiceState.Owner);
        Watch();
        return true;
    }

    /// <summary>Executions and snapshots by their ids. Of equal ones the execution comes first: what it did may be in the snapshot.</summary>
    private static IReadOnlyList<StreamEntry> InOrder(ReadResult read) => read.Snapshots.Count == 0
        ? read.Entries
        : [.. read.Entries.Concat(read.Snapshots).OrderBy(entry => entry.Id)];

    // Only after a wake-up that gave nothing (the group is ahead of us): otherwise it would be a call per batch for nothing.
    private async Task<EntryId> StreamEndIfNeededAsync(CancellationToken abandon) =>
        _wokenForNothing ? (await _store.StreamEndAsync(_keys.Input, abandon).ConfigureAwait(false)).LastId : default;

    /// <summary>All that the stream still has is applied: if more was ever added, the difference was removed before we read it.</summary>
    private async Task<bool> CountAtEndAsync(long added, CancellationToken abandon)
    {
        if (added < 0 || added == _ledger.AppliedCount || _ledger.Applied is null) return true;
        if (_ledger.AppliedCount >= 0 && added > _ledger.AppliedCount)
            _losses.Entries(added - _ledger.AppliedCount, "they were removed from the stream before they were read");
        return await CommitAsync(_ledger.NewBatch(), added, abandon).ConfigureAwait(false);
    }

    private async Task<bool> CommitAsync(CommitBatch batch, long appliedCount, CancellationToken abandon)
    {
        _ledger.Complete(batch, appliedCount);
        long startedAt = _time.GetTimestamp();
        CommitResult result = await _store.CommitAsync(_lease!, batch, abandon).ConfigureAwait(false);
        switch (result.Status)
        {
            case CommitStatus.Done:
                _metrics.Committed(batch, _time.GetElapsedTime(startedAt));
                if (batch.ReadAt != 0)
                    _metrics.Settled(batch.Acknowledged, batch.DecidedAtUnixMs + (long)_time.GetElapsedTime(batch.ReadAt).TotalMilliseconds);
                _observers.Committed(result.Published, _ledger.Dirty);
                _ledger.Committed(batch, appliedCount, result.SavedPositions);
                _status.Committed(batch, _ledger.Engine.Rate);
                Report(batch, result);
                return true;
            case CommitStatus.Fenced:
                return LoseLease();
            case CommitStatus.Killed:
                // Nothing was written: once more, and this time nothing is asked for.
                _loaded = false;
                return false;
            case CommitStatus.Stale:
                Log.Stale(_logger);
                _loaded = false;
                return false;
            case CommitStatus.WrongType:
                if (result.Key != _wrongType) Log.WrongType(_logger, result.Key ?? "");
                _wrongType = result.Key;
                throw new StoreException(StoreFault.WrongType, result.Key ?? "");
            default:
                throw new UnreachableException($"{result.Status}");
        }
    }

    private void Report(CommitBatch batch, CommitResult result)
    {
        for (int i = 0; i < batch.Intents.Count; i++)
        {
            CommitIntent intent = batch.Intents[i];
            if (!result.Published[i])
            {
                Log.AlreadyClaimed(_logger, intent.IntentId);
                continue;
            }
            _metrics.Published(intent, _options.Mode);
            Log.Intent(_logger, Words.Of(_options.Mode), intent.IntentId, intent.What, intent.Reason);
        }
    }

    private async Task TakeMissingOverridesAsync(CancellationToken abandon)
    {
        foreach (string[] missing in _symbols.Where(symbol => !_watched.Contains(symbol)).Chunk(BatchSize))
        {
            IReadOnlyList<SymbolOverrides> overrides = await _store.OverridesAsync(missing, abandon).ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++) TakeOverrides(missing[i], overrides[i]);
        }
    }

    private void TakeOverrides(string symbol, SymbolOverrides overrides)
    {
        if (_policies.Take(symbol, overrides, _ledger.Engine) is { } problem) Log.PolicyProblem(_logger, symbol, problem);
    }

    /// <summary>The symbols of the last batch are likely those of the next.</summary>
    private void Watch()
    {
        foreach (string symbol in _symbols)
        {
            if (_watched.Contains(symbol)) continue;
            if (_watched.Count == WatchedSymbols) _watched.RemoveAt(0);
            _watched.Add(symbol);
        }
    }

    private void NoteKillSwitch(string? value)
    {
        bool on = KillSwitch.IsOn(value);
        _status.KillSwitch(on);
        if (on == _killSwitchOn) return;
        _killSwitchOn = on;
        if (on) Log.KillSwitchOn(_logger);
        else Log.KillSwitchOff(_logger);
        _observers.Tell(new KillSwitchChanged(on));
    }

    private async Task ShowBacklogAsync(CancellationToken abandon)
    {
        (long lag, long pending) = await _store.BacklogAsync(abandon).ConfigureAwait(false);
        _status.Backlog(lag, pending, _ledger.Engine, _redisUnixMs, _processor.Drifts, _policies.Problems);
    }

    private bool LoseLease()
    {
        Log.LeaseLost(_logger);
        _lease = null;
        _loaded = false;
        return false;
    }

    private void Answered(ServiceState state)
    {
        _outage.End();
        _status.Answered(state);
        _observers.TellState(state);
    }

    private async Task HandleAsync(StoreException e, long startedAt, CancellationToken stopping)
    {
        _metrics.Faulted(e.Fault);
        _loaded = false;
        if (_outage.Begin(e) && !_everConnected) Log.WaitingForRedis(_logger, _options.Redis.StartRetrySeconds);
        _status.Away(e);
        _observers.TellState(ServiceState.RedisAway, e.Fault);
        await _store.ResetAsync().ConfigureAwait(false);
        if (!_everConnected && _time.GetElapsedTime(startedAt) >= TimeSpan.FromSeconds(_options.Redis.StartRetrySeconds))
            throw new RedisUnreachableException(e.Message, e);
        // A missing group is made at once: nothing has to recover first.
        if (e.Fault != StoreFault.NoGroup) await Task.Delay(_outage.NextWait(), _time, stopping).ConfigureAwait(false);
    }

    private async Task ReleaseAsync(CancellationToken abandon)
    {
        if (_lease is not { } lease) return;
        _lease = null;
        try
        {
            await _store.ReleaseAsync(lease, abandon).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            Log.RedisFault(_logger, "release", e.Message); // it runs out by itself
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _processor.Dispose();
}
