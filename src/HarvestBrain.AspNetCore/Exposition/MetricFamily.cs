namespace HarvestBrain.AspNetCore.Exposition;

/// <summary>The kinds of metric that we have.</summary>
internal enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>All time series of one metric at one instant.</summary>
/// <param name="Name">Name without the suffix of counters, with its unit.</param>
/// <param name="Type">Kind.</param>
/// <param name="Unit">Such as <c>seconds</c>; empty = none.</param>
/// <param name="Help">One line for people.</param>
/// <param name="Series">The time series.</param>
internal sealed record MetricFamily(string Name, MetricType Type, string Unit, string Help, IReadOnlyList<Sample> Series);

/// <summary>One time series.</summary>
/// <param name="Labels">Labels as they are written, <c>code="Suspect"</c>; empty = none.</param>
/// <param name="Value">Its value; of a histogram the sum.</param>
/// <param name="Buckets">Of a histogram: how many observations per bucket, not cumulated, the last one without a bound.</param>
/// <param name="Bounds">Of a histogram: the upper bounds, one fewer.</param>
internal readonly record struct Sample(string Labels, double Value, IReadOnlyList<long>? Buckets = null,
    IReadOnlyList<double>? Bounds = null);
