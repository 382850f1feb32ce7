using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Hosting;

/// <summary>
/// The loop of a service, of one partition, or of a host of several. It never faults: what it cannot go on with is said in health, log and
/// notice, and tried again from nothing.
/// </summary>
/// <param name="reporter">Is told what happens.</param>
/// <param name="time">The clock.</param>
/// <param name="limits">How long things may take.</param>
internal sealed class ServiceLoop(Reporter reporter, TimeProvider time, CallLimits limits)
{
    /// <summary>Works until it is stopped.</summary>
    /// <param name="work">Ends when it is stopped, or with whatever error.</param>
    /// <param name="stopping">Asks to end.</param>
    public async Task RunAsync(Func<Task> work, CancellationToken stopping)
    {
        var pause = new BackOff(Random.Shared, limits.LongestPause);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception e) // the library's last line of defence, for whatever it may be
            {
                reporter.Failed(e);
                await Task.Delay(pause.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        reporter.Ended();
    }

    /// <summary>Works with one store until it is stopped.</summary>
    /// <param name="options">The options, of the partition where there are several.</param>
    /// <param name="open">Opens the store, anew after each error.</param>
    /// <param name="stopping">Asks to finish the batch in hand and end.</param>
    /// <param name="abandon">Ends even if Redis does not answer.</param>
    public Task RunAsync(HarvestBrainOptions options, Func<IHarvestStore> open, CancellationToken stopping, CancellationToken abandon)
    {
        return RunAsync(WorkAsync, stopping);

        async Task WorkAsync()
        {
            IHarvestStore store = open();
            await using var closing = store as IAsyncDisposable;
            using var worker = new HarvestWorker(store, options, reporter, time, Random.Shared, limits);
            await worker.RunAsync(stopping, abandon).ConfigureAwait(false);
        }
    }
}
