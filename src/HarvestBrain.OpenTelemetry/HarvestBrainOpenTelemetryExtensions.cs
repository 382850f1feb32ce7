using HarvestBrain.OpenTelemetry;
using Microsoft.Extensions.Hosting;

#pragma warning disable IDE0130 // where a caller looks for it
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the export of metrics and traces to an application with HarvestBrain in it.</summary>
public static class HarvestBrainOpenTelemetryExtensions
{
    /// <summary>
    /// Sends metrics and traces of HarvestBrain to a collector, as OpenTelemetry's environment variables say
    /// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, ...); without that one nothing is sent. Before or after <c>AddHarvestBrain</c>. Calling it
    /// again changes nothing. An application with an OpenTelemetry of its own needs none of this, but
    /// <c>AddMeter("HarvestBrain")</c> and <c>AddSource("HarvestBrain")</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddHarvestBrainOpenTelemetry(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ImplementationType == typeof(TelemetryExport))) return services;
        // First of all services: what is counted before somebody listens is never exported. And so it also stops last.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryExport>());
        return services;
    }
}
