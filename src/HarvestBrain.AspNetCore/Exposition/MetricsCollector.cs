using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary>
/// Adds up what a service's meter tells, by the buckets that its instruments advise.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<InstrumentSeries> _instruments = new(); // more may be made while one scrapes
    private readonly Lock _scrape = new();

    public MetricsCollector(HarvestMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, metrics.Meter)) return;
            var series = new InstrumentSeries(instrument);
            _instruments.Enqueue(series);
            listener.EnableMeasurementEvents(instrument, series);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, series) => ((InstrumentSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, series) => ((InstrumentSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, series) => ((InstrumentSeries)series!).Record(value, tags));
        _listener.Start();
        metrics.AddZeros();
    }

    /// <summary>Everything as of now, in the order in which the instruments were made.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        // One scrape at a time: observed values belong to the scrape that asked for them.
        lock (_scrape)
        {
            foreach (InstrumentSeries series in _instruments) series.BeginScrape();
            _listener.RecordObservableInstruments();
            return [.. _instruments.Select(series => series.Read()), .. ProcessMetrics.Collect()];
        }
    }

    public void Dispose() => _listener.Dispose();
}
