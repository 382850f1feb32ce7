using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host.Logging;

/// <summary>
/// Logs lines to standard output and, if wished, to a file, plain or as JSON. Both look the same, and nothing in a line can control a
/// terminal.
/// </summary>
internal sealed class LineLoggerProvider : ILoggerProvider
{
    private const int MaxPerMessage = 4000; // characters

    private readonly Lock _lock = new();
    private readonly LogLevel _least;
    private readonly bool _json;
    private readonly TimeProvider _time;
    private readonly TextWriter _console;
    private TextWriter? _file;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public LineLoggerProvider(LogLevel least, bool json, string path, TimeProvider time)
    {
        _least = least;
        _json = json;
        _time = time;
        _console = Console.Out;
        if (path.Length > 0) _file = new StreamWriter(path, append: true, new UTF8Encoding(false)) { AutoFlush = true };
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(this);

    public void Dispose() => _file?.Dispose();

    private void Write(LogLevel level, EventId id, string message, Exception? exception)
    {
        string time = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
        string line = _json
            ? Json(time, level, id, exception is null ? message : $"{message}: {exception}")
            // What a producer wrote must not look like a line of ours, nor do anything to a terminal.
            : $"{time} {Word(level),-5} {id.Id,3} {OneLine.Of(message, MaxPerMessage)}{(exception is null ? "" : $": {exception}")}";
        lock (_lock)
        {
            _console.WriteLine(line);
            WriteToFile(line);
        }
    }

    // A full disk must not stop the service: the console goes on, and says once that the file does not.
    private void WriteToFile(string line)
    {
        try
        {
            _file?.WriteLine(line);
        }
        catch (IOException e)
        {
            _file = null;
            _console.WriteLine($"LOG_FILE cannot be written any more: {e.Message}");
        }
    }

    private static string Json(string time, LogLevel level, EventId id, string text)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("time", time);
            writer.WriteString("level", Word(level));
            writer.WriteNumber("event_id", id.Id);
            writer.WriteString("event", id.Name);
            writer.WriteString("message", text);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };

    private sealed class LineLogger(LineLoggerProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= provider._least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) provider.Write(logLevel, eventId, formatter(state, exception), exception);
        }
    }
}
