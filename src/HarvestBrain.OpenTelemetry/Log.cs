using Microsoft.Extensions.Logging;

namespace HarvestBrain.OpenTelemetry;

/// <summary>Every event that the export logs, with a stable id.</summary>
internal static partial class Log
{
    [LoggerMessage(70, LogLevel.Warning,
        "The OpenTelemetry collector does not take metrics or traces ({Why}); the service goes on without")]
    public static partial void ExportFails(ILogger logger, string why);

    [LoggerMessage(71, LogLevel.Information, "The OpenTelemetry collector takes metrics and traces again")]
    public static partial void ExportWorks(ILogger logger);

    [LoggerMessage(72, LogLevel.Error, "Nothing is exported to OpenTelemetry, the service goes on without: {Problem}")]
    public static partial void ExportOff(ILogger logger, string problem);
}
