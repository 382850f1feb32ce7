using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Tests.Observers;

/// <summary>Counts log events by their id.</summary>
internal sealed class CountingLogger : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<int> _ids = new();

    public int Count(int eventId) => _ids.Count(id => id == eventId);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _ids.Enqueue(eventId.Id);

    public void Dispose()
    {
    }
}
