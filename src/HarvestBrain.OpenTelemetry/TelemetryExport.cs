using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HarvestBrain.OpenTelemetry;

/// <summary>Listens from before the service starts until after it has ended.</summary>
internal sealed class TelemetryExport(ILogger<TelemetryExport>? logger = null) : BackgroundService
{
    private Providers? _providers;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Off: nothing of OpenTelemetry is touched, and so not loaded.
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(TelemetrySettings.EndpointSetting.Name)))
            _providers = Make((ILogger?)logger ?? NullLogger.Instance);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        _providers?.Dispose();
        _providers = null;
    }

    public override void Dispose()
    {
        _providers?.Dispose();
        base.Dispose();
    }

    private static Providers? Make(ILogger logger)
    {
        try
        {
            return new Providers(logger);
        }
#pragma warning disable CA1031 // whatever the exporter thinks of its settings: it is told, and the service works without
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.ExportOff(logger, e.Message);
            return null;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.Infinite, stoppingToken);
}
