using System.Globalization;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Hosting;

/// <summary>Says of which partition a line of the log is.</summary>
internal sealed class PartitionLogger(ILogger inner, int partition) : ILogger
{
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"[{partition}] ");

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        inner.Log(logLevel, eventId, state, exception, (said, error) => _prefix + formatter(said, error));
}
