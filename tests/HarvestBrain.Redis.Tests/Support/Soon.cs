namespace HarvestBrain.Redis.Tests.Support;

/// <summary>
/// What has to take less than a second. Half a second more is for what the test itself does, and beside other work as much again as the
/// process took ten times over to start in the same run: what keeps the one waiting for the processor keeps the other.
/// </summary>
internal static class Soon
{
    public static void Assert(ITestOutputHelper output, WorkerProcess beside, string what, TimeSpan elapsed)
    {
        TimeSpan limit = TimeSpan.FromSeconds(1.5) + (10 * beside.Startup);
        output.WriteLine($"{what}: after {elapsed.TotalMilliseconds:0} ms, limit {limit.TotalMilliseconds:0} ms");
        Xunit.Assert.True(elapsed < limit, $"{what}: {elapsed.TotalMilliseconds:0} ms, limit {limit.TotalMilliseconds:0} ms");
    }
}
