namespace HarvestBrain.Redis.Tests.Support;

/// <summary>What has to take less than a second, on a quiet machine; half a second more is for what the test itself does.</summary>
internal static class Soon
{
    public static void Assert(ITestOutputHelper output, string what, TimeSpan elapsed)
    {
        TimeSpan limit = Busy.Stretch(TimeSpan.FromSeconds(1.5));
        output.WriteLine($"{what}: after {elapsed.TotalMilliseconds:0} ms, limit {limit.TotalMilliseconds:0} ms");
        Xunit.Assert.True(elapsed < limit, $"{what}: {elapsed.TotalMilliseconds:0} ms");
    }
}
