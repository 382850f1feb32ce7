using HarvestBrain.Host.Replay;
using static HarvestBrain.Host.Tests.Recording;

namespace HarvestBrain.Host.Tests.Commands;

/// <summary>What <c>replay</c> reads, and what it says of lines that it cannot understand.</summary>
public sealed class ReplayInputTests
{
    [Fact]
    public void SeveralFiles_AreOneSession_StandardInputAmongThem()
    {
        using var folder = new TempFolder();
        string first = folder.Write("a.ndjson", Of(Open)), last = folder.Write("b.ndjson", Of(RiseFurther, Fall));

        CliResult result = Cli.RunOn(Of(Rise), "replay", first, "-", last);

        Assert.Equal(new CliResult(0, Of(Intents), ""), result);
    }

    [Fact]
    public void LineEnds_AndBlanks_AndAMark_AreNoHarm()
    {
        using var folder = new TempFolder();
        string file = folder.Path("dos.ndjson");
        File.WriteAllBytes(file, [0xEF, 0xBB, 0xBF, .. Utf8($"{Open}\r\n\r\n  \t \r\n\n  {Rise}  \r\n{RiseFurther}\n{Fall}")]); // the last line has no end

        Assert.Equal(new CliResult(0, Of(Intents), ""), Cli.Run("replay", file));
        Assert.Equal(new CliResult(0, Of(Intents), ""), Cli.RunOn("\uFEFF" + Session.TrimEnd('\n'), "replay", "-"));
    }

    [Fact]
    public void Marks_AreTakenAtTheBeginningOfEveryFile_AndNowhereElse()
    {
        using var folder = new TempFolder();
        string first = folder.Write("a.ndjson", "\uFEFF" + Of(Open)), last = folder.Write("b.ndjson", "\uFEFF" + Of(Rise, "\uFEFF" + RiseFurther));

        CliResult result = Cli.Run("replay", first, last);

        Assert.Equal([StopMove, FirstClose], result.OutputLines);
        Assert.Equal([$"{last}:2: JsonBroken"], result.ErrorLines);
        Assert.Equal(65, result.ExitCode);
    }

    [Fact]
    public void BadLines_AreNamedByFileAndLine_AndTheRunGoesOn()
    {
        using var folder = new TempFolder();
        string first = folder.Write("a.ndjson", Of(Open, "", "garbage", Rise.Replace("3352", "\"NaN\"", StringComparison.Ordinal), Rise));
        string last = folder.Write("b.ndjson", Of("[]", "{}", RiseFurther));

        CliResult result = Cli.Run("replay", first, last);

        Assert.Equal(
            [
                $"{first}:3: JsonBroken", $"{first}:4: NumberNotFinite(field: price, found: 'NaN')", $"{last}:1: JsonNotObject",
                $"{last}:2: SymbolMissing(field: symbol)",
            ],
            result.ErrorLines);
        Assert.Equal([StopMove, FirstClose, SecondClose("102.5")], result.OutputLines);
        Assert.Equal(65, result.ExitCode);
    }

    [Fact]
    public void LineThatMayHaveBeenAFill_MakesItsSymbolSuspect()
    {
        CliResult result = Cli.RunOn(
            Of(Open, """{"symbol":"ETHUSDT","side":"SELL","status":"FILLED","qty":"oops","price":3300}""", Rise), "replay", "--positions", "-");

        Assert.Equal(
            ["-:2: NumberInvalid(field: qty, found: 'oops')", "-:2: ETHUSDT:BOTH Suspect: nothing is asked for until it is flat, a snapshot shows it, or it is released"], result.ErrorLines);
        Assert.Equal(2, result.OutputLines.Length);
        Assert.EndsWith(",\"suspect\":true}", result.OutputLines[1], StringComparison.Ordinal);
        Assert.Equal(65, result.ExitCode);
    }

    [Fact]
    public void LineOfMegabytes_IsRefused_AndTheRunGoesOn()
    {
        string huge = Rise.Insert(1, $"\"x\":\"{new string('x', 3_000_000)}\",");
        using var folder = new TempFolder();
        string file = folder.Write("a.ndjson", Of(Open, huge, Rise, RiseFurther, Fall));

        CliResult result = Cli.Run("replay", file);
        Assert.Equal(new CliResult(65, Of(Intents), $"{file}:2: LineTooLong\n"), result);
        result = Cli.RunOn(Of(Open, huge, Rise, RiseFurther, Fall), "replay", "-");
        Assert.Equal(new CliResult(65, Of(Intents), "-:2: LineTooLong\n"), result);
    }

    [Fact]
    public void LineOfTheGreatestLength_IsRead_AndOneByteMoreIsNot()
    {
        string Padded(string line, int bytes) => line + new string(' ', bytes - line.Length);
        CliResult result = Cli.RunOn(
            Of(Padded(Open, LineReader.MaxLineBytes), Padded(Rise, LineReader.MaxLineBytes + 1), RiseFurther[..^1] + "}"), "replay", "-");

        Assert.Equal(["-:2: LineTooLong"], result.ErrorLines);
        Assert.Equal(65, result.ExitCode);
        Assert.Equal(3, result.OutputLines.Length); // both rungs and the stop at the third line
    }

    [Fact]
    public void IdsThatAreMissing_AreMadeOfEventTimeAndLineNumber()
    {
        CliResult result = Cli.RunOn(
            Of("", """{"symbol":"A","side":"BUY","qty":1,"price":100,"status":"FILLED","sl":90,"ts":"2026-01-18T00:05:37.416Z"}"""), "replay", "--positions", "-");
        Assert.Contains("\"id\":\"1768694737416-2\"", Assert.Single(result.OutputLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Session_OfHundredsOfThousandsOfEntries_NeedsLittleMemory()
    {
        using var folder = new TempFolder();
        string file = folder.Path("long.ndjson");
        File.WriteAllLines(file, SessionGeneration.SessionGenerator.Lines(new SessionGeneration.SessionOptions { Entries = 300_000 }));
        Assert.True(new FileInfo(file).Length > 30_000_000);

        // With 12 MiB of heap there is no room for anything that grows with the entries.
        CliResult result = Cli.RunWith([("DOTNET_GCHeapHardLimit", "0xC00000")], "", "replay", "--positions", "--simulate-fills", file);

        Assert.Equal(0, result.ExitCode);
        Assert.True(result.OutputLines.Length > 200_000);
    }
}
