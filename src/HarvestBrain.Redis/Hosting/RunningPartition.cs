using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Hosting;

/// <summary>One partition that a host works on, or waits for while another host still has its lease.</summary>
internal sealed class RunningPartition : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Reporter _reporter;
    private readonly TimeSpan _grace;
    private readonly Task _run;

    public RunningPartition(
        HarvestBrainOptions options, Func<IHarvestStore> open, HarvestMetrics metrics, ObserverQueues observers, ILogger logger,
        TimeProvider time, CallLimits limits)
    {
        Number = options.Redis.Partition!.Value;
        View = new PositionsView(time);
        _grace = limits.Grace;
        _reporter = new Reporter(options, Status, metrics, View, observers, new PartitionLogger(logger, Number), time);
        var loop = new ServiceLoop(_reporter, time, limits);
        _run = Task.Run(() => loop.RunAsync(options, open, _stop.Token, _abandon.Token));
    }

    public int Number { get; }

    public HarvestStatus Status { get; } = new();

    public PositionsView View { get; }

    /// <summary>It has the lease, as far as it knows.</summary>
    public bool IsOwned => Status.Now.State == ServiceState.Owner;

    /// <summary>Finishes the batch in hand and gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _abandon.CancelAfter(_grace);
        await _run.ConfigureAwait(false);
        _reporter.Dispose();
        _stop.Dispose();
        _abandon.Dispose();
    }
}
