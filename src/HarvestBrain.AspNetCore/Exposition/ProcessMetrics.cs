using System.Diagnostics;
using System.Globalization;

namespace HarvestBrain.AspNetCore.Exposition;

/// <summary>The process and its runtime, under the names that every Prometheus client uses.</summary>
internal static class ProcessMetrics
{
    private const string OwnHandles = "/proc/self/fd";

    private static readonly double StartTime = new DateTimeOffset(StartedAt()).ToUnixTimeMilliseconds() / 1000.0;

    public static IEnumerable<MetricFamily> Collect()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        yield return One("process_cpu_seconds", MetricType.Counter, "seconds", "User and system time",
            Environment.CpuUsage.TotalTime.TotalSeconds);
        yield return One("process_resident_memory_bytes", MetricType.Gauge, "bytes", "Resident memory", Environment.WorkingSet);
        yield return One("process_start_time_seconds", MetricType.Gauge, "seconds", "Start of the process, Unix time", StartTime);
        if (Directory.Exists(OwnHandles))
            yield return One("process_open_fds", MetricType.Gauge, "", "Open file descriptors",
                Directory.EnumerateFileSystemEntries(OwnHandles).Count());
        yield return new MetricFamily("dotnet_gc_collections", MetricType.Counter, "", "Garbage collections, by generation",
            [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(Collections)]);
        yield return One("dotnet_gc_pause_seconds", MetricType.Counter, "seconds",
            "Time that the process stood still for garbage collections",
            GC.GetTotalPauseDuration().TotalSeconds);
        yield return One("dotnet_gc_allocated_bytes", MetricType.Counter, "bytes", "Memory allocated on the managed heap",
            GC.GetTotalAllocatedBytes());
        yield return One("dotnet_gc_heap_bytes", MetricType.Gauge, "bytes", "Managed heap, with garbage",
            GC.GetTotalMemory(forceFullCollection: false));
        yield return One("dotnet_gc_committed_bytes", MetricType.Gauge, "bytes",
            "Memory committed for the managed heap at the last collection",
            memory.TotalCommittedBytes);
        yield return One("dotnet_threadpool_threads", MetricType.Gauge, "", "Threads of the pool", ThreadPool.ThreadCount);
        yield return One("dotnet_threadpool_queued_items", MetricType.Gauge, "", "Work that waits for a thread of the pool",
            ThreadPool.PendingWorkItemCount);
    }

    private static MetricFamily One(string name, MetricType type, string unit, string help, double value) =>
        new(name, type, unit, help, [new Sample("", value)]);

    private static Sample Collections(int generation) =>
        new($"generation=\"{generation.ToString(CultureInfo.InvariantCulture)}\"", GC.CollectionCount(generation));

    private static DateTime StartedAt()
    {
        using Process process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
