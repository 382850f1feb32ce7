using System.Globalization;
using System.Runtime.InteropServices;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>
/// What a process has used of the processors, to the nanosecond and with the threads that have ended (its own count in /proc goes
/// in steps of ten milliseconds). Where the machine is shared, it says more than the wall clock.
/// </summary>
internal static class ProcessorTime
{
    public static double Seconds(int processId)
    {
        if (Failed(clock_getcpuclockid(processId, out int clock)) || Failed(clock_gettime(clock, out TimeSpec time)))
            throw new InvalidOperationException($"the processor time of process {processId} cannot be read");
        return time.Seconds + (time.Nanoseconds / 1e9);
    }

    /// <summary>Of all processes that this one has started and that have ended, in steps of ten milliseconds.</summary>
    public static double OfChildren()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string[] behindTheName = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // begins with the third field: proc(5)
        return (Ticks(13) + Ticks(14)) / 100.0; // cutime, cstime

        long Ticks(int field) => long.Parse(behindTheName[field], CultureInfo.InvariantCulture);
    }

    private static bool Failed(int result) => result != 0;

#pragma warning disable SYSLIB1054 // plain values only: nothing to generate
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_getcpuclockid(int processId, out int clock);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_gettime(int clock, out TimeSpec time);
#pragma warning restore SYSLIB1054

    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
