using System.Text;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary>
/// Instrument names as Prometheus has them, by the same rules by which OpenTelemetry translates them: <c>harvest.commit.duration</c> in
/// <c>s</c> is <c>harvest_commit_duration_seconds</c>. Whoever comes by OTLP finds the same names.
/// </summary>
internal static class MetricName
{
    public static string Of(string instrument, string unit) =>
        unit.Length == 0 || instrument.EndsWith(unit, StringComparison.Ordinal) ? Plain(instrument) : $"{Plain(instrument)}_{unit}";

    /// <summary>The unit's word; empty for counted things such as <c>{entry}</c>.</summary>
    public static string UnitOf(string? unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        _ => "",
    };

    /// <summary><c>name="value"</c>, escaped as both formats want it.</summary>
    public static void AppendLabel(StringBuilder to, string name, string value)
    {
        if (to.Length > 0) to.Append(',');
        to.Append(Plain(name)).Append("=\"");
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => to.Append("\\\\"),
                '"' => to.Append("\\\""),
                '\n' => to.Append("\\n"),
                _ => to.Append(c),
            };
        }
        to.Append('"');
    }

    private static string Plain(string name) => string.Create(name.Length, name, static (to, from) =>
    {
        for (int i = 0; i < to.Length; i++) to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });
}
