using System.Globalization;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;

namespace HarvestBrain.OpenTelemetry;

/// <summary>
/// Where metrics and traces go. These are environment variables of OpenTelemetry's own, which its exporter reads itself, with all the
/// others that it knows (<c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_SERVICE_NAME</c>, ...); here they
/// are only checked.
/// </summary>
/// <param name="Endpoint">Address of the collector; empty = off.</param>
public sealed record TelemetrySettings(string Endpoint)
{
    /// <summary>OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public static Setting EndpointSetting { get; } = new(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "", "an http or https address, or empty",
        "OpenTelemetry collector that gets metrics and traces; empty = none");

    /// <summary>OTEL_EXPORTER_OTLP_PROTOCOL.</summary>
    public static Setting ProtocolSetting { get; } = new(
        "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "grpc or http/protobuf",
        "how it is talked to: grpc, usually port 4317, or http/protobuf, 4318");

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<Setting> All { get; } = [EndpointSetting, ProtocolSetting];

    /// <summary>Where the exporter sends to: a signal may have a collector of its own.</summary>
    internal static IEnumerable<Uri> Collectors()
    {
        foreach (string name in (string[])[EndpointSetting.Name, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"])
        {
            if (Uri.TryCreate(Environment.GetEnvironmentVariable(name), UriKind.Absolute, out Uri? uri)) yield return uri;
        }
    }

    /// <summary>How often metrics are sent, as the exporter reads it.</summary>
    internal static TimeSpan MetricInterval() => TimeSpan.FromMilliseconds(
        int.TryParse(Environment.GetEnvironmentVariable("OTEL_METRIC_EXPORT_INTERVAL"), CultureInfo.InvariantCulture, out int ms) && ms > 0
            ? ms
            : 60_000);

    /// <summary>Something is exported.</summary>
    public bool IsOn => Endpoint.Length > 0;

    /// <summary>Reads the settings. When the reader has problems afterwards, the result must not be used.</summary>
    public static TelemetrySettings Read(SettingReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string endpoint = reader.Text(EndpointSetting);
        if (endpoint.Length > 0)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri)
                || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
                reader.Refuse(EndpointSetting, hideValue: true);
            else if (uri.UserInfo.Length > 0 || uri.Query.Length > 0)
                reader.Refuse(EndpointSetting, "it is the address alone: a key belongs into OTEL_EXPORTER_OTLP_HEADERS", hideValue: true);
            else if (uri.Scheme == Uri.UriSchemeHttps && !OpenSsl.IsInstalled)
                reader.Refuse(EndpointSetting, $"https {OpenSsl.Problem}");
        }
        // To the letter: the exporter takes anything else for grpc.
        if (reader.Text(ProtocolSetting) is not ("grpc" or "http/protobuf")) reader.Refuse(ProtocolSetting);
        return new TelemetrySettings(endpoint);
    }
}
