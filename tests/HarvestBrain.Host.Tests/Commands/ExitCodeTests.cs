using static HarvestBrain.Host.Tests.Recording;

namespace HarvestBrain.Host.Tests.Commands;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("replay", "--help")]
    [InlineData("paper", "--help")]
    [InlineData("executor-check", "--help")]
    [InlineData("demo", "--help")]
    public void Help_IsFine(params string[] arguments)
    {
        CliResult result = Cli.Run(arguments);
        Assert.Equal(0, result.ExitCode);
        Assert.NotEqual("", result.Output);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("harvestbrain: Required argument 'FILE' missing for command: 'replay'.", "replay")]
    [InlineData("harvestbrain: unknown option '--nope'; a file of that name is ./--nope", "replay", "--nope", "-")]
    [InlineData("harvestbrain: unknown option '-x'; a file of that name is ./-x", "replay", "-", "-x")]
    [InlineData("harvestbrain: --set FOO: expected NAME=VALUE or SYMBOL.NAME=VALUE", "replay", "--set", "FOO", "-")]
    [InlineData("harvestbrain: --set =1: expected NAME=VALUE or SYMBOL.NAME=VALUE", "replay", "--set", "=1", "-")]
    [InlineData("harvestbrain: --slippage-bps -1: expected 0 to 10000", "replay", "--slippage-bps", "-1", "-")]
    [InlineData("harvestbrain: --slippage-bps 10001: expected 0 to 10000", "replay", "--slippage-bps", "10001", "-")]
    [InlineData("harvestbrain: --fee-bps -10001: expected -10000 to 10000", "replay", "--fee-bps", "-10001", "-")]
    [InlineData("harvestbrain: --fee-bps 10001: expected -10000 to 10000", "replay", "--fee-bps", "10001", "-")]
    [InlineData("harvestbrain: Cannot parse argument 'abc' for option '--fee-bps' as expected type 'System.Decimal'.", "replay", "--fee-bps", "abc", "-")]
    [InlineData("harvestbrain: Unrecognized command or argument 'x'.", "check-config", "x")]
    public void WrongUsage_Is64(string error, params string[] arguments)
    {
        CliResult result = Cli.Run(arguments);
        Assert.Equal([error, "Try 'harvestbrain --help'."], result.ErrorLines);
        Assert.Equal("", result.Output);
        Assert.Equal(64, result.ExitCode);
    }

    [Fact]
    public void UnknownCommand_Is64() => Assert.Equal(64, Cli.Run("frobnicate").ExitCode);

    [Theory]
    [InlineData("10000", "-10000")]
    [InlineData("0", "10000")]
    [InlineData("2.5", "-0.5")]
    public void BasisPoints_UpToTheBounds_AreTaken(string slippage, string fee) => Assert.Equal(
        new CliResult(0, "", ""), Cli.RunOn("", "replay", "--simulate-fills", "--slippage-bps", slippage, "--fee-bps", fee, "-"));

    [Fact]
    public void MissingFile_Is66_BeforeAnythingIsRead()
    {
        using var folder = new TempFolder();
        string good = folder.Write("a.ndjson", Session), missing = folder.Path("none.ndjson"), directory = Path.GetDirectoryName(good)!;

        Assert.Equal(new CliResult(66, "", $"harvestbrain: {missing}: no such file\n"), Cli.Run("replay", good, missing));
        Assert.Equal(new CliResult(66, "", $"harvestbrain: {directory}: is a folder\n"), Cli.Run("replay", good, directory));
    }

    [Fact]
    public void BadConfiguration_Is78_WithEveryProblemAtOnce()
    {
        CliResult result = Cli.RunWith(
            [("HARVEST_MODE", "dry"), ("HARVEST_LADDER", "0.5:0.25;1:0.25"), ("REDIS_PORT", "x"), ("HARVEST_REDUCE_ONLY", "false"), ("LOG_LEVEL", "TRACE")],
            "",
            "replay", "--set", "HARVEST_MIN_R=", "--set", "HARVEST_NOPE=1", "--set", "harvest_mode=live", "-");

        Assert.Equal(
            [
                "harvestbrain: --set HARVEST_NOPE: no such setting; 'harvestbrain check-config' lists them all",
                "harvestbrain: --set harvest_mode: no such setting; 'harvestbrain check-config' lists them all",
                "harvestbrain: 6 settings are not valid:",
                "  HARVEST_LADDER: found '0.5:0.25;1:0.25': '0.5:0.25;1:0.25' is no R:fraction pair; allowed: R:fraction pairs such as 0.5:0.25,1.0:0.25; "
                    + "R > 0 and strictly rising, fraction > 0, sum of fractions <= 1, at most 32 pairs; * as the last fraction closes the rest",
                "  HARVEST_MIN_R: found ''; allowed: a number from 0 to 1000",
                "  HARVEST_MODE: found 'dry'; allowed: shadow or live",
                "  HARVEST_REDUCE_ONLY: found 'false'; allowed: true",
                "  LOG_LEVEL: found 'TRACE'; allowed: DEBUG, INFO, WARN or ERROR",
                "  REDIS_PORT: found 'x'; allowed: a whole number from 1 to 65535",
            ],
            result.ErrorLines.Order(StringComparer.Ordinal).OrderBy(line => line.StartsWith(' ')));
        Assert.Equal("", result.Output);
        Assert.Equal(78, result.ExitCode);
    }

    [Fact]
    public void OneProblem_IsOne()
    {
        CliResult result = Cli.RunOn(Session, "replay", "--set", "HARVEST_MODE=dry", "-");
        Assert.Equal(["harvestbrain: 1 setting is not valid:", "  HARVEST_MODE: found 'dry'; allowed: shadow or live"], result.ErrorLines);
        Assert.Equal(78, result.ExitCode);
    }

    [Fact]
    public void UnknownSetting_Is78_AlsoWhenAllOthersAreFine() => Assert.Equal(
        new CliResult(78, "", "harvestbrain: --set NOPE: no such setting; 'harvestbrain check-config' lists them all\n"),
        Cli.RunOn(Session, "replay", "--set", "NOPE=1", "-"));
}
