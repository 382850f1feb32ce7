using System.Globalization;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>The seed of a test: from HARVEST_TEST_SEED, else drawn; always printed, so that a failure can be repeated.</summary>
internal static class Seed
{
    public static bool IsSoak => Environment.GetEnvironmentVariable("HARVEST_SOAK") == "1";

    public static int Draw(ITestOutputHelper output)
    {
        string? given = Environment.GetEnvironmentVariable("HARVEST_TEST_SEED");
        int seed = given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFFFF;
        output.WriteLine($"HARVEST_TEST_SEED={seed}");
        return seed;
    }
}
