using System.Diagnostics;
using System.Globalization;

namespace HarvestBrain.Host.Replay;

/// <summary>A line on the terminal that says how far a long replay is. Says nothing in the first second, or into a file.</summary>
internal sealed class Progress(long totalBytes)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly bool _enabled = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = Quiet;

    public void Report(long entries, long bytes)
    {
        if (!_enabled || _clock.Elapsed < _next) return;
        _next = _clock.Elapsed + Interval;
        double perSecond = entries / _clock.Elapsed.TotalSeconds;
        string share = totalBytes > 0 && bytes > 0
            ? string.Create(CultureInfo.InvariantCulture, $"  {100.0 * bytes / totalBytes,3:0} %  {TimeLeft(bytes):0} s left ")
            : "";
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{entries,14:N0} entries  {perSecond,12:N0}/s{share} "));
    }

    private double TimeLeft(long bytes) => _clock.Elapsed.TotalSeconds * (totalBytes - bytes) / bytes;

    public void Clear()
    {
        if (_enabled && _next > Quiet) Console.Error.Write("\r" + new string(' ', 80) + "\r");
    }
}
