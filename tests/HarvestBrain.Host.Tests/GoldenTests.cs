using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Host.Tests;

/// <summary>What the sample session came to before there were adaptive exits; with all of them off it comes to the same, byte for byte.</summary>
public sealed class GoldenTests
{
    private static readonly string[] Off =
    [
        "HARVEST_LOCK=", "HARVEST_TRAIL_SOURCE=off", "HARVEST_R_BASIS=gross", "HARVEST_BE_OFFSET_BPS=0", "HARVEST_VOL_SCALE=off",
        "HARVEST_TIME_STOP_MIN=",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Session_WithTheExitsOff_IsTheSame(bool explicitly)
    {
        string[] settings = explicitly ? [.. Off.SelectMany(setting => new[] { "--set", setting })] : [];
        CliResult result = Cli.Run(["replay", Path.Combine(Repository.Root, "samples/data/session.ndjson"), .. settings]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Repository.Read("tests/HarvestBrain.Host.Tests/Golden/session.intents.ndjson"), result.Output);
    }
}
