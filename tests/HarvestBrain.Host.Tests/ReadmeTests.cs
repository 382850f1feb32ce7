using System.Globalization;
using System.Reflection;
using System.Text.Json;
using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Host.Tests;

/// <summary>What the README says is what the program does.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = Repository.Read("README.md");

    public static TheoryData<string> Documents =>
    [
        "README.md", "docs/rules.md", "docs/replay.md", "docs/import.md", "docs/review.md", "docs/contracts.md", "docs/embedding.md", "src/HarvestBrain.Core/README.md", "src/HarvestBrain.Redis/README.md",
        "src/HarvestBrain.AspNetCore/README.md",
        "src/HarvestBrain.Notifications/README.md", "src/HarvestBrain.Import/README.md", "src/HarvestBrain.Review/README.md", "src/HarvestBrain.OpenTelemetry/README.md", "src/HarvestBrain.Testing/README.md",
        "samples/EmbeddedService/README.md",
    ];

    [Fact]
    public void ExitCodes_Table_EqualsExitCode()
    {
        int[] expected = [.. typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!)];
        int[] shown = [.. Markdown.Rows(Markdown.Section(Repository.Read("docs/contracts.md"), "Exit codes")).Where(row => row.Length == 2 && int.TryParse(row[0], out _))
            .Select(row => int.Parse(row[0], CultureInfo.InvariantCulture))];

        Assert.Equal(expected, shown);
    }

    public static TheoryData<string> Pages =>
        ["CONTRIBUTING.md", "docs/architecture.md", "docs/executor.md", "docs/paper.md", "docs/monitoring.md", "docs/notifications.md", "docs/operations.md", "docs/service.md", "docs/settings.md", "docs/shadow-to-live.md", "docs/troubleshooting.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    [MemberData(nameof(Pages))]
    public void Paths_EachNamed_Exists(string document)
    {
        string folder = Path.GetDirectoryName(document)!;
        string[] missing = [.. Markdown.Paths(Repository.Read(document)).Where(path =>
            !Path.Exists(Path.Combine(Repository.Root, path)) && !Path.Exists(Path.Combine(Repository.Root, folder, path)))];

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Commands_EachShown_PrintsWhatIsShown(string document)
    {
        const string Program = "dotnet run --project src/HarvestBrain.Host -c Release -- ";
        foreach (ShownCommand shown in Markdown.Commands(Repository.Read(document)))
        {
            if (!shown.Command.StartsWith(Program, StringComparison.Ordinal)) continue;
            string arguments = shown.Command[Program.Length..].Replace(">/dev/null", "", StringComparison.Ordinal);
            ProgramRun run = await ProgramRun.HarvestBrain(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

            Assert.Equal(0, run.ExitCode);
            AssertPrinted(run.Output + run.Error, shown);
        }
    }

    [Fact]
    public async Task LadderTable_EachRow_IsWhatReplayAsksFor()
    {
        string[][] rows = [.. Markdown.Rows(Repository.Read("docs/rules.md")).Where(row => row.Length == 5 && (row[0] == "defaults" || row[0].Contains('=')))];

        Assert.NotEmpty(rows);
        foreach (string[] row in rows)
        {
            string[] set = row[0] == "defaults" ? [] : ["--set", row[0]];
            ProgramRun run = await ProgramRun.HarvestBrain(["replay", "samples/data/worked-example.ndjson", .. set]);
            ILookup<decimal, decimal> closes = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(intent => intent.GetProperty("intent_type").GetString() == "HARVEST_PARTIAL")
                .ToLookup(intent => intent.GetProperty("mark_price").GetDecimal(), intent => intent.GetProperty("qty").GetDecimal());
            string[] actual = [row[0], Text(closes[3350]), Text(closes[3400]), Text(closes[3450]),
                Text(new[] { 1 - closes.Sum(price => price.Sum()) }.Where(rest => rest > 0))];

            Assert.Equal(row, actual);
        }
    }

    private static string Text(IEnumerable<decimal> quantities) =>
        string.Join(" + ", quantities.Select(Core.PlainDecimal.Format)) is { Length: > 0 } text ? text : "-";

    /// <summary>Every shown line is printed, in this order; <c>...</c> stands for anything.</summary>
    private static void AssertPrinted(string printed, ShownCommand shown)
    {
        string[] lines = printed.Split('\n');
        int next = 0;
        foreach (string line in shown.Output.Where(line => line != "..."))
        {
            next = Array.FindIndex(lines, next, candidate => IsShownAs(candidate, line)) + 1;
            Assert.True(next > 0, $"{shown.Command}\ndoes not print, in this order:\n{line}");
        }
    }

    private static bool IsShownAs(string line, string shown)
    {
        string[] parts = shown.Split("...");
        int position = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            bool isFirst = i == 0, isLast = i == parts.Length - 1;
            int found = isLast && !isFirst
                ? (line.EndsWith(parts[i], StringComparison.Ordinal) ? line.Length - parts[i].Length : -1)
                : line.IndexOf(parts[i], position, StringComparison.Ordinal);
            if (found < position || (isFirst && found > 0)) return false;
            position = found + parts[i].Length;
        }
        return parts.Length > 1 || position == line.Length;
    }
}
