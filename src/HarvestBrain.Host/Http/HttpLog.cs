using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host.Http;

/// <summary>What the HTTP endpoint logs, with ids that the service's own log does not use.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(50, LogLevel.Information, "Status, metrics and health at http://{Address}/; token wanted: {Token}")]
    public static partial void Listening(ILogger logger, string address, bool token);

    [LoggerMessage(51, LogLevel.Error,
        "The HTTP endpoint cannot listen on {Address}, and tries again until it can; the service goes on: {Problem}")]
    public static partial void CannotListen(ILogger logger, string address, string problem);

    [LoggerMessage(52, LogLevel.Error, "The HTTP endpoint failed at {Path}")]
    public static partial void Failed(ILogger logger, Exception error, string path);
}
