using System.Buffers;
using System.Text;
using HarvestBrain.AspNetCore.Exposition;
using HarvestBrain.AspNetCore.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Exposition;

public sealed class ExpositionWriterTests
{
    private static readonly MetricFamily[] Families =
    [
        new("harvest_things", MetricType.Counter, "", "Things, \"quoted\"\nand \\ so on", [new Sample(Label("symbol", "A\"B\\C\nD\tE💥"), 3)]),
        new("harvest_wait_seconds", MetricType.Histogram, "seconds", "Time", [new Sample("", 7.25, [1, 0, 2], [0.00001, 1])]),
        new("harvest_level", MetricType.Gauge, "", "Level", [new Sample("", 1e-7)]),
        new("harvest_nothing", MetricType.Gauge, "", "Without a series", []),
    ];

    [Fact]
    public void Text_IsExactly()
    {
        Assert.Equal(
            """
            # HELP harvest_things_total Things, "quoted"\nand \\ so on
            # TYPE harvest_things_total counter
            harvest_things_total{symbol="A\"B\\C\nD	E💥"} 3
            # HELP harvest_wait_seconds Time
            # TYPE harvest_wait_seconds histogram
            harvest_wait_seconds_bucket{le="0.00001"} 1
            harvest_wait_seconds_bucket{le="1"} 1
            harvest_wait_seconds_bucket{le="+Inf"} 3
            harvest_wait_seconds_sum 7.25
            harvest_wait_seconds_count 3
            # HELP harvest_level Level
            # TYPE harvest_level gauge
            harvest_level 1E-07

            """, Write(ExpositionFormat.Text), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void OpenMetrics_IsExactly()
    {
        Assert.Equal(
            """
            # HELP harvest_things Things, \"quoted\"\nand \\ so on
            # TYPE harvest_things counter
            harvest_things_total{symbol="A\"B\\C\nD	E💥"} 3
            # HELP harvest_wait_seconds Time
            # TYPE harvest_wait_seconds histogram
            # UNIT harvest_wait_seconds seconds
            harvest_wait_seconds_bucket{le="0.00001"} 1
            harvest_wait_seconds_bucket{le="1.0"} 1
            harvest_wait_seconds_bucket{le="+Inf"} 3
            harvest_wait_seconds_sum 7.25
            harvest_wait_seconds_count 3
            # HELP harvest_level Level
            # TYPE harvest_level gauge
            harvest_level 1E-07
            # EOF

            """, Write(ExpositionFormat.OpenMetrics), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Text_PassesPromtool() => Promtool.Check(Path.GetTempPath(), Write(ExpositionFormat.Text), "check", "metrics");

    [Theory]
    [InlineData("harvest.commit.duration", "s", "harvest_commit_duration_seconds")]
    [InlineData("harvest.entries.read", "{entry}", "harvest_entries_read")]
    [InlineData("harvest.size", "By", "harvest_size_bytes")]
    [InlineData("harvest.lag", null, "harvest_lag")]
    public void Name_OfInstrument_IsOpenTelemetrys(string instrument, string? unit, string name) =>
        Assert.Equal(name, MetricName.Of(instrument, MetricName.UnitOf(unit)));

    private static string Label(string name, string value)
    {
        var label = new StringBuilder();
        MetricName.AppendLabel(label, name, value);
        return label.ToString();
    }

    private static string Write(ExpositionFormat format)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ExpositionWriter.Write(Families, format, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
