using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis.Hosting;

/// <summary>
/// A host of a service with partitions: says that it is there, works on its share, and hands over what another one should work on. Who is
/// there is only a hint: whether a partition may be worked on, its lease alone decides. While the control keys are away nothing is shared
/// out anew, and the partitions go on.
/// </summary>
internal sealed class PartitionHost
{
    private readonly HarvestBrainOptions _options;
    private readonly string _host;
    private readonly IControlStore _control;
    private readonly Func<HarvestBrainOptions, IHarvestStore> _open;
    private readonly ControlKillSwitch _killSwitch;
    private readonly Shown _shown;
    private readonly Reporter _reporter;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly CallLimits _limits;
    private readonly HostLimits _hostLimits;
    private readonly PartitionMoves _moves;
    private readonly Dictionary<int, RunningPartition> _running = [];
    private bool _knowsLayout;

    /// <summary>What a host shows of itself, and with what.</summary>
    internal sealed record Shown(
        HarvestStatus Status, HarvestMetrics Metrics, PositionsView View, ObserverQueues Observers, ILogger Logger);

    /// <param name="options">The options of all.</param>
    /// <param name="host">Its name, which no other process has.</param>
    /// <param name="control">What concerns all partitions.</param>
    /// <param name="open">Opens the store of one partition, by its options.</param>
    /// <param name="killSwitch">The kill switch of all, for those stores.</param>
    /// <param name="shown">What it shows of itself.</param>
    /// <param name="reporter">Is told what happens to the host itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">So that hosts that start together do not ask together.</param>
    /// <param name="limits">How long things may take.</param>
    public PartitionHost(
        HarvestBrainOptions options, string host, IControlStore control, Func<HarvestBrainOptions, IHarvestStore> open,
        ControlKillSwitch killSwitch, Shown shown, Reporter reporter, TimeProvider time, Random jitter, CallLimits limits)
    {
        _options = options;
        _host = host;
        _control = control;
        _open = open;
        _killSwitch = killSwitch;
        _shown = shown;
        _reporter = reporter;
        _time = time;
        _jitter = jitter;
        _limits = limits;
        _hostLimits = HostLimits.Of(options.Redis.LeaseSeconds);
        _moves = new PartitionMoves(host, Count, _hostLimits.Counted);
        Show();
    }

    private int Count => _options.Redis.Partitions;

    /// <summary>Works until it is stopped.</summary>
    /// <param name="stopping">Asks to finish the batches in hand and end.</param>
    /// <exception cref="RedisUnreachableException">Redis could not be reached within the retry window of the start.</exception>
    /// <exception cref="OptionsValidationException">The service is parted otherwise.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        long startedAt = _time.GetTimestamp();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await StepAsync(startedAt, stopping).ConfigureAwait(false);
                TimeSpan wait = _hostLimits.Beat * (0.8 + (0.4 * _jitter.NextDouble()));
                await Task.Delay(wait, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    private async Task StepAsync(long startedAt, CancellationToken stopping)
    {
        _reporter.Step(engine: null, works: false);
        try
        {
            if (!_knowsLayout) await CheckLayoutAsync(stopping).ConfigureAwait(false);
            int[] owned = [.. _running.Values.Where(one => one.IsOwned).Select(one => one.Number)];
            Beat beat = await _control.BeatAsync(_host, owned, _hostLimits.Dead, stopping).ConfigureAwait(false);
            _killSwitch.Seen(beat.KillSwitch);
            _reporter.HostWorks(beat.KillSwitch);
            await MoveAsync(_moves.Next(beat, _running.Keys), beat).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            _reporter.Faulted(e, isStart: !_knowsLayout);
            if (!_knowsLayout && _time.GetElapsedTime(startedAt) >= TimeSpan.FromSeconds(_options.Redis.StartRetrySeconds))
                throw new RedisUnreachableException(e.Message, e);
        }
    }

    /// <summary>A host that counts partitions otherwise would read and write other streams than the rest.</summary>
    private async Task CheckLayoutAsync(CancellationToken stopping)
    {
        PartitionLayout layout = await _control.LayoutAsync(Count, stopping).ConfigureAwait(false);
        if (layout.Partitions != Count || layout.Hash != PartitionLayout.Crc16)
        {
            throw new OptionsValidationException("", typeof(HarvestBrainOptions),
            [
                $"{RedisSettings.PartitionsSetting.Name}: found '{Count}': the service has {layout.Partitions} partitions ({layout.Hash}), "
                + $"as {PartitionSettings.Control(_options.Redis, "layout")} says; allowed: the same number on every host",
            ]);
        }
        _knowsLayout = true;
    }

    private async Task MoveAsync(Moves moves, Beat beat)
    {
        foreach (int partition in moves.Start) _running.Add(partition, Run(partition));
        RunningPartition[] stopped = [.. moves.Stop.Select(partition => _running[partition])];
        foreach (RunningPartition one in stopped) _running.Remove(one.Number);
        await Task.WhenAll(stopped.Select(one => one.DisposeAsync().AsTask())).ConfigureAwait(false);
        if (moves.Start.Count + moves.Stop.Count > 0) Show();
        if (stopped.Length > 0) _shown.Metrics.Moved(stopped.Length);
        var owned = new HashSet<int>(beat.Hosts.SelectMany(host => host.Owned));
        _shown.Status.Update(now => now with
        {
            Hosts = beat.Hosts.Count,
            AssignedPartitions = moves.Assigned,
            UnownedPartitions = Count - owned.Count(partition => partition < Count),
        });
    }

    private RunningPartition Run(int partition)
    {
        HarvestBrainOptions options = _options.OfPartition(partition);
        return new RunningPartition(
            options, () => _open(options), _shown.Metrics, _shown.Observers, _shown.Logger, _time, _limits);
    }

    private void Show()
    {
        _shown.Status.Update(now => now with { PartitionCount = Count });
        _shown.Status.Show([.. _running.Values.Select(one => (one.Number, one.Status))]);
        _shown.View.Show([.. _running.Values.Select(one => one.View)]);
    }

    private async Task EndAsync()
    {
        await Task.WhenAll(_running.Values.Select(one => one.DisposeAsync().AsTask())).ConfigureAwait(false);
        _running.Clear();
        using var limit = new CancellationTokenSource(_limits.Grace);
        try
        {
            await _control.LeaveAsync(_host, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            _reporter.NotReleased(e); // the others take it for dead in a while
        }
    }
}
