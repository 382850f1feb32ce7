namespace HarvestBrain.Review.Reports;

/// <summary>Days, months and hours of a time, in UTC.</summary>
internal static class Calendar
{
    private const long DayMs = 24L * 60 * 60 * 1000;

    /// <summary>Days since 1970.</summary>
    public static int Day(long unixMs) => (int)Math.Floor((double)unixMs / DayMs);

    /// <summary>Months since the year 0.</summary>
    public static int Month(long unixMs)
    {
        DateTimeOffset time = Time(unixMs);
        return (time.Year * 12) + time.Month - 1;
    }

    public static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    /// <summary>Such as <c>2026-01-18 00:05</c>.</summary>
    public static string Minute(long unixMs) =>
        Time(unixMs).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Such as <c>2026-01-18T00:05:37.416Z</c>.</summary>
    public static string Iso(long unixMs) =>
        Time(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
