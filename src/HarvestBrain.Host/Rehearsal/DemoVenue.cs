using HarvestBrain.Paper;
using Microsoft.Extensions.Hosting;

namespace HarvestBrain.Host.Rehearsal;

/// <summary>The paper venue as one of the services of the demo.</summary>
internal sealed class DemoVenue(PaperExecutor executor) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => executor.RunAsync(stoppingToken);
}
