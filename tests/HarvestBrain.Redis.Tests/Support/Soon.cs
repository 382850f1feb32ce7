namespace HarvestBrain.Redis.Tests.Support;

/// <summary>Work goes on within a second of Redis being back; half a second more is for a loaded machine.</summary>
internal static class Soon
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    public static void Assert(ITestOutputHelper output, string what, TimeSpan elapsed)
    {
        output.WriteLine($"{what}: works again after {elapsed.TotalMilliseconds:0} ms");
        Xunit.Assert.True(elapsed < Limit, $"{what}: {elapsed.TotalMilliseconds:0} ms");
    }
}
