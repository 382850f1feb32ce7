using HarvestBrain.Redis;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Notifications;

/// <summary>Puts what a person should know into an outbox for each target, and is done with it: it never waits for anybody.</summary>
internal sealed class HarvestNotifier : IHarvestObserver, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);

    private readonly NotificationText _text = new();
    private readonly Outboxes? _outboxes;

    public HarvestNotifier(
        IOptions<HarvestNotificationOptions> options, IOptions<HarvestBrainOptions> service, HarvestMetrics metrics, TimeProvider time,
        ILogger<HarvestNotifier>? logger = null)
    {
        // Off: nothing of HTTP is touched, and so not loaded.
        if (!options.Value.Settings.IsOn) return;
        _outboxes = new Outboxes(
            options.Value.Settings, service.Value, metrics.Meter, RequestLimit, time, Random.Shared, (ILogger?)logger
            ?? NullLogger.Instance);
    }

    public ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
    {
        if (_outboxes is null) return ValueTask.CompletedTask;
        if (_text.Of(notice) is { } notification) _outboxes.Add(notification);
        return ValueTask.CompletedTask;
    }

    /// <summary>For a container that is not disposed asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (_outboxes is null) return;
        await _outboxes.DisposeAsync().ConfigureAwait(false);
    }
}
