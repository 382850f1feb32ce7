using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary>What a scraper can be given.</summary>
internal enum ExpositionFormat
{
    /// <summary>Prometheus text exposition 0.0.4: for whoever asks for nothing else.</summary>
    Text,

    /// <summary>OpenMetrics 1.0.</summary>
    OpenMetrics,
}

/// <summary>Which of the two a request asks for.</summary>
internal static class ExpositionFormats
{
    private const string OpenMetrics = "application/openmetrics-text";

    public static string ContentType(ExpositionFormat format) => format == ExpositionFormat.OpenMetrics
        ? $"{OpenMetrics}; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>OpenMetrics when it is asked for by name and no less than plain text; a wildcard is no name.</summary>
    public static ExpositionFormat Wanted(HttpRequest request)
    {
        double openMetrics = 0, text = 0;
        // Parsed leniently: a header that is none is as good as no header.
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted))
            return ExpositionFormat.Text;
        foreach (MediaTypeHeaderValue type in accepted)
        {
            double quality = type.Quality ?? 1;
            if (type.MediaType.Equals(OpenMetrics, StringComparison.OrdinalIgnoreCase) && IsVersionWeSpeak(type))
                openMetrics = Math.Max(openMetrics, quality);
            else if (type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)) text = Math.Max(text, quality);
        }
        return openMetrics > 0 && openMetrics >= text ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;
    }

    private static bool IsVersionWeSpeak(MediaTypeHeaderValue type)
    {
        foreach (NameValueHeaderValue parameter in type.Parameters)
        {
            if (parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase))
                return parameter.Value.Equals("1.0.0", StringComparison.Ordinal);
        }
        return true;
    }
}
