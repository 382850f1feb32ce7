namespace HarvestBrain.Host.Tests.Commands;

public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("check-config")]
    public void Command_OfConnectionStringThatCannotWork_IsBadConfigurationWithoutThePassword(string command)
    {
        CliResult result = Cli.RunWith([("REDIS_URL", "localhost:6379,password=hush,syncTimeout=5")], "", command);

        Assert.Equal(78, result.ExitCode);
        Assert.Contains("REDIS_URL", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", result.Output + result.Error, StringComparison.Ordinal);
    }
}
