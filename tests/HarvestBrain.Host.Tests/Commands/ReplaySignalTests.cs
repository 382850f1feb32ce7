using System.Diagnostics;
using static HarvestBrain.Host.Tests.Recording;

namespace HarvestBrain.Host.Tests.Commands;

/// <summary>How <c>replay</c> ends when it is told to, or when nobody reads what it writes.</summary>
[Collection<Timed>]
public sealed class ReplaySignalTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void Signal_WhileAPipeIsSilent_EndsSoonAndWell(string signal)
    {
        var start = Stopwatch.StartNew();
        using Cli cli = Cli.Start([], "replay", "--positions", "-");
        cli.Send(Of(Open, Rise));
        // What came is answered before more is waited for.
        string[] lines = [.. Enumerable.Range(0, 4).Select(_ => cli.Output.ReadLine()!)];
        Assert.Equal(StopMove, lines[1]);
        TimeSpan started = start.Elapsed;

        cli.Signal(signal);
        var clock = Stopwatch.StartNew();
        CliResult result = cli.End();

        Assert.Equal(new CliResult(0, "", ""), result);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1) + (10 * started)); // it takes some 50 ms
    }

    [Fact]
    public void Signal_WithASummary_StillPrintsIt()
    {
        using Cli cli = Cli.Start([], "replay", "--summary", "-");
        cli.Send(Of(Open, Rise));
        Assert.Equal(StopMove, cli.Output.ReadLine());
        cli.Signal("TERM");

        CliResult result = cli.End();
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("symbol", result.Error, StringComparison.Ordinal);
        Assert.Contains("\nETHUSDT      1        2 ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Signal_InTheMiddleOfALine_IsNoBadInput()
    {
        using Cli cli = Cli.Start([], "replay", "-");
        cli.Send(Of(Open, Rise) + "{\"symbol\":\"ETHUSDT\",\"si");
        Assert.Equal(StopMove, cli.Output.ReadLine());
        cli.Signal("TERM");

        Assert.Equal(new CliResult(0, FirstClose + "\n", ""), cli.End());
    }

    [Fact]
    public void Reader_ThatWentAway_EndsTheRunQuietly()
    {
        // An endless recording: only the broken pipe can end this.
        CliResult result = Cli.Shell($"yes '{Open}' 2>/dev/null | {{ harvestbrain replay --positions -; echo \"ended with $?\" >&2; }} | head -n 1");
        Assert.StartsWith("{\"type\":\"position\"", Assert.Single(result.OutputLines), StringComparison.Ordinal);
        Assert.Equal("ended with 0\n", result.Error);
    }

    [Fact]
    public void Output_IntoAFileThatHasContent_ComesBehindIt()
    {
        using var folder = new TempFolder();
        string session = folder.Write("s.ndjson", Session), output = folder.Path("out.txt");
        CliResult result = Cli.Shell($"{{ echo before; harvestbrain replay '{session}'; echo after; }} > '{output}'");
        Assert.Equal("", result.Error);
        Assert.Equal(Of(["before", .. Intents, "after"]), File.ReadAllText(output));
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("report")]
    [InlineData("import --tz UTC")]
    public void FullDisk_IsAnError_ToldInOneSentence(string command)
    {
        using var folder = new TempFolder();
        string file = command.StartsWith("import", StringComparison.Ordinal)
            ? folder.Write("trades.csv", "symbol,side,qty,price,time\nETHUSDT,BUY,1,100,2026-01-05 10:00:00\n")
            : folder.Write("s.ndjson", Session);
        CliResult result = Cli.Shell($"harvestbrain {command} '{file}' > /dev/full");
        Assert.Equal(70, result.ExitCode);
        Assert.Equal("harvestbrain: standard output: No space left on device", result.ErrorLines[^1]);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
