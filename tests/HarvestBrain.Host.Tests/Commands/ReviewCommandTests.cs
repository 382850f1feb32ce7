using System.Text.Json;

namespace HarvestBrain.Host.Tests.Commands;

/// <summary>The commands report, sweep and compare as programs: what they read, write and end with.</summary>
public sealed class ReviewCommandTests
{
    private const string Trades = """
        {"symbol":"ETHUSDT","side":"BUY","qty":1,"price":100,"status":"FILLED","stop_loss":90,"fee":0.1,"ts":1768693500}
        {"symbol":"ETHUSDT","status":"PRICE_UPDATE","price":112,"ts":1768693560}
        {"symbol":"ETHUSDT","side":"SELL","qty":1,"price":95,"status":"FILLED","fee":0.1,"ts":1768693620}
        {"symbol":"ETHUSDT","side":"SELL","qty":1,"price":100,"status":"FILLED","stop_loss":110,"fee":0.1,"ts":1768780000}
        {"symbol":"ETHUSDT","status":"PRICE_UPDATE","price":92,"ts":1768780060}
        {"symbol":"ETHUSDT","side":"BUY","qty":1,"price":94,"status":"FILLED","fee":0.1,"ts":1768780120}

        """;

    [Fact]
    public void Report_WritesPageAndJson_AndSaysTheAnswer()
    {
        using var folder = new TempFolder();
        string file = folder.Write("trades.ndjson", Trades), page = folder.Path("report.html"), json = folder.Path("report.json");

        CliResult result = Cli.Run("report", file, "--set", "HARVEST_LADDER=1:*", "-o", page, "--json", json, "--title", "Mine");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("On your 2 trades the ladder 1:* would have made ", result.Output, StringComparison.Ordinal);
        Assert.Contains("<title>Mine</title>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Contains("harvestbrain report trades.ndjson --set 'HARVEST_LADDER=1:*' --title Mine", File.ReadAllText(page), StringComparison.Ordinal);
        JsonElement root = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        JsonElement input = root.GetProperty("inputs")[0];
        Assert.Equal("trades.ndjson", input.GetProperty("name").GetString());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))), input.GetProperty("sha256").GetString());
        Assert.Equal(6, input.GetProperty("entries").GetInt32());
        Assert.Equal("1:*", root.GetProperty("policy").GetProperty("HARVEST_LADDER").GetString());
        Assert.Equal(2, root.GetProperty("harvested").GetProperty("n").GetInt32());

        // Again, and by standard input: the same numbers.
        string again = folder.Path("again.json");
        Assert.Equal(0, Cli.RunOn(Trades, "report", "-", "--set", "HARVEST_LADDER=1:*", "--json", again).ExitCode);
        Assert.Equal(
            File.ReadAllText(json), File.ReadAllText(again).Replace("\"name\": \"-\"", "\"name\": \"trades.ndjson\"", StringComparison.Ordinal));
    }

    /// <summary>Each file has what it holds, also when two are imported as one set of entries.</summary>
    [Fact]
    public void Report_OfSeveralFiles_SaysOfEachItsRowsAndItsSpan()
    {
        using var folder = new TempFolder();
        const string Header = "time,symbol,side,qty,price,stop\n";
        string[] files =
        [
            folder.Write("january.csv", Header + "2026-01-05T10:00:00Z,ETHUSDT,BUY,1,100,90\n2026-01-05T12:00:00Z,ETHUSDT,SELL,1,110,\n"),
            folder.Write("march.csv", Header + "2026-03-02T10:00:00Z,ETHUSDT,BUY,1,100,90\n2026-03-02T11:00:00Z,ETHUSDT,SELL,0.5,105,\n2026-03-02T12:00:00Z,ETHUSDT,SELL,0.5,110,\n"),
            folder.Write("prices.ndjson", """
            {"symbol":"ETHUSDT","status":"PRICE_UPDATE","price":105,"timestamp":"2026-01-05T11:00:00Z"}
            {"symbol":"ETHUSDT","status":"PRICE_UPDATE","price":106,"timestamp":"2026-03-02T10:30:00Z"}

            """),
        ];
        string json = folder.Path("report.json");

        CliResult result = Cli.Run(["report", .. files, "--no-prices", "--json", json]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "prices.ndjson 2 2026-01-05T11:00 2026-03-02T10:30", "january.csv 2 2026-01-05T10:00 2026-01-05T12:00",
                "march.csv 3 2026-03-02T10:00 2026-03-02T12:00",
            ],
            JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("inputs").EnumerateArray().Select(input =>
                $"{input.GetProperty("name").GetString()} {input.GetProperty("entries").GetInt32()} {Minute(input.GetProperty("first"))} {Minute(input.GetProperty("last"))}"));

        static string Minute(JsonElement time) => time.GetString()![..16];
    }

    [Fact]
    public void Sweep_CellIsTheReport_AndCompareTellsThemApart()
    {
        using var folder = new TempFolder();
        string file = folder.Write("trades.ndjson", Trades), sweep = folder.Path("sweep.json"), one = folder.Path("one.json"), two = folder.Path("two.json");

        CliResult result = Cli.Run("sweep", file, "--ladder", "{0.5,1}:{0.5,*}", "--be", "off", "--json", sweep, "-o", folder.Path("sweep.html"));
        Assert.Equal((0, "4 policies, 0 combinations left out\n"), (result.ExitCode, result.Error));
        Assert.Equal(0, Cli.Run("report", file, "--set", "HARVEST_LADDER=1:*", "--set", "HARVEST_SET_BE_AT_R=", "--json", one).ExitCode);
        Assert.Equal(0, Cli.Run("report", file, "--set", "HARVEST_LADDER=0.5:0.5", "--set", "HARVEST_SET_BE_AT_R=", "--json", two).ExitCode);

        JsonElement cell = JsonDocument.Parse(File.ReadAllText(sweep)).RootElement.GetProperty("cells").EnumerateArray().Single(cell => cell.GetProperty("ladder").GetString() == "1:*");
        Assert.Equal(
            JsonDocument.Parse(File.ReadAllText(one)).RootElement.GetProperty("harvested").GetProperty("mean_r").GetRawText(), cell.GetProperty("mean_r").GetRawText());

        CliResult compared = Cli.Run("compare", one, two, "-o", folder.Path("difference.html"));
        Assert.Equal((0, ""), (compared.ExitCode, compared.Error));
        Assert.Contains("two.json less one.json: ", compared.Output, StringComparison.Ordinal);
        Assert.Contains("two.json against one.json", File.ReadAllText(folder.Path("difference.html")), StringComparison.Ordinal);
    }

    /// <summary>As in <c>report &lt;(zcat fills.gz) prices.csv</c>: a pipe is looked at, imported, read again for its prices, and hashed.</summary>
    [Theory]
    [InlineData("report")]
    [InlineData("replay")]
    [InlineData("import")]
    public async Task APipe_IsReadOnce_AndGivesWhatTheFileGives(string command)
    {
        using var folder = new TempFolder();
        string bars = folder.Write("ETHUSDT-1m.csv", string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{1768693500000 + (i * 60_000)},100,1{(i % 18) + 2:00},95,101,1,{1768693500000 + (i * 60_000) + 59_999},1,1,1,1,0\n")));
        string fills = folder.Write("fills.csv", "time,symbol,side,qty,price,stop\n2026-01-17T23:45:00Z,ETHUSDT,BUY,1,100,90\n2026-01-18T00:30:00Z,ETHUSDT,SELL,1,101,\n");
        string recorded = folder.Write("trades.ndjson", Trades), json = folder.Path("report.json");
        string[] more = command switch { "report" => ["--json", json], "import" => ["--symbol", "ETHUSDT"], _ => ["--positions"] };
        string[] files = command == "import" ? [fills, bars] : [fills, bars, recorded];

        CliResult ofFiles = Cli.Run([command, .. files, "--symbol", "ETHUSDT", .. more]);
        string? written = command == "report" ? await File.ReadAllTextAsync(json) : null;
        List<string> pipes = [];
        List<Task> writers = [];
        foreach (string file in files)
        {
            string pipe = Path.Combine(Directory.CreateDirectory(folder.Path($"pipe{pipes.Count}")).FullName, Path.GetFileName(file));
            using (var made = System.Diagnostics.Process.Start("mkfifo", pipe)) await made.WaitForExitAsync();
            pipes.Add(pipe);
            writers.Add(Task.Run(() =>
            {
                using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write);
                writer.Write(File.ReadAllBytes(file));
            }));
        }
        CliResult ofPipes = Cli.Run([command, .. pipes, "--symbol", "ETHUSDT", .. more]);

        Assert.Equal(0, ofFiles.ExitCode);
        Assert.Equal((ofFiles.ExitCode, ofFiles.Output), (ofPipes.ExitCode, ofPipes.Output));
        if (written is not null) Assert.Equal(written, await File.ReadAllTextAsync(json));
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void ABadLine_IsNamed_AndTheReportIsWrittenAllTheSame()
    {
        using var folder = new TempFolder();
        string file = folder.Write("trades.ndjson", Trades + "{\"symbol\":1}\n"), json = folder.Path("report.json");

        CliResult result = Cli.Run("report", file, "--json", json);

        Assert.Equal(65, result.ExitCode);
        Assert.StartsWith($"{file}:7: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 lines could not be read", File.ReadAllText(json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(66, "report", "missing.ndjson")]
    [InlineData(64, "report")]
    [InlineData(64, "sweep", "-")]
    [InlineData(64, "sweep", "-", "--ladder", "2:0.5,1:0.5")]
    [InlineData(64, "report", "-", "--risk-fraction", "2")]
    [InlineData(78, "report", "-", "--set", "HARVEST_LADDER=x")]
    [InlineData(73, "report", "-", "-o", "/nowhere/report.html")]
    [InlineData(66, "compare", "a.json", "b.json")]
    public void WhatCannotBe_HasItsExitCode(int code, params string[] arguments)
    {
        CliResult result = Cli.RunOn("", arguments);

        Assert.Equal(code, result.ExitCode);
        Assert.StartsWith("harvestbrain: ", result.ErrorLines.First(line => !line.Contains("policies", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_TakesReportsAlone()
    {
        using var folder = new TempFolder();
        string broken = folder.Write("a.json", "{"), other = folder.Write("b.json", "{\"schema\":1}");

        Assert.Equal(65, Cli.Run("compare", broken, other).ExitCode);
        Assert.Contains("no epochs", Cli.Run("compare", other, broken).Error, StringComparison.Ordinal);
    }
}
