using System.Diagnostics.Metrics;
using System.Text;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary>The time series of one instrument, added up. Written by the loop, read by scrapes; each holds the lock for no longer than a
/// copy.</summary>
internal sealed class InstrumentSeries
{
    // Labels are bounded where they are made; this is in case that ever fails, so that it costs a metric and not the memory.
    private const int MaxSeries = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Totals> _series = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly string _unit;
    private readonly string _help;
    private readonly MetricType _type;
    private readonly bool _observed;
    private readonly bool _adds; // a gauge that is told in steps
    private readonly double[] _bounds = [];

    public InstrumentSeries(Instrument instrument)
    {
        _unit = MetricName.UnitOf(instrument.Unit);
        _name = MetricName.Of(instrument.Name, _unit);
        _help = instrument.Description ?? "";
        _observed = instrument.IsObservable;
        _adds = instrument is UpDownCounter<double>;
        _type = instrument switch
        {
            Histogram<double> => MetricType.Histogram,
            Counter<long> => MetricType.Counter,
            _ => MetricType.Gauge,
        };
        if (instrument is not Histogram<double> histogram) return;
        _bounds = [.. histogram.Advice?.HistogramBucketBoundaries ?? []];
        _series.Add("", new Totals(_bounds.Length + 1)); // shown before the first observation: nothing is a value too
    }

    /// <summary>Observed values are those of this scrape.</summary>
    public void BeginScrape()
    {
        if (!_observed) return;
        lock (_lock) _series.Clear();
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = LabelsOf(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out Totals? totals))
            {
                if (_series.Count >= MaxSeries) return;
                _series.Add(labels, totals = new Totals(_type == MetricType.Histogram ? _bounds.Length + 1 : 0));
            }
            if (_type == MetricType.Gauge && !_adds) totals.Value = value;
            else totals.Value += value;
            if (_type == MetricType.Histogram) totals.Buckets[BucketOf(value)]++;
        }
    }

    public MetricFamily Read()
    {
        lock (_lock)
        {
            var samples = new List<Sample>(_series.Count);
            foreach ((string labels, Totals totals) in _series)
            {
                samples.Add(_type == MetricType.Histogram
                    ? new Sample(labels, totals.Value, [.. totals.Buckets], _bounds)
                    : new Sample(labels, totals.Value));
            }
            return new MetricFamily(_name, _type, _unit, _help, samples);
        }
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var labels = new StringBuilder();
        foreach ((string name, object? value) in tags) MetricName.AppendLabel(labels, name, value as string ?? value?.ToString() ?? "");
        return labels.ToString();
    }

    private int BucketOf(double value)
    {
        int i = 0;
        while (i < _bounds.Length && value > _bounds[i]) i++;
        return i;
    }

    private sealed class Totals(int buckets)
    {
        public double Value { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
