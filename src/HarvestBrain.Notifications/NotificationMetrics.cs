using System.Diagnostics.Metrics;

namespace HarvestBrain.Notifications;

/// <summary>What became of notifications, on the service's own meter: whoever shows that one shows these too. Labels come from closed
/// sets.</summary>
internal sealed class NotificationMetrics
{
    private readonly Counter<long> _sent;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _dropped;

    public NotificationMetrics(Meter meter)
    {
        _sent = meter.CreateCounter<long>("harvest.notifications.sent", "{notification}", "Notifications that a target took, by target");
        _failures = meter.CreateCounter<long>("harvest.notifications.failures", "{request}",
            "Requests that a target did not take, by target");
        _dropped = meter.CreateCounter<long>("harvest.notifications.dropped", "{notification}",
            "Notifications that were given up, by target");
    }

    /// <summary>Shows a target before anything has happened: the first time is then seen as an increase.</summary>
    public void AddZeros(string target)
    {
        foreach (Counter<long> counter in (ReadOnlySpan<Counter<long>>)[_sent, _failures, _dropped]) counter.Add(0, Target(target));
    }

    public void Sent(string target, int count) => _sent.Add(count, Target(target));

    public void Failed(string target) => _failures.Add(1, Target(target));

    public void Dropped(string target, int count) => _dropped.Add(count, Target(target));

    private static KeyValuePair<string, object?> Target(string name) => new("target", name);
}
