using Microsoft.Extensions.Hosting;

namespace HarvestBrain.Host.Service;

/// <summary>
/// Runs background services until a signal, or until one of them ends or fails. Ours: of the generic host the service needs no more than
/// this, and all of it would stay in memory.
/// </summary>
internal static class ServiceRunner
{
    // The service gives up the batch in hand long before; past this something hangs, and systemd's patience is not much longer.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    /// <param name="services">What runs, in the order in which it is started.</param>
    /// <param name="failure">Ends when there is no point in going on.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(IReadOnlyList<BackgroundService> services, Task failure, CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(stopping);
        foreach (BackgroundService service in services) await service.StartAsync(CancellationToken.None).ConfigureAwait(false);

        await Task.WhenAny([Task.Delay(Timeout.Infinite, stopping.Token), failure, .. services.Select(service => service.ExecuteTask!)])
            .ConfigureAwait(false);

        using var limit = new CancellationTokenSource(StopLimit);
        foreach (BackgroundService service in services.Reverse()) await service.StopAsync(limit.Token).ConfigureAwait(false);
    }
}
