namespace HarvestBrain.Host.Tests;

public sealed class UnknownVariablesTests
{
    [Theory]
    [InlineData("HARVEST_LADER", "HARVEST_LADDER")]
    [InlineData("HARVEST_KILLSWITCH_KEY", "HARVEST_KILL_SWITCH_KEY")]
    [InlineData("harvest_mode", "HARVEST_MODE")]
    [InlineData("STREAM_TRADE_INTENTS", "STREAM_TRADE_INTENT")]
    [InlineData("HARVEST_DEDUP_TTL", "HARVEST_DEDUP_TTL_SEC")]
    public void Find_Misspelt_NamesTheNearest(string name, string nearest) =>
        Assert.Equal([(name, nearest)], UnknownVariables.Find([name]));

    [Fact]
    public void Find_OfSettingsAndOthers_FindsNothing() =>
        Assert.Empty(UnknownVariables.Find([.. HostSettings.All.Select(setting => setting.Name), "PATH", "REDIS_PASSWORD", "LOG_DIR", "MY_HARVEST_MODE"]));

    [Theory]
    [InlineData("check-config")]
    [InlineData("replay", "-")]
    public void Command_WithMisspeltVariable_WarnsAndGoesOn(params string[] arguments)
    {
        CliResult result = Cli.RunWith([("HARVEST_LADER", "1:1"), ("STREAM_FOO", "x")], "", arguments);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.ErrorLines.Count(line => line.Contains("warning: ", StringComparison.Ordinal)));
        Assert.Contains("HARVEST_LADER", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("nearest one is HARVEST_LADDER", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("STREAM_FOO", result.ErrorLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithMisspeltVariable_Warns()
    {
        CliResult result = Cli.RunWith(
            [("HARVEST_LADER", "1:1"), ("HARVEST_START_RETRY_SEC", "0"), ("REDIS_PORT", NoServer.Port)], "", "run");

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("nearest one is HARVEST_LADDER", result.ErrorLines[0], StringComparison.Ordinal);
    }
}
