using System.Diagnostics.Metrics;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Notifications;

/// <summary>What became of notifications, on the meter <c>HarvestBrain</c>. Labels come from closed sets.</summary>
internal sealed class NotificationMetrics : IDisposable
{
    private readonly Meter _meter = new(HarvestMetrics.MeterName);
    private readonly Counter<long> _sent;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _dropped;

    public NotificationMetrics()
    {
        _sent = _meter.CreateCounter<long>("harvest.notifications.sent", "{notification}", "Notifications that a target took, by target");
        _failures = _meter.CreateCounter<long>("harvest.notifications.failures", "{request}", "Requests that a target did not take, by target");
        _dropped = _meter.CreateCounter<long>("harvest.notifications.dropped", "{notification}", "Notifications that were given up, by target");
    }

    public void Sent(string target, int count) => _sent.Add(count, new KeyValuePair<string, object?>("target", target));

    public void Failed(string target) => _failures.Add(1, new KeyValuePair<string, object?>("target", target));

    public void Dropped(string target, int count) => _dropped.Add(count, new KeyValuePair<string, object?>("target", target));

    public void Dispose() => _meter.Dispose();
}
