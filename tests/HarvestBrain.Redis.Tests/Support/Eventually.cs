using System.Diagnostics;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Eventually
{
    /// <summary>Long enough for a loaded machine; a test that gets here has failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static TimeSpan True(Func<bool> condition, string what, Func<string>? context = null, TimeSpan? limit = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (limit ?? Limit))
                Assert.Fail($"not within {(limit ?? Limit).TotalSeconds} s: {what}\n{context?.Invoke()}");
            Thread.Sleep(2);
        }
        return Stopwatch.GetElapsedTime(start);
    }

    public static void Equal<T>(T expected, Func<T> actual, string what, Func<string>? context = null, TimeSpan? limit = null)
    {
        T last = default!;
        True(
            () => EqualityComparer<T>.Default.Equals(expected, last = actual()), what,
            () => $"expected {expected}, was {last}\n{context?.Invoke()}", limit);
    }
}
