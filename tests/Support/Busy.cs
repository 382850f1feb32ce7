using System.Globalization;

namespace HarvestBrain.Tests.Support;

/// <summary>How busy the machine is with other work: a process that shares its core with two others takes three times as long.</summary>
internal static class Busy
{
    /// <summary>A limit that holds on a quiet machine, made longer by as many processes as there are for each core.</summary>
    public static TimeSpan Stretch(TimeSpan limit) => limit * Math.Max(1, Running() / Environment.ProcessorCount);

    // In the last minute or at this moment, whichever is more: 4.10 2.57 1.04 5/312 20417.
    private static double Running()
    {
        string[] load = File.ReadAllText("/proc/loadavg").Split(' ', '/');
        return Math.Max(double.Parse(load[0], CultureInfo.InvariantCulture), double.Parse(load[3], CultureInfo.InvariantCulture));
    }
}
