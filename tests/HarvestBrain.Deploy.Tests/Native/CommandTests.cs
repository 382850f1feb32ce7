using System.Text.Json;

namespace HarvestBrain.Deploy.Tests.Native;

/// <summary>Every command of the native program says what it says elsewhere.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("import samples/data/export/binance-trades_UTC.csv samples/data/export/ETHUSDT-1m.csv --risk pct=0.5")]
    [InlineData("replay samples/data/export/ccxt-trades.json samples/data/export/ETHUSDT-1m.csv --risk pct=0.5 --simulate-fills --summary")]
    [InlineData("check-config")]
    [InlineData("check-config --set HARVEST_LADDER=2:0.5,1:0.5 --set HARVEST_MODE=lively")]
    [InlineData("replay samples/data/session.ndjson --simulate-fills --summary --positions --slippage-bps 2 --fee-bps 4")]
    [InlineData("replay samples/data/session.ndjson --set HARVEST_TRAIL_SOURCE=atr --set ETHUSDT.HARVEST_LADDER=1:0.5,2:*")]
    public void Command_SaysWhatTheManagedProgramSays(string command)
    {
        ShellResult managed = Shell.Run($"{PublishedProgram.Managed} {command}");
        ShellResult native = Shell.Run($"{PublishedProgram.Program} {command}");
        Assert.NotEqual("", native.Text);
        Assert.Equal(managed, native);
    }

    [Fact]
    public void StatusReleaseAndKill_BesideTheRunningService_Work()
    {
        using var site = new Site();
        site.Start();
        site.Trade();
        string program = PublishedProgram.Program;

        string screen = site.Script($"{program} status").Succeeded().Text;
        foreach (string shown in new[] { "ETHUSDT", "LONG", "3350", "R=0.5 >= 0.5" }) Assert.Contains(shown, screen, StringComparison.Ordinal);
        JsonElement position = JsonDocument.Parse(site.Script($"{program} status --json").Succeeded().Text).RootElement.GetProperty("positions")[0];
        Assert.Equal("ETHUSDT", position.GetProperty("symbol").GetString());
        Assert.Equal(2, site.Script($"{program} status --json --watch | head -n 2").Succeeded().Lines.Length);

        Assert.Contains("kill switch on", site.Script($"{program} kill on").Succeeded().Text, StringComparison.Ordinal);
        site.Eventually(() => site.ReadLog().Contains("Kill switch is on", StringComparison.Ordinal), "the kill switch is not seen");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT", site.Redis("GET quantum:kill"));
        site.Script($"{program} kill off").Succeeded();
        Assert.Equal("0", site.Redis("EXISTS quantum:kill"));

        site.Redis("XADD quantum:stream:execution.result '*' symbol ETHUSDT status FILLED");
        site.Eventually(() => site.ReadLog().Contains("SideMissing", StringComparison.Ordinal), "no dead letter");
        Assert.Contains("released ETHUSDT", site.Script($"{program} release ETHUSDT").Succeeded().Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Stop());
        Assert.Equal(69, site.Script($"{program} status", ("REDIS_PORT", NoServer.Port)).ExitCode);
    }

    /// <summary>Without a command it runs; what cannot be done ends it with the code for that.</summary>
    [Fact]
    public void Run_EndsWithTheCodeOfWhatIsWrong()
    {
        using var site = new Site();
        string program = PublishedProgram.Program;
        Assert.Equal(78, site.Script($"{program} run", ("HARVEST_MODE", "lively")).ExitCode);
        Assert.Equal(78, site.Script(program, ("LOG_FILE", "/no/such/folder/log")).ExitCode);
        ShellResult away = site.Script($"{program} run", ("REDIS_PORT", NoServer.Port), ("HARVEST_START_RETRY_SEC", "0"));
        Assert.Equal((69, true), (away.ExitCode, away.Text.Contains("Redis cannot be reached", StringComparison.Ordinal)));
        site.Redis("HSET quantum:harvest:checkpoint schema 99 quantum:stream:execution.result 1-0");
        ShellResult newer = site.Script($"{program} run");
        Assert.Equal((70, true), (newer.ExitCode, newer.Text.Contains("it was written by a newer version", StringComparison.Ordinal)));
    }
}
