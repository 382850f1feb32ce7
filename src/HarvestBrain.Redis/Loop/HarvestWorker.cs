using System.Diagnostics;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// The loop of one owner: take the lease, load, then wait, read, decide, commit. After any error everything is loaded anew, because nobody
/// knows what the server did.
/// </summary>
internal sealed class HarvestWorker : IDisposable
{
    private const int BatchSize = 500;

    private static readonly Phase Connecting = new Phase.Connecting();

    private readonly IHarvestStore _store;
    private readonly HarvestBrainOptions _options;
    private readonly Reporter _reporter;
    private readonly TimeProvider _time;
    private readonly BackOff _retry;
    private readonly DataLoss _dataLoss;
    private readonly Loader _loader;
    private readonly BatchProcessor _processor;
    private readonly SymbolPolicies _policies;
    private readonly ConsumerTidying _tidying;
    private readonly CallLimits _limits;
    private readonly TimeSpan _wait;
    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal); // of the batch in hand

    private string? _lease; // that Redis has given us, as far as we know
    private RememberedState? _memory;
    private bool _wasConnected;

    public HarvestWorker(
        IHarvestStore store, HarvestBrainOptions options, Reporter reporter, TimeProvider time, Random jitter, CallLimits? limits = null)
    {
        _store = store;
        _options = options;
        _reporter = reporter;
        _time = time;
        _retry = new BackOff(jitter);
        _processor = new BatchProcessor(options);
        _policies = new SymbolPolicies(options);
        _dataLoss = new DataLoss(reporter.DataLoss);
        _loader = new Loader(store, options, new Keys(options.Redis, options.Mode, options.Instance), _policies, _dataLoss, reporter);
        _limits = limits ?? CallLimits.Loop;
        _tidying = new ConsumerTidying(store, reporter, time, _limits.BetweenTidying);
        // A third of the lease, so that an idle owner renews it twice over before it runs out.
        _wait = TimeSpan.FromSeconds(Math.Min(_limits.LongestWait.TotalSeconds, options.Redis.LeaseSeconds / 3.0));
    }

    /// <summary>Works until it is stopped. After an exception this worker is done with: another one starts from what Redis has.</summary>
    /// <param name="stopping">Asks to finish the batch in hand and end.</param>
    /// <param name="abandon">Ends even if Redis does not answer; nothing is lost by it.</param>
    /// <exception cref="RedisUnreachableException">Redis could not be reached within the retry window of the start.</exception>
    /// <exception cref="Core.State.StateException">The saved state is of another version, or broken.</exception>
    /// <exception cref="OptionsValidationException">Redis is a cluster, and the names of the keys are none for it.</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        long startedAt = _time.GetTimestamp();
        try
        {
            for (Phase phase = Connecting; !stopping.IsCancellationRequested;)
                phase = await NextAsync(phase, startedAt, stopping, abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception)
        {
            await ReleaseAsync(abandon).ConfigureAwait(false); // another instance, perhaps of a newer version, may be able to work
            throw;
        }
        await ReleaseAsync(abandon).ConfigureAwait(false);
        _reporter.Stopped(_memory?.Cursors.Executions);
    }

    /// <inheritdoc/>
    public void Dispose() => _processor.Dispose();

    /// <summary>One step. An error ends the phase, and with it all that it held.</summary>
    private async Task<Phase> NextAsync(Phase phase, long startedAt, CancellationToken stopping, CancellationToken abandon)
    {
        try
        {
            _reporter.Step(_memory?.Engine, works: phase is Phase.Owner);
            switch (phase)
            {
                case Phase.Standby standby:
                    await Task.Delay(standby.Wait, _time, stopping).ConfigureAwait(false);
                    return await ConnectAsync(abandon).ConfigureAwait(false);
                case Phase.Loading loading:
                    return await LoadAsync(loading.Lease, abandon).ConfigureAwait(false);
                case Phase.Owner owner:
                    return await WorkAsync(owner.Partition, stopping, abandon).ConfigureAwait(false);
                default:
                    return await ConnectAsync(abandon).ConfigureAwait(false);
            }
        }
        catch (StoreException e)
        {
            await HandleAsync(e, startedAt, stopping).ConfigureAwait(false);
        }
        catch (PoisonException)
        {
            _memory = null; // half of a batch is in it
        }
        return Connecting;
    }

    /// <summary>
    /// Connects and asks for the lease: with a new token each time, because a commit that timed out may still reach the server.
    /// </summary>
    private async Task<Phase> ConnectAsync(CancellationToken abandon)
    {
        await _store.ConnectAsync(abandon).ConfigureAwait(false);
        if (!_wasConnected) _reporter.Connected(await _store.WarningsAsync(abandon).ConfigureAwait(false));
        _wasConnected = true;
        LeaseResult result = await _store.AcquireAsync(abandon).ConfigureAwait(false);
        if (result.Lease is { } lease)
        {
            if (_lease is null) _reporter.LeaseTaken(lease);
            _lease = lease;
            if (result.StateLost) _reporter.DataLoss.EverythingLost();
            return new Phase.Loading(lease);
        }
        if (_lease is not null) LoseLease();
        _memory = null; // somebody else is the owner: what we know grows old
        _retry.Reset();
        _reporter.Standby(result.Holder, KillSwitch.IsOn(result.KillSwitch), result.KillSwitch);
        TimeSpan left = TimeSpan.FromMilliseconds(result.MillisecondsLeft + 5);
        return new Phase.Standby(left < _limits.StandbyPoll ? left : _limits.StandbyPoll);
    }

    /// <summary>Loads, and says so in a first commit.</summary>
    private async Task<Phase> LoadAsync(string lease, CancellationToken abandon)
    {
        (OwnedPartition partition, CommitBatch first) = await _loader.LoadAsync(lease, _memory, abandon).ConfigureAwait(false);
        _memory = partition.Memory;
        // What holds for the open positions is shown, and asked for, by their settings from the first entry on.
        _symbols.Clear();
        foreach (Position position in partition.Engine.Positions)
        {
            if (position.Direction != Direction.Flat) _symbols.Add(position.Key.Symbol);
        }
        await ApplyMissingOverridesAsync(partition, abandon).ConfigureAwait(false);
        return await CommitAsync(partition, first, partition.Memory.AppliedCount, report: null, abandon).ConfigureAwait(false);
    }

    /// <summary>Reads; applies what there is, or waits for more.</summary>
    private async Task<Phase> WorkAsync(OwnedPartition partition, CancellationToken stopping, CancellationToken abandon)
    {
        DateTimeOffset begun = Reporter.ReadBegins();
        ReadResult read = await _store.ReadAsync(partition.Lease, partition.Cursors.Applied, BatchSize, partition.Watched.Names, abandon)
            .ConfigureAwait(false);
        if (read.Fenced) return LoseLease();
        bool wasOn = partition.Engine.KillSwitchOn; // off in an engine that was just loaded
        partition.Engine.KillSwitchOn = KillSwitch.IsOn(read.KillSwitch);
        _reporter.KillSwitch(partition.Engine.KillSwitchOn, read.KillSwitch);
        bool comesOn = partition.Engine.KillSwitchOn && !wasOn;
        for (int i = 0; i < read.Overrides.Count; i++) ApplyOverrides(partition, partition.Watched.Names[i], read.Overrides[i]);
        // What else was read is read again, from the new place.
        if (_dataLoss.MadeAnew(partition, read))
            return await CommitAsync(partition, partition.NewBatch(), partition.Memory.AppliedCount, report: null, abandon)
                .ConfigureAwait(false);
        bool any = read.Count > 0;
        Phase next = any
            ? await ApplyAsync(partition, read, begun, comesOn, abandon).ConfigureAwait(false)
            : await CountAsync(partition, read, comesOn, abandon).ConfigureAwait(false);
        if (next is not Phase.Owner) return next;
        if (_reporter.IsBacklogDue())
        {
            Backlog backlog = await _store.BacklogAsync(abandon).ConfigureAwait(false);
            _reporter.Backlog(backlog, partition.Engine, read.NowUnixMs, _policies.Problems);
            if (!await _tidying.RunAsync(partition.Lease, abandon).ConfigureAwait(false)) return LoseLease();
            // Somebody removed a group, and nothing may come for a long time that it would be made again with.
            if (!backlog.IsShown && !any)
                return await CommitAsync(partition, partition.NewBatch(), partition.Memory.AppliedCount, report: null, abandon)
                    .ConfigureAwait(false);
        }
        if (!any) await _store.WaitAsync(partition.Cursors.Applied, _wait, stopping).ConfigureAwait(false);
        return next;
    }

    /// <summary>Decides and commits what was read.</summary>
    private async Task<Phase> ApplyAsync(
        OwnedPartition partition, ReadResult read, DateTimeOffset begun, bool takeBack, CancellationToken abandon)
    {
        using BatchReport report = _reporter.Read(begun, read);
        _symbols.Clear();
        _processor.Decode(read.InOrder(), partition.Engine, _symbols);
        report.Decoded();
        await ApplyMissingOverridesAsync(partition, abandon).ConfigureAwait(false);
        report.Deciding();
        long count = _dataLoss.CountOn(partition, read);
        CommitBatch batch = partition.NewBatch(read);
        if (takeBack) _reporter.TakenBack(_processor.TakeBack(partition, read.NowUnixMs, batch));
        _processor.Apply(partition, read.NowUnixMs, batch, report);
        report.Committing(batch);
        Phase next = await CommitAsync(partition, batch, count, report, abandon).ConfigureAwait(false);
        if (next is Phase.Owner) partition.Watched.Add(_symbols);
        return next;
    }

    /// <summary>Nothing is left to read: commits the count where it is not as expected, and what is taken back.</summary>
    private async Task<Phase> CountAsync(OwnedPartition partition, ReadResult read, bool takeBack, CancellationToken abandon)
    {
        long before = partition.Memory.AppliedCount, count = _dataLoss.CountOn(partition, read);
        CommitBatch batch = partition.NewBatch(read.NowUnixMs);
        if (takeBack) _reporter.TakenBack(_processor.TakeBack(partition, read.NowUnixMs, batch));
        if (count != before || batch.Intents.Count > 0)
            return await CommitAsync(partition, batch, count, report: null, abandon).ConfigureAwait(false);
        return MarkHealthy(partition);
    }

    private async Task<Phase> CommitAsync(
        OwnedPartition partition, CommitBatch batch, long count, BatchReport? report, CancellationToken abandon)
    {
        partition.Complete(batch, count);
        _loader.Journal.Note(batch, partition);
        long startedAt = _time.GetTimestamp();
        CommitResult result = await _store.CommitAsync(partition.Lease, batch, abandon).ConfigureAwait(false);
        switch (result.Status)
        {
            case CommitStatus.Done:
                _reporter.Committed(batch, result, partition.Engine, partition.Dirty, startedAt, report);
                partition.Committed(batch, count, result.SavedPositions);
                return MarkHealthy(partition);
            case CommitStatus.Fenced:
                return LoseLease();
            case CommitStatus.Killed:
                return Connecting; // nothing was written: once more, and this time nothing is asked for
            case CommitStatus.Stale:
                _reporter.Stale();
                return Connecting;
            case CommitStatus.WrongType:
                _reporter.WrongType(result.Key ?? "");
                throw new StoreException(StoreFault.WrongType, result.Key ?? "");
            default:
                throw new UnreachableException($"{result.Status}");
        }
    }

    private Phase.Owner MarkHealthy(OwnedPartition partition)
    {
        _retry.Reset();
        _reporter.Working();
        return new Phase.Owner(partition);
    }

    private async Task ApplyMissingOverridesAsync(OwnedPartition partition, CancellationToken abandon)
    {
        foreach (string[] missing in _symbols.Where(symbol => !partition.Watched.Names.Contains(symbol)).Chunk(BatchSize))
        {
            IReadOnlyList<SymbolOverrides> overrides = await _store.OverridesAsync(missing, abandon).ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++) ApplyOverrides(partition, missing[i], overrides[i]);
        }
    }

    private void ApplyOverrides(OwnedPartition partition, string symbol, SymbolOverrides overrides)
    {
        if (_policies.Apply(symbol, overrides, partition.Engine) is { } problem) _reporter.PolicyProblem(symbol, problem);
    }

    private Phase LoseLease()
    {
        _reporter.LeaseLost();
        _lease = null;
        return Connecting;
    }

    private async Task HandleAsync(StoreException e, long startedAt, CancellationToken stopping)
    {
        // No trying again helps. A name that is right and still lies elsewhere cannot be.
        if (e.Fault == StoreFault.CrossSlot && ClusterNames.Problems(_options.Redis) is { Count: > 0 } problems)
            throw new OptionsValidationException("", typeof(HarvestBrainOptions), problems.Select(problem => problem.ToString()));
        _reporter.Faulted(e, isStart: !_wasConnected);
        await _store.ResetAsync().ConfigureAwait(false);
        if (!_wasConnected && _time.GetElapsedTime(startedAt) >= TimeSpan.FromSeconds(_options.Redis.StartRetrySeconds))
            throw new RedisUnreachableException(e.Message, e);
        await Task.Delay(_retry.Next(), _time, stopping).ConfigureAwait(false);
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
            _reporter.NotReleased(e);
        }
    }
}
