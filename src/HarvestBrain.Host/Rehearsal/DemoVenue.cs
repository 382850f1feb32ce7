using HarvestBrain.Paper;
using Microsoft.Extensions.Hosting;

namespace HarvestBrain.Host.Rehearsal;

/// <summary>The paper venue as one of the services of the demo.</summary>
internal sealed class DemoVenue(PaperExecutor executor, Task greeted) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await greeted.WaitAsync(stoppingToken).ConfigureAwait(false); // the page is the first thing that is said
        await executor.RunAsync(stoppingToken).ConfigureAwait(false);
    }
}
