namespace HarvestBrain.Redis.Tests.Support;

/// <summary>What has to take less than a second; half a second more is for a loaded machine.</summary>
internal static class Soon
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    public static void Assert(ITestOutputHelper output, string what, TimeSpan elapsed)
    {
        output.WriteLine($"{what}: after {elapsed.TotalMilliseconds:0} ms");
        Xunit.Assert.True(elapsed < Limit, $"{what}: {elapsed.TotalMilliseconds:0} ms");
    }
}
