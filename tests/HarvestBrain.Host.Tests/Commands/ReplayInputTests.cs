using HarvestBrain.Host.Replay;
using static HarvestBrain.Host.Tests.Recording;

namespace HarvestBrain.Host.Tests.Commands;

/// <summary>What <c>replay</c> reads, and what it says of lines that it cannot understand.</summary>
public sealed class ReplayInputTests
{
    [Fact]
    public void BarsOfOneTime_ThatDisagree_AreRefused_AndWhatComesAgainIsNot()
    {
        const string Minute = """{"status":"BAR","symbol":"ETHUSDT","open":1,"high":2,"low":1,"close":2,"from":1768693500000,"to":1768693559999}""";

        CliResult same = Cli.RunOn($"{Minute}\n{Minute}\n", "replay", "-");
        CliResult other = Cli.RunOn($"{Minute}\n{Minute.Replace("\"close\":2", "\"close\":1.5", StringComparison.Ordinal)}\n", "replay", "-");

        Assert.Equal((0, ""), (same.ExitCode, same.Error));
        Assert.Equal((65, "-:2: BarContradicts(field: from, found: '1768693500000')\n"), (other.ExitCode, other.Error));
    }

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
                // What stands before any time of a file comes first.
                $"{last}:1: JsonNotObject", $"{last}:2: SymbolMissing(field: symbol)",
                $"{first}:3: JsonBroken", $"{first}:4: NumberNotFinite(field: price, found: 'NaN')",
            ],
            result.ErrorLines);
        Assert.Equal([StopMove, FirstClose, SecondClose("102.5")], result.OutputLines);
        Assert.Equal(65, result.ExitCode);
    }

    [Fact]
    public void SeveralFiles_AreMergedByTime_FillsBeforePricesAndThenInTheOrderGiven()
    {
        using var folder = new TempFolder();
        string At(string line, long ms) => line.Replace("1768693538416", $"{ms}", StringComparison.Ordinal);
        string prices = folder.Write("prices.ndjson", Of(At(Rise, 1768693537416), At(Rise, 1768693538416), RiseFurther));
        string fills = folder.Write("fills.ndjson", Of(Open));
        string others = folder.Write("others.ndjson", Of(At(Rise, 1768693538416).Replace("3352", "3353", StringComparison.Ordinal), Fall));
        foreach (string[] order in (string[][])[[prices, fills, others], [fills, others, prices]])
        {
            CliResult result = Cli.Run(["replay", .. order]);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            string close = At(FirstClose, 1768693537416).Replace(":38.416", ":37.416", StringComparison.Ordinal);
            Assert.Equal([StopMove.Replace(":38.416", ":37.416", StringComparison.Ordinal), close, SecondClose("102.5")], result.OutputLines);
        }
        // Of two prices of one instant the file that is named first has the first word.
        string early = Of(Open);
        string low = folder.Write("low.ndjson", Of(At(Rise, 1768693538416).Replace("3352", "3360", StringComparison.Ordinal)));
        Assert.Contains("\"mark_price\":3353", Cli.RunOn(early, "replay", others, low, "-").OutputLines[0], StringComparison.Ordinal);
        Assert.Contains("\"mark_price\":3360", Cli.RunOn(early, "replay", low, others, "-").OutputLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void TimeThatGoesBackInAFile_IsSaidWithTheFirstLineAndHowOften_AndTheOrderStays()
    {
        string early = Rise.Replace("1768693538416", "1768693537000", StringComparison.Ordinal);
        CliResult result = Cli.RunOn(Of(Open, early, Fall, Rise, early, RiseFurther), "replay", "-");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("harvestbrain: -: time goes back 4 times, first at line 2; its lines stay in the order of the file", result.ErrorLines[^1]);

        // Whole seconds may be any part of that second.
        string second = Rise.Replace("\"id\":\"1768693538416-0\"", "\"ts\":1768693537", StringComparison.Ordinal);
        Assert.Equal("", Cli.RunOn(Of(Open, second), "replay", "-").Error);
        using var folder = new TempFolder();
        string file = folder.Write("a.ndjson", Of(Rise, Open));
        Assert.Equal([$"harvestbrain: {file}: time goes back once, first at line 2; its lines stay in the order of the file"], Cli.Run("replay", file).ErrorLines);
    }

    [Theory]
    [InlineData("Date,Market,Amount,Rate\n2026-01-18,ETH,1,3300\n")]
    [InlineData("\uFEFFa;b;c\n1;2;3\n")]
    [InlineData("a\tb\tc\n")]
    public void Table_OfNoKnownFormat_IsRefusedWithTheCommandThatImportsIt(string table)
    {
        using var folder = new TempFolder();
        string file = folder.Write("my.csv", table), entries = folder.Write("entries.ndjson", Session);
        foreach (string[] files in (string[][])[[file], [entries, file]])
        {
            CliResult result = Cli.Run(["replay", .. files]);
            Assert.Equal((65, ""), (result.ExitCode, result.Output));
            Assert.Matches($"{System.Text.RegularExpressions.Regex.Escape(file)}: (no format that is known; it begins: |is a table \\(CSV\\), not one JSON object)", result.ErrorLines[0]);
            Assert.EndsWith(
                $"  harvestbrain import {file} --map symbol=COLUMN --map side=COLUMN --map qty=COLUMN --map price=COLUMN --map time=COLUMN -o OUT.ndjson",
                result.ErrorLines[^1], StringComparison.Ordinal);
        }
        CliResult piped = Cli.RunOn(table, "replay", "-");
        Assert.Equal(65, piped.ExitCode);
        Assert.Equal(
            [
                "harvestbrain: -: is a table (CSV), not one JSON object a line; write it into a file, whose format is found, or say what its columns mean:",
                "  harvestbrain import FILE --map symbol=COLUMN --map side=COLUMN --map qty=COLUMN --map price=COLUMN --map time=COLUMN -o OUT.ndjson",
            ],
            piped.ErrorLines);
    }

    [Fact]
    public void ExchangeFilesBesideRecordedOnes_MergeByTime()
    {
        using var folder = new TempFolder();
        string klines = folder.Write(
            "ETHUSDT-1m-2026-01.csv",
            "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n"
            + "1768693500000,3290,3295,3285,3291,1,1768693559999,1,1,1,1,0\n1768693560000,3300,3360,3299,3355,1,1768693619999,1,1,1,1,0\n");
        string fills = folder.Write("fills.ndjson", Of(Open.Replace("\"id\":\"1768693537416-0\"", "\"time\":1768693559", StringComparison.Ordinal)));
        CliResult result = Cli.Run("replay", "--summary", fills, klines);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\"rung_r\":0.5,", result.OutputLines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("time goes back", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LineThatMayHaveBeenAFill_MakesItsSymbolSuspect()
    {
        CliResult result = Cli.RunOn(
            Of(Open, """{"symbol":"ETHUSDT","side":"SELL","status":"FILLED","qty":"oops","price":3300,"ts":1768693538}""", Rise), "replay", "--positions", "-");

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
