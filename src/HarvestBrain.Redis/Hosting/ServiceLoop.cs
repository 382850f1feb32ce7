using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Hosting;

/// <summary>
/// The loop of a service, or of one partition. It never faults: what the loop cannot go on with is said in health, log and notice, and
/// tried again from nothing.
/// </summary>
/// <param name="options">The options, of the partition where there are several.</param>
/// <param name="open">Opens the store that it works with.</param>
/// <param name="reporter">Is told what happens.</param>
/// <param name="time">The clock.</param>
/// <param name="limits">How long things may take.</param>
internal sealed class ServiceLoop(
    HarvestBrainOptions options, Func<IHarvestStore> open, Reporter reporter, TimeProvider time, CallLimits limits)
{
    /// <summary>Works until it is stopped.</summary>
    /// <param name="stopping">Asks to finish the batch in hand and end.</param>
    /// <param name="abandon">Ends even if Redis does not answer.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        var pause = new BackOff(Random.Shared, limits.LongestPause);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stopping, abandon).ConfigureAwait(false);
            }
            catch (Exception e) // the library's last line of defence, for whatever it may be
            {
                reporter.Failed(e);
                await Task.Delay(pause.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        reporter.Ended();
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken abandon)
    {
        IHarvestStore store = open();
        await using var closing = store as IAsyncDisposable;
        using var worker = new HarvestWorker(store, options, reporter, time, Random.Shared, limits);
        await worker.RunAsync(stopping, abandon).ConfigureAwait(false);
    }
}
