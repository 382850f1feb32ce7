using System.Diagnostics;
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
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private readonly Collector[] _collectors;
    private readonly TimeSpan _quiet;

    /// <param name="logger">Where it is said.</param>
    /// <param name="collectors">Whose requests are looked at, by host and port.</param>
    /// <param name="interval">How often metrics are sent.</param>
    public ExportWatch(ILogger logger, IEnumerable<Uri> collectors, TimeSpan interval)
    {
        _logger = logger;
        _collectors = [.. collectors.Select(uri => (uri.IdnHost, uri.Port)).Distinct().Select(at => new Collector(at.IdnHost, at.Port))];
        // One that takes metrics and refuses traces works now and then: it works again only when nothing has failed for a while.
        _quiet = 2 * interval;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Name: "http.client.request.duration", Meter.Name: "System.Net.Http" })
                listener.EnableMeasurementEvents(instrument);
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
        if (Array.Find(_collectors, one =>
            one.Port == port && string.Equals(one.Host, host, StringComparison.OrdinalIgnoreCase)) is not { } collector) return;
        lock (_lock) Note(collector, error); // requests of metrics and traces end on threads of their own
    }

    private void Note(Collector collector, string? error)
    {
        if (error is not null)
        {
            if (!collector.Fails) Log.ExportFails(_logger, error);
            collector.Fails = true;
            collector.FailedAt = Stopwatch.GetTimestamp();
        }
        else if (collector.Fails && Stopwatch.GetElapsedTime(collector.FailedAt) > _quiet)
        {
            collector.Fails = false;
            Log.ExportWorks(_logger);
        }
    }

    private sealed class Collector(string host, int port)
    {
        public string Host => host;

        public int Port => port;

        public bool Fails { get; set; }

        public long FailedAt { get; set; }
    }
}
