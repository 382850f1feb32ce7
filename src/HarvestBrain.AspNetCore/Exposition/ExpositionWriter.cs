using System.Buffers;
using System.Globalization;
using System.Text;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary>
/// Writes metrics as text. The two formats differ in little: where a counter's suffix stands, a line for the unit, quotes in a help, the
/// end mark.
/// </summary>
internal static class ExpositionWriter
{
    public static void Write(IReadOnlyList<MetricFamily> families, ExpositionFormat format, IBufferWriter<byte> output)
    {
        bool open = format == ExpositionFormat.OpenMetrics;
        foreach (MetricFamily family in families)
        {
            if (family.Series.Count == 0) continue;
            string sample = family.Type == MetricType.Counter ? family.Name + "_total" : family.Name;
            string name = open ? family.Name : sample;
            Line(output, $"# HELP {name} {Escape(family.Help, open)}");
            Line(output, $"# TYPE {name} {Word(family.Type)}");
            if (open && family.Unit.Length > 0) Line(output, $"# UNIT {name} {family.Unit}");
            foreach (Sample series in family.Series)
            {
                if (series.Buckets is not null) WriteHistogram(output, sample, series, open);
                else Line(output, $"{sample}{Labels(series.Labels)} {Number(series.Value)}");
            }
        }
        if (open) Line(output, "# EOF");
    }

    private static void WriteHistogram(IBufferWriter<byte> output, string name, in Sample series, bool open)
    {
        long below = 0;
        for (int i = 0; i < series.Buckets!.Count; i++)
        {
            below += series.Buckets[i];
            string bound = i < series.Bounds!.Count ? Bound(series.Bounds[i], open) : "+Inf";
            string labels = series.Labels.Length == 0 ? $"le=\"{bound}\"" : $"{series.Labels},le=\"{bound}\"";
            Line(output, $"{name}_bucket{{{labels}}} {below.ToString(CultureInfo.InvariantCulture)}");
        }
        Line(output, $"{name}_sum{Labels(series.Labels)} {Number(series.Value)}");
        Line(output, $"{name}_count{Labels(series.Labels)} {below.ToString(CultureInfo.InvariantCulture)}");
    }

    private static string Labels(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    // A label, so how it is written matters: without exponent, and a whole number in OpenMetrics as 1.0.
    private static string Bound(double value, bool open)
    {
        string text = ((decimal)value).ToString(CultureInfo.InvariantCulture);
        return open && !text.Contains('.', StringComparison.Ordinal) ? text + ".0" : text;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string help, bool quotes)
    {
        string escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Word(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static void Line(IBufferWriter<byte> output, string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\n"u8);
    }
}
