using System.Reflection;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HarvestBrain.OpenTelemetry;

/// <summary>OpenTelemetry's own SDK and exporter, for the meter and the source of HarvestBrain.</summary>
internal sealed class Providers : IDisposable
{
    private const string ServiceName = "harvestbrain";
    private const int FlushLimitMs = 2000; // a collector that is away must not hold up the end

    private readonly ExportWatch _watch;
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    /// <param name="logger">Where it is said that a collector takes nothing.</param>
    public Providers(ILogger logger)
    {
        _watch = new ExportWatch(logger, TelemetrySettings.Collectors(), TelemetrySettings.MetricInterval());
        try
        {
            (_traces, _metrics) = Make();
        }
        catch
        {
            _watch.Dispose();
            throw;
        }
    }

    private static (TracerProvider Traces, MeterProvider Metrics) Make()
    {
        string? version = typeof(HarvestMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        // The environment has the last word: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES.
        ResourceBuilder resource = ResourceBuilder.CreateEmpty()
            .AddService(ServiceName, serviceVersion: version)
            .AddTelemetrySdk().AddEnvironmentVariableDetector();
        TracerProvider traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(HarvestTraces.SourceName)
            .AddOtlpExporter().Build();
        try
        {
            return (traces, Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(HarvestMetrics.MeterName)
                .AddOtlpExporter().Build());
        }
        catch
        {
            traces.Dispose(); // both or none
            throw;
        }
    }

    public void Dispose()
    {
        Parallel.Invoke(() => _traces.Shutdown(FlushLimitMs), () => _metrics.Shutdown(FlushLimitMs));
        _traces.Dispose();
        _metrics.Dispose();
        _watch.Dispose();
    }
}
