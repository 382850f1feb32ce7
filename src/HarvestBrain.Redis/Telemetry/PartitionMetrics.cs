using System.Diagnostics.Metrics;
using System.Globalization;
using HarvestBrain.Redis.Observers;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// What is measured of each partition, and of how they are shared out. A service that is not parted shows the same of itself, without the
/// label.
/// </summary>
internal static class PartitionMetrics
{
    private static readonly KeyValuePair<string, object?>[] States =
        [.. Enum.GetValues<ServiceState>().Select(state => new KeyValuePair<string, object?>("state", StateWords.Of(state)))];

    /// <summary>Creates the instruments.</summary>
    public static void Add(Meter meter, HarvestStatus status, TimeProvider time)
    {
        meter.CreateObservableGauge(
            "harvest.lag", () => ByPartition(status.Now, now => now.Lag, part => part.Lag), "{entry}",
            "Entries not yet read, of all input streams");
        meter.CreateObservableGauge(
            "harvest.state", () => StateOf(status.Now), description: "1 for what the service is doing, 0 for the rest");
        meter.CreateObservableGauge("harvest.last_commit.age", () => AgeOf(status.Now, time), "s", "Time since the last commit");
        Gauge("harvest.partitions", "{partition}", "In how many parts the symbols are worked on; 1 = all in one",
            now => now.PartitionCount);
        Gauge("harvest.partitions.assigned", "{partition}", "Partitions that this host is to work on", now => now.AssignedPartitions);
        Gauge("harvest.partitions.owned", "{partition}", "Partitions that this host works on",
            now => now.Partitions.Count(part => part.State == ServiceState.Owner));
        Gauge("harvest.partitions.unowned", "{partition}", "Partitions that nobody works on, as this host sees it",
            now => now.UnownedPartitions);

        void Gauge(string name, string unit, string help, Func<StatusSnapshot, long> value) =>
            meter.CreateObservableGauge(name, () => value(status.Now), unit, help);
    }

    // A service that is parted shows each part for itself: one that stands still must not hide behind the others.
    private static IEnumerable<Measurement<int>> StateOf(StatusSnapshot now)
    {
        foreach (PartitionState part in now.Partitions)
        {
            for (int i = 0; i < States.Length; i++)
                yield return new Measurement<int>((int)part.State == i ? 1 : 0, States[i], Partition(part));
        }
        for (int i = 0; now.PartitionCount == 1 && i < States.Length; i++)
            yield return new Measurement<int>((int)now.State == i ? 1 : 0, States[i]);
    }

    private static IEnumerable<Measurement<long>> ByPartition(
        StatusSnapshot now, Func<StatusSnapshot, long> whole, Func<PartitionState, long> part) => now.PartitionCount == 1
        ? [new Measurement<long>(whole(now))]
        : now.Partitions.Select(one => new Measurement<long>(part(one), Partition(one)));

    private static KeyValuePair<string, object?> Partition(PartitionState part) =>
        new("partition", part.Partition.ToString(CultureInfo.InvariantCulture));

    // Nothing before the first commit: an age of none would look like a service that stands still, or like one that never did.
    private static IEnumerable<Measurement<double>> AgeOf(StatusSnapshot now, TimeProvider time)
    {
        long unixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now is { PartitionCount: 1, LastCommitUnixMs: > 0 }) yield return new Measurement<double>(Age(now.LastCommitUnixMs));
        foreach (PartitionState part in now.Partitions)
        {
            if (part.LastCommitUnixMs > 0) yield return new Measurement<double>(Age(part.LastCommitUnixMs), Partition(part));
        }

        double Age(long committed) => Math.Max(0, unixMs - committed) / 1000.0;
    }
}
