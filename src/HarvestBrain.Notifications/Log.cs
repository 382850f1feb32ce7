using Microsoft.Extensions.Logging;

namespace HarvestBrain.Notifications;

/// <summary>
/// Every event that notifications log, with a stable id. Never an exception or an address: a token stands in one, and may stand in the
/// other.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(60, LogLevel.Information, "Notifications go to {Targets}")]
    public static partial void NotificationsOn(ILogger logger, string targets);

    [LoggerMessage(61, LogLevel.Warning, "{Target} does not take notifications ({Why}): they wait and are tried again")]
    public static partial void NotificationsWait(ILogger logger, string target, string why);

    [LoggerMessage(62, LogLevel.Error, "{Target} refuses notifications ({Why}): they are dropped")]
    public static partial void NotificationsRefused(ILogger logger, string target, string why);

    [LoggerMessage(63, LogLevel.Information, "{Target} takes notifications again after {ElapsedMs} ms")]
    public static partial void NotificationsBack(ILogger logger, string target, long elapsedMs);

    [LoggerMessage(64, LogLevel.Warning, "{Target}: {Waiting} notifications wait, the oldest are dropped")]
    public static partial void NotificationsDropped(ILogger logger, string target, int waiting);

    [LoggerMessage(65, LogLevel.Warning, "{Target}: {Count} notifications were not sent before the end")]
    public static partial void NotificationsLeft(ILogger logger, string target, int count);

    [LoggerMessage(66, LogLevel.Warning,
        "{Target}: {Count} notifications could not be sent for an hour ({Why}) and are dropped; the next are tried")]
    public static partial void NotificationsGivenUp(ILogger logger, string target, int count, string why);
}
