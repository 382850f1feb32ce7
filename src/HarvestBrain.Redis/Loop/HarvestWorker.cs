using System.Diagnostics;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
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

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StandbyPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BacklogEvery = TimeSpan.FromSeconds(5);

    private readonly IHarvestStore _store;
    private readonly HarvestBrainOptions _options;
    private readonly Keys _keys;
    private readonly HarvestStatus _status;
    private readonly HarvestMetrics _metrics;
    private readonly HarvestObservers _observers;
    private readonly PositionsView _view;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;
    private readonly Ledger _ledger;
    private readonly BatchProcessor _processor;
    private readonly SymbolPolicies _policies;
    private readonly TimeSpan _wait;

    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal);
    private readonly List<string> _watched = [];
    private string? _lease;
    private string? _wrongType;
    private readonly HashSet<StoreFault> _saidFaults = [];
    private string _saidLoaded = "";
    private EntryId _waitAfter;
    private bool _loaded;
    private bool _everConnected;
    private bool _killSwitchOn;
    private bool _saidStandby;
    private bool _woken;
    private bool _wokenForNothing;
    private long _awaySince;
    private long _nextBacklog;
    private long _redisUnixMs;

    public HarvestWorker(
        IHarvestStore store, HarvestBrainOptions options, HarvestStatus status, HarvestMetrics metrics, ILogger logger,
        TimeProvider time, Random jitter, HarvestObservers? observers = null, PositionsView? view = null)
    {
        _store = store;
        _options = options;
        _keys = new Keys(options.Redis, options.Mode, options.Instance);
        _status = status;
        _metrics = metrics;
        _logger = logger;
        _time = time;
        _backOff = new BackOff(jitter);
        _ledger = new Ledger(options, _keys.Snapshots);
        _observers = observers ?? new HarvestObservers([], options.Mode, metrics, logger, time);
        _view = view ?? new PositionsView(time);
        _processor = new BatchProcessor(options, _keys.DeadLetters, _observers, logger);
        _policies = new SymbolPolicies(options);
        // A third of the lease, so that an idle owner renews it twice over before it runs out.
        _wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, options.Redis.LeaseSeconds / 3.0));
        status.Update(now => now with { Mode = options.Mode, Instance = options.Instance, InputStream = _keys.Input });
    }

    /// <summary>Works until it is stopped.</summary>
    /// <param name="stopping">Asks to finish the batch in hand and end.</param>
    /// <param name="abandon">Ends even if Redis does not answer; nothing is lost by it.</param>
    /// <exception cref="RedisUnreachableException">Redis could not be reached within the retry window of the start.</exception>
    /// <exception cref="StateException">The saved state is of another version, or broken.</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        long startedAt = _time.GetTimestamp();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                NoteStep();
                try
                {
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
        finally
        {
            _status.Update(now => now with { State = ServiceState.Stopped });
            _observers.TellState(ServiceState.Stopped);
            Log.Stopped(_logger, Text(_ledger.Applied));
        }
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
        _observers.Tell(new ServiceStarted(_options.Mode, _options.Instance));
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
                _saidLoaded = "";
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
        ShowNothing();
        Answered(ServiceState.Standby);
        if (!_saidStandby) Log.Standby(_logger, result.Holder);
        _saidStandby = true;
        TimeSpan left = TimeSpan.FromMilliseconds(result.MillisecondsLeft + 5);
        await Task.Delay(left < StandbyPoll ? left : StandbyPoll, _time, stopping).ConfigureAwait(false);
        return false;
    }

    /// <summary>Loads the durable state, makes sure of the group, and recovers what is pending.</summary>
    /// <returns><see langword="false"/> when the lease was lost, or everything must be loaded once more.</returns>
    private async Task<bool> LoadAsync(CancellationToken abandon)
    {
        LoadedState state = await _store.LoadAsync(abandon).ConfigureAwait(false);
        _observers.Loading();
        if (state.Checkpoint.Count > 0 && _ledger.Applied is { } known && !(state.Applied >= known))
            Log.RolledBack(_logger, known.ToString(), Text(state.Applied));
        string? gone = null;
        if (state.Checkpoint.Count == 0 && (state.Positions.Count > 0 || _ledger.HasMemory))
            gone = state.Positions.Count > 0 ? "checkpoint" : "checkpoint and positions";
        else if (Ledger.LacksPositions(state)) gone = "positions";
        IReadOnlyList<DeadLetter> letters = [];
        bool keeps = gone is not null && gone != "checkpoint" && _ledger.Remembers(state);
        if (keeps)
        {
            letters = _ledger.Uncommitted?.DeadLetters ?? [];
            _ledger.KeepMemory(state);
        }
        // Under the fence, and before memory is given up: only now do we know that nobody changed the state while it was loaded.
        string from = GroupStart(keeps ? _ledger.Applied : state.Applied, keeps || state.Positions.Count > 0);
        if (await _store.CreateGroupAsync(_lease!, _keys.Input, from, abandon).ConfigureAwait(false) is not { } made) return LoseLease();
        if (!keeps)
        {
            int modeChanged = _ledger.Load(state);
            if (modeChanged > 0) Log.ModeChanged(_logger, modeChanged);
            _policies.ApplyTo(_ledger.Engine);
            _observers.TellSuspects(_ledger.Engine.Positions);
        }
        SayLoaded();
        if (gone is not null)
        {
            Log.StateGone(_logger, gone, MarkAllSuspect());
            _observers.Note(new StateLost(gone));
        }

        await NoteGroupAsync(from, made, abandon).ConfigureAwait(false);
        if (!await StartSnapshotsAsync(from, abandon).ConfigureAwait(false)) return false;
        if (!await ClaimAsync(abandon).ConfigureAwait(false)) return false;
        // Says who owns the partition, and makes suspect marks durable, before the first entry.
        CommitBatch first = _ledger.NewBatch();
        first.DeadLetters.AddRange(letters);
        first.CheckpointFields.Add(("owner", _lease!));
        first.CheckpointFields.Add(("token", _lease!.Split(':')[0]));
        first.CheckpointFields.Add(("mode", Words.Of(_options.Mode)));
        long count = _ledger.AppliedCount < 0 ? -1 : _ledger.AppliedCount + _ledger.Lost;
        if (!await CommitAsync(first, count, abandon).ConfigureAwait(false)) return false;
        _loaded = true;
        while (_loaded && await ReadAndApplyAsync(pending: true, abandon).ConfigureAwait(false))
        {
            // Page after page, until nothing of ours is pending.
        }
        if (_loaded) Answered(ServiceState.Owner);
        return _loaded;
    }

    // Once: while a fault lasts, the same is loaded again and again.
    private void SayLoaded()
    {
        string applied = Text(_ledger.Applied);
        if (applied == _saidLoaded) return;
        _saidLoaded = applied;
        Log.Loaded(_logger, _ledger.Engine.Positions.Count(p => p.Direction != Direction.Flat), applied);
    }

    /// <summary>
    /// Where a missing group is made: at the checkpoint, never at the end or the beginning once there was one. Positions without a
    /// checkpoint: what was applied is not known. From here on is the least wrong, and all is suspect.
    /// </summary>
    private string GroupStart(EntryId? applied, bool hasPositions) =>
        applied?.ToString() ?? (hasPositions ? "$" : _options.Redis.StartFrom);

    private async Task NoteGroupAsync(string from, bool made, CancellationToken abandon)
    {
        (EntryId end, long added) = await _store.StreamEndAsync(_keys.Input, abandon).ConfigureAwait(false);
        _waitAfter = _ledger.Applied ?? (made && EntryId.TryParse(from, out EntryId id) ? id : end);
        if (!made) return;
        Log.GroupMade(_logger, _keys.Group, from);
        if (_ledger.Applied is null && _waitAfter == end) _ledger.CountFrom(added);
        if (_ledger.AppliedCount > added) TellLost(_ledger.AppliedCount - added, "the stream was removed");
    }

    /// <summary>
    /// A stream of snapshots that was never read begins where a new group of executions would: what lies before the checkpoint says
    /// nothing about now.
    /// </summary>
    private async Task<bool> StartSnapshotsAsync(string from, CancellationToken abandon)
    {
        foreach (InputStream stream in _keys.Snapshots)
        {
            EntryId? cursor = _ledger.Snapshots[stream.Name];
            string at = cursor?.ToString() ?? from;
            if (await _store.CreateGroupAsync(_lease!, stream.Name, at, abandon).ConfigureAwait(false) is null) return LoseLease();
            if (cursor is not null) continue;
            if (!EntryId.TryParse(from, out EntryId start)) start = (await _store.StreamEndAsync(stream.Name, abandon).ConfigureAwait(false)).LastId;
            _ledger.Snapshots.StartAt(stream.Name, start);
        }
        return true;
    }

    private async Task<bool> ClaimAsync(CancellationToken abandon)
    {
        string cursor = "0-0";
        int claimed = 0;
        do
        {
            ClaimResult page = await _store.ClaimAsync(_lease!, cursor, abandon).ConfigureAwait(false);
            if (page.Fenced) return LoseLease();
            cursor = page.Cursor;
            claimed += page.Claimed;
            _ledger.Lose(page.Lost.Count);
        }
        while (cursor != "0-0");
        if (claimed > 0) Log.Claimed(_logger, claimed);
        if (_ledger.Lost > 0) LostEntries(_ledger.Lost, "they were cut from the stream while pending");
        return true;
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken abandon)
    {
        bool any = await ReadAndApplyAsync(pending: false, abandon).ConfigureAwait(false);
        if (!_loaded) return;
        await ShowBacklogAsync(abandon).ConfigureAwait(false);
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
        if (read.Moved) Log.GroupMoved(_logger, _keys.Group, Text(_ledger.Applied));
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
        long count = last is null ? _ledger.AppliedCount : AppliedCountAfter(read);
        CommitBatch batch = _ledger.NewBatch(last > _ledger.Applied || _ledger.Applied is null ? last : _ledger.Applied, read.Snapshots, read.NowUnixMs);
        batch.ReadAt = readAt;
        _ledger.Engine.KillSwitchOn = _killSwitchOn;
        int lost = _processor.Apply(_ledger, read.NowUnixMs, batch);
        _metrics.Decided(decoding + _time.GetElapsedTime(decideAt));
        if (lost > 0) LostEntries(lost, "they were cut from the stream while pending");
        trace?.Commit(batch);
        if (!await CommitAsync(batch, count, abandon).ConfigureAwait(false)) return false;
        trace?.Committed();
        if (last > _waitAfter) _waitAfter = last.Value;
        if (batch.DeadLetters.Count > 0) _nextBacklog = 0; // somebody may be suspect now: that is shown at once
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

    /// <summary>Counts on, and finds gaps: entries that were cut from the stream before we read them.</summary>
    private long AppliedCountAfter(ReadResult read)
    {
        // A group that was made anew behind the checkpoint gives out again what was applied and counted before.
        int added = read.Entries.Count(entry => _ledger.Applied is not { } applied || entry.Id > applied);
        long before = _ledger.AppliedCount;
        if (read.CutBefore < 0) return before < 0 ? -1 : before + added;
        if (before >= 0 && read.CutBefore > before) LostEntries(read.CutBefore - before, "they were cut from the stream before they were read");
        return added > 0 ? read.CutBefore + read.Entries.Count : before;
    }

    /// <summary>All that the stream still has is applied: if more was ever added, the difference was removed before we read it.</summary>
    private async Task<bool> CountAtEndAsync(long added, CancellationToken abandon)
    {
        if (added < 0 || added == _ledger.AppliedCount || _ledger.Applied is null) return true;
        if (_ledger.AppliedCount >= 0 && added > _ledger.AppliedCount)
            LostEntries(added - _ledger.AppliedCount, "they were removed from the stream before they were read");
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
                ShowCommit(batch);
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
        string[] missing = [.. _symbols.Where(symbol => !_watched.Contains(symbol))];
        if (missing.Length == 0) return;
        IReadOnlyList<SymbolOverrides> overrides = await _store.OverridesAsync(missing, abandon).ConfigureAwait(false);
        for (int i = 0; i < missing.Length; i++) TakeOverrides(missing[i], overrides[i]);
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
        if (on == _killSwitchOn) return;
        _killSwitchOn = on;
        if (on) Log.KillSwitchOn(_logger);
        else Log.KillSwitchOff(_logger);
        _status.Update(now => now with { KillSwitchOn = on });
        _observers.Tell(new KillSwitchChanged(on));
    }

    private async Task ShowBacklogAsync(CancellationToken abandon)
    {
        long now = _time.GetTimestamp();
        if (now < _nextBacklog) return;
        _nextBacklog = now + (long)(BacklogEvery.TotalSeconds * _time.TimestampFrequency);
        (long lag, long pending) = await _store.BacklogAsync(abandon).ConfigureAwait(false);
        int open = 0, suspect = 0;
        foreach (Position position in _ledger.Engine.Positions)
        {
            if (position.Direction == Direction.Flat) continue;
            open++;
            if (position.Suspect) suspect++;
        }
        var problems = new Dictionary<string, string>(_policies.Problems, StringComparer.Ordinal);
        ShowRate(_redisUnixMs);
        _status.Update(s => s with
        {
            Lag = lag,
            Pending = pending,
            OpenPositions = open,
            SuspectPositions = suspect,
            Drifts = _processor.Drifts,
            PolicyProblems = problems,
        });
    }

    private void NoteStep()
    {
        long nowUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _status.Update(now => now with { LastStepUnixMs = nowUnixMs });
        if (_loaded && _view.IsWanted()) _view.Show(_ledger.Engine.Positions);
    }

    private void ShowCommit(CommitBatch batch)
    {
        long nowUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _status.Update(now => now with { LastCommitUnixMs = nowUnixMs });
        if (batch.Intents.Count > 0) ShowRate(batch.DecidedAtUnixMs);
    }

    private void ShowRate(long redisUnixMs)
    {
        RateWindow rate = _ledger.Engine.Rate;
        int left = rate.Limit - rate.CountAt(redisUnixMs);
        _status.Update(now => now with { RateLimit = rate.Limit, RateLeft = left });
    }

    // What we knew as owner is not true of a standby.
    private void ShowNothing()
    {
        _view.Show([]);
        _status.Update(now => now with { Lag = 0, Pending = 0, OpenPositions = 0, SuspectPositions = 0, RateLimit = 0, RateLeft = 0 });
    }

    private void LostEntries(long lost, string reason)
    {
        _metrics.Lost((int)Math.Min(lost, int.MaxValue));
        TellLost(lost, reason);
    }

    private void TellLost(long lost, string reason)
    {
        Log.EntriesLost(_logger, lost, reason, MarkAllSuspect());
        _observers.Note(new EntriesLost(lost, reason));
    }

    private int MarkAllSuspect()
    {
        IReadOnlyList<Position> marked = _ledger.Engine.MarkAllSuspect();
        _ledger.Dirty.UnionWith(marked);
        return marked.Count;
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
        _backOff.Reset();
        if (_awaySince != 0)
        {
            Log.RedisBack(_logger, (long)_time.GetElapsedTime(_awaySince).TotalMilliseconds);
            _awaySince = 0;
            _saidFaults.Clear();
        }
        long nowUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _status.Update(now => now with { State = state, Fault = null, LastAnswerUnixMs = nowUnixMs });
        _observers.TellState(state);
    }

    private async Task HandleAsync(StoreException e, long startedAt, CancellationToken stopping)
    {
        _metrics.Faulted(e.Fault);
        _loaded = false;
        // Each kind once in an outage: a server may first unblock us, then refuse to write.
        if (_saidFaults.Add(e.Fault)) Log.RedisFault(_logger, e.Fault.ToString(), e.Message);
        if (_awaySince == 0)
        {
            _awaySince = _time.GetTimestamp();
            if (!_everConnected) Log.WaitingForRedis(_logger, _options.Redis.StartRetrySeconds);
        }
        _status.Update(now => now with { State = ServiceState.RedisAway, Fault = e.Fault });
        _observers.TellState(ServiceState.RedisAway, e.Fault);
        await _store.ResetAsync().ConfigureAwait(false);
        if (!_everConnected && _time.GetElapsedTime(startedAt) >= TimeSpan.FromSeconds(_options.Redis.StartRetrySeconds))
            throw new RedisUnreachableException(e.Message, e);
        // A missing group is made at once: nothing has to recover first.
        if (e.Fault != StoreFault.NoGroup) await Task.Delay(_backOff.Next(), _time, stopping).ConfigureAwait(false);
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

    private static string Text(EntryId? id) => id?.ToString() ?? "none";
}
