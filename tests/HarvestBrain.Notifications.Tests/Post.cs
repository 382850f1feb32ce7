using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Notifications.Tests;

/// <summary>Outboxes on servers of the test, in a time that does not pass, with everything that they log and count.</summary>
internal sealed class Post : IAsyncDisposable
{
    public const string Token = "123456:SECRET-token_x";
    public const string Secret = "SECRET-of-the-webhook";

    private static int _last;

    private readonly TextLogger _log = new();
    private readonly Meter _meter = new(HarvestMetrics.MeterName);
    private readonly Outboxes _boxes;

    public Post(HttpStub? telegram = null, HttpStub? webhook = null, TimeSpan? limit = null, NotificationSettings? settings = null)
    {
        settings ??= new NotificationSettings
        {
            TelegramToken = telegram is null ? "" : Token,
            TelegramChat = "-100",
            TelegramApi = telegram?.Address ?? "http://" + NoServer.Authority,
            WebhookUrl = webhook is null ? "" : webhook.Address + "/hook/SECRET-path?key=SECRET-key",
            WebhookSecret = Secret,
        };
        var service = new HarvestBrainOptions { Mode = HarvestMode.Shadow, Instance = "desk" };
        _boxes = new Outboxes(settings, service, _meter, limit ?? TimeSpan.FromSeconds(10), Time, new Random(1), _log);
    }

    public InstantTime Time { get; } = new();

    public int Waiting => _boxes.Waiting;

    public string Log => string.Join('\n', _log.Lines);

    public int Logged(int eventId) => _log.Ids.Count(id => id == eventId);

    /// <summary>Adds notifications with texts that are numbered through.</summary>
    public void Add(int count = 1, string text = "n")
    {
        for (int i = 0; i < count; i++) _boxes.Add(new Notification("harvest", 1_768_693_537_000, $"{text}{i}"));
    }

    public void Add(Notification notification) => _boxes.Add(notification);

    public static int Next() => Interlocked.Increment(ref _last);

    /// <summary>The lines of all messages that a chat has taken.</summary>
    public static string[] Lines(HttpStub telegram, string path = "") =>
        [.. Messages(telegram).Where(request => request.Path.StartsWith(path, StringComparison.Ordinal)).SelectMany(request => Text(request).Split('\n'))];

    /// <summary>
    /// What a chat has taken, each once: on a busy machine the answer may come after the short time that a test grants, and then the same
    /// comes again, before anything else.
    /// </summary>
    public static IReadOnlyList<StubRequest> Messages(HttpStub telegram)
    {
        var messages = new List<StubRequest>();
        foreach (StubRequest request in telegram.Taken)
        {
            if (messages.Count == 0 || !messages[^1].Body.AsSpan().SequenceEqual(request.Body)) messages.Add(request);
        }
        return messages;
    }

    public static string Text(StubRequest request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("text").GetString()!;

    public void WaitFor(HttpStub telegram, string line) =>
        Eventually.True(() => Lines(telegram).Contains(line), $"'{line}' is told", () => $"{string.Join('\n', Lines(telegram))}\n{Log}");

    public async ValueTask DisposeAsync()
    {
        await _boxes.DisposeAsync();
        _meter.Dispose();
    }
}

/// <summary>Keeps what is logged, exceptions too.</summary>
internal sealed class TextLogger : ILogger
{
    private readonly ConcurrentQueue<(int Id, string Line)> _lines = new();

    public IEnumerable<string> Lines => _lines.Select(line => line.Line);

    public IEnumerable<int> Ids => _lines.Select(line => line.Id);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, $"{formatter(state, exception)} {state} {exception}"));
}

/// <summary>Counts what the meter says, by instrument and target. Other tests count at the same time: compare differences with care.</summary>
internal sealed class Counts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string, string?), long> _counts = new();

    public Counts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HarvestMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string? target = null;
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "target") target = (string?)tag.Value;
            }
            _counts.AddOrUpdate((instrument.Name, target), value, (_, before) => before + value);
        });
        _listener.Start();
    }

    public long Of(string instrument, string target) => _counts.GetValueOrDefault((instrument, target));

    public void Dispose() => _listener.Dispose();
}
