using System.Text.Json;

namespace HarvestBrain.Host.Tests.Commands;

/// <summary>The import as a program: where it writes, what it says, how it ends.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Header = "Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID\n";
    private const string Trades = Header + "26-01-05 11:00:30,ETHUSDT,SELL,110,1,110,0.1 USDT,10,true,false,2,2\n26-01-05 10:00:30,ETHUSDT,BUY,100,1,100,0.1 USDT,0,true,false,1,1\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_OfAnUnderstoodFile_WritesEntriesAndSaysWhatItUnderstood()
    {
        CliResult result = Cli.Run("import", _folder.Write("Trades_UTC+1.csv", Trades));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """{"symbol":"ETHUSDT","side":"BUY","status":"FILLED","qty":"1","price":"100","fee":"0.1","timestamp":1767603630000,"trade_id":"1"}""", result.OutputLines[0]);
        Assert.Contains("binance-futures-trades", result.Error, StringComparison.Ordinal);
        Assert.Contains("UTC+01:00 (the file's name)", result.Error, StringComparison.Ordinal);
        Assert.Contains("written: 2 fills", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_ThatHasToBeToldSomething_Is64_AndWritesNothing()
    {
        string output = _folder.Write("out.ndjson", "as it was");

        CliResult result = Cli.Run("import", _folder.Write("trades.csv", Trades), "-o", output);

        Assert.Equal((64, "", "as it was"), (result.ExitCode, result.Output, File.ReadAllText(output)));
        Assert.Contains("to be told: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_OfARefusedRow_Is65_AndWritesNothing()
    {
        string output = _folder.Path("out.ndjson");

        CliResult result = Cli.Run("import", _folder.Write("trades.csv", Trades + "26-01-05 12:00:00,ETHUSDT,BUY,abc,1,1,0,0,true,false,3,3\n"), "--tz", "UTC", "-o", output);

        Assert.Equal((65, "", false), (result.ExitCode, result.Output, File.Exists(output)));
        Assert.Contains("trades.csv:4: NumberInvalid(Price: 'abc')", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_OfMoreThanFitsIntoMemory_LeavesNoTemporaryFile()
    {
        CliResult result = Cli.RunWith([("TMPDIR", _folder.Path("."))], "", "import", ManyTrades(), "-o", _folder.Path("out.ndjson"));

        Assert.Equal((0, 20_000), (result.ExitCode, File.ReadLines(_folder.Path("out.ndjson")).Count()));
        Assert.Empty(Directory.GetFiles(_folder.Path("."), "harvestbrain-import-*"));
    }

    [Fact]
    public void Import_WithoutRoomForTemporaryFiles_Is73_AndWritesNothing()
    {
        string output = _folder.Write("out.ndjson", "as it was");

        CliResult result = Cli.RunWith([("TMPDIR", _folder.Path("nowhere"))], "", "import", ManyTrades(), "-o", output);

        Assert.Equal((73, "", "as it was"), (result.ExitCode, result.Output, File.ReadAllText(output)));
        Assert.StartsWith($"harvestbrain: TemporaryFile({_folder.Path("nowhere")}", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Signal_WhileAPipeIsCopied_LeavesNoCopy(string signal)
    {
        using Cli cli = Cli.Start([("TMPDIR", _folder.Path("."))], "import", "-", "--tz", "UTC");
        cli.Send(Trades + new string('\n', 100_000)); // more than is held back until there is more of it
        Eventually(() => Copies().Any(copy => new FileInfo(copy).Length > 0));

        cli.Signal(signal);

        Assert.NotEqual(0, cli.End().ExitCode);
        Assert.Empty(Copies());

        string[] Copies() => Directory.GetFiles(_folder.Path("."), "*.tmp");
    }

    [Fact]
    public void Signal_WhileTheOutputIsWritten_LeavesNothingOfIt()
    {
        // Standard output is no part of it: the file is written beside its place, and takes a while.
        string output = _folder.Write("out.ndjson", "as it was"), bars = _folder.Write("ETHUSDT-1m-2026-01.csv", string.Concat(
            Enumerable.Range(0, 600_000).Select(i => $"{1_600_000_000_000 + (i * 60_000L)},1,1,1,1,1,{1_600_000_059_999 + (i * 60_000L)},1,1,1,1,0\n")));
        using Cli cli = Cli.Start([], "import", bars, "-o", output);
        Eventually(() => Parts().Length > 0);

        cli.Signal("INT");

        Assert.NotEqual(0, cli.End().ExitCode);
        Assert.Equal((0, "as it was"), (Parts().Length, File.ReadAllText(output)));

        string[] Parts() => Directory.GetFiles(_folder.Path("."), "*.part");
    }

    private static void Eventually(Func<bool> isSo)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), "it never came");
            Thread.Yield();
        }
    }

    private string ManyTrades() => _folder.Write("many_UTC.csv", Header + string.Concat(Enumerable.Range(1, 20_000).Select(i =>
        $"26-01-05 {i / 3600:00}:{i / 60 % 60:00}:{i % 60:00},ETHUSDT,{(i % 2 == 1 ? "BUY" : "SELL")},100,1,100,0 USDT,{(i % 2 == 1 ? 0 : 1)},true,false,{i},{i}\n")));

    [Fact]
    public void Import_OfStandardInput_IntoAFile_WithJson()
    {
        string output = _folder.Path("out.ndjson");

        CliResult result = Cli.RunOn(Trades, "import", "-", "--tz", "UTC", "--json", "-o", output);

        Assert.Equal((0, "", 2), (result.ExitCode, result.Output, File.ReadAllLines(output).Length));
        using JsonDocument json = JsonDocument.Parse(Assert.Single(result.ErrorLines));
        Assert.Equal("written", json.RootElement.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(64, "import")]
    [InlineData(64, "import", "x.csv", "--tz", "Mars")]
    [InlineData(64, "import", "x.csv", "--contracts", "nothing")]
    [InlineData(64, "import", "x.csv", "--format", "nothing")]
    [InlineData(66, "import", "missing.csv")]
    [InlineData(66, "import", "missing.csv", "--stops", "missing")]
    public void Import_OfNothing_SaysSo(int code, params string[] arguments)
    {
        CliResult result = Cli.Run(arguments);

        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("harvestbrain: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Formats_AreListed()
    {
        CliResult result = Cli.Run("import", "--format", "list");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.OutputLines, line => line.StartsWith("ccxt-trades ", StringComparison.Ordinal));
    }

    [Fact]
    public void Replay_OfTheFilesThemselves_IsTheReplayOfTheirImport()
    {
        string trades = _folder.Write("trades.csv", Trades), bars = _folder.Write("ETHUSDT-30m-2026.csv", Bars()), entries = _folder.Path("entries.ndjson");
        string[] risk = ["--tz", "UTC", "--risk", "pct=5"];

        CliResult imported = Cli.Run(["import", trades, bars, .. risk, "-o", entries]);
        CliResult ofEntries = Cli.Run("replay", entries, "--simulate-fills", "--summary");
        CliResult direct = Cli.Run(["replay", trades, bars, .. risk, "--simulate-fills", "--summary"]);

        Assert.Equal((0, 0, 0), (imported.ExitCode, ofEntries.ExitCode, direct.ExitCode));
        Assert.Equal(3, ofEntries.OutputLines.Length); // 0.5R at 102.5 with the stop to 100, 1R at 105: the next bar goes to 106
        Assert.Equal(ofEntries.Output, direct.Output);
        Assert.EndsWith(ofEntries.Error, direct.Error, StringComparison.Ordinal);
        Assert.Contains("written: 2 fills", direct.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_OnTheFavourablePath_HarvestsWhereThePessimisticOneIsStopped()
    {
        const string Entries = """
            {"symbol":"X","side":"BUY","status":"FILLED","qty":1,"price":100,"stop_loss":90,"timestamp":1767607200000}
            {"status":"BAR","symbol":"X","open":100,"high":106,"low":89,"close":100,"from":1767607260000,"to":1767607319999}

            """;
        CliResult pessimistic = Cli.RunOn(Entries, "replay", "-", "--simulate-fills"), favourable = Cli.RunOn(Entries, "replay", "-", "--simulate-fills", "--bar-path", "favourable");

        Assert.Equal((0, ""), (pessimistic.ExitCode, pessimistic.Output));
        Assert.Contains("\"mark_price\":105,", favourable.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_OfAFileThatNothingReads_SaysWhatItIsNear()
    {
        CliResult result = Cli.Run("replay", _folder.Write("x.csv", "When,Symbol,Side,Price,Quantity,Amount,Fee\n1,2,3,4,5,6,7\n"));

        Assert.Equal((65, ""), (result.ExitCode, result.Output));
        Assert.Contains("near binance-futures-trades", result.Error, StringComparison.Ordinal);
    }

    // 10:00 to 11:30 in half hours: 100, up to 106, back to 104.
    private static string Bars() => """
        1767607200000,100,101,100,101,1,1767608999999,1,1,1,1,0
        1767609000000,101,106,101,104,1,1767610799999,1,1,1,1,0
        1767610800000,104,104,104,104,1,1767612599999,1,1,1,1,0

        """;
}
