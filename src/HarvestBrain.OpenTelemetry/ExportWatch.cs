using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.OpenTelemetry;

/// <summary>
/// Says when the collector takes nothing, and when it does again. The exporter itself tells that only by an EventSource, which a published
/// build has not got; the runtime's own metrics of HTTP requests are there in any case, whatever the protocol.
/// See https://learn.microsoft.com/dotnet/core/diagnostics/built-in-metrics-system-net, http.client.request.duration.
/// </summary>
internal sealed class ExportWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ILogger _logger;
    private readonly Uri[] _collectors;
    private int _failing;

    /// <param name="logger">Where it is said.</param>
    /// <param name="collectors">Whose requests are looked at, by host and port.</param>
    public ExportWatch(ILogger logger, IEnumerable<Uri> collectors)
    {
        _logger = logger;
        _collectors = [.. collectors];
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Name: "http.client.request.duration", Meter.Name: "System.Net.Http" }) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => OnRequest(tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void OnRequest(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? host = null, error = null;
        int port = 0;
        foreach ((string name, object? value) in tags)
        {
            switch (name)
            {
                case "server.address":
                    host = value as string;
                    break;
                case "server.port":
                    port = Convert.ToInt32(value, CultureInfo.InvariantCulture);
                    break;
                case "error.type":
                    error = value as string;
                    break;
            }
        }
        if (!Array.Exists(_collectors, uri => uri.Port == port && string.Equals(uri.IdnHost, host, StringComparison.OrdinalIgnoreCase))) return;
        // Once an outage; requests of metrics and traces end on threads of their own.
        if (Interlocked.Exchange(ref _failing, error is null ? 0 : 1) == (error is null ? 0 : 1)) return;
        if (error is null) Log.ExportWorks(_logger);
        else Log.ExportFails(_logger, error);
    }
}
