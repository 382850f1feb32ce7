using System.Diagnostics.Metrics;
using HarvestBrain.Redis;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Notifications;

/// <summary>An outbox for each target that the settings name; they share the client, and nothing else: one that is away holds up no
/// other.</summary>
internal sealed class Outboxes : IAsyncDisposable
{
    private readonly Sender _sender;
    private readonly Outbox[] _boxes;

    public Outboxes(
        NotificationSettings settings, HarvestBrainOptions service, Meter meter, TimeSpan requestLimit, TimeProvider time, Random jitter,
        ILogger logger)
    {
        var metrics = new NotificationMetrics(meter);
        _sender = new Sender(requestLimit, time);
        List<ITarget> targets = [];
        if (settings.HasTelegram) targets.Add(new TelegramTarget(settings));
        if (settings.HasWebhook) targets.Add(new WebhookTarget(settings, service.Mode, service.Instance, time));
        _boxes = [.. targets.Select(target => new Outbox(target, _sender, metrics, logger, time, jitter))];
        Log.NotificationsOn(logger, string.Join(" and ", targets.Select(target => target.Name)));
    }

    /// <summary>How many wait for any target; for tests.</summary>
    internal int Waiting => _boxes.Sum(box => box.Waiting);

    public void Add(Notification notification)
    {
        foreach (Outbox box in _boxes) box.Add(notification);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_boxes.Select(box => box.DisposeAsync().AsTask())).ConfigureAwait(false);
        _sender.Dispose();
    }
}
