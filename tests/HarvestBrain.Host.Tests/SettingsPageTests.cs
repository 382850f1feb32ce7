using System.Text;
using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Http;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Notifications;
using HarvestBrain.OpenTelemetry;
using HarvestBrain.Redis;

namespace HarvestBrain.Host.Tests;

/// <summary>
/// docs/settings.md and deploy/harvest-brain.env.example are made of the settings themselves: HARVEST_WRITE_DOCS=1 writes them, without it
/// they are compared.
/// </summary>
public sealed class SettingsPageTests
{
    private const int WidthOfComments = 118;

    private static readonly Section[] Sections =
    [
        new("The engine", "What the service and a replay share.", EngineSettings.All.Except(PolicySettings.All)),
        new(
            "What to ask for",
            "What each does: [rules](rules.md). One symbol may override each of them, in Redis by its name without `HARVEST_` in lower case\n"
                + "([contracts](contracts.md#streams-and-keys)), in a replay with `--set SYMBOL.NAME=VALUE`.",
            PolicySettings.All),
        new(
            "Redis",
            "A stream or key whose default begins with `quantum` begins with `HARVEST_KEY_PREFIX` instead, unless it is set.",
            RedisSettings.All),
        new("Notifications", "What is told: [notifications](notifications.md).", NotificationSettings.All),
        new(
            "OpenTelemetry",
            "What is sent: [service](service.md#traces). The exporter reads the other `OTEL_` variables too.",
            TelemetrySettings.All),
        new("Logging", "What the lines say: [operations](operations.md).", HostSettings.Logging),
        new("HTTP", "Metrics, health and the status page: [monitoring](monitoring.md).", HttpSettings.All),
    ];

    [Fact]
    public void Sections_HoldEverySettingOnce()
    {
        string[] names = [.. Sections.SelectMany(section => section.Settings).Select(setting => setting.Name)];
        Assert.Equal(HostSettings.All.Select(setting => setting.Name), names);
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Page_IsMadeOfTheSettings() => WriteOrCompare("docs/settings.md", Page());

    [Fact]
    public void EnvExample_IsMadeOfTheSettings() => WriteOrCompare("deploy/harvest-brain.env.example", EnvExample());

    private static void WriteOrCompare(string path, string expected)
    {
        if (Environment.GetEnvironmentVariable("HARVEST_WRITE_DOCS") == "1") File.WriteAllText(Path.Combine(Repository.Root, path), expected);
        Assert.Equal(expected, Repository.Read(path));
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Settings

            Made of the code; `HARVEST_WRITE_DOCS=1 dotnet test tests/HarvestBrain.Host.Tests --filter FullyQualifiedName~SettingsPageTests` writes it.

            Environment variables. A setting that does not parse stops the start with exit code 78 and a list of all problems; nothing falls back
            silently. The program names a misspelt `HARVEST_` or `STREAM_` variable in a warning; [embedded](embedding.md#settings), nothing does.
            `harvestbrain check-config` prints what is in force, with passwords, tokens and secrets masked. A replay uses the first
            two tables, without the limit on the age of a price.

            """);
        foreach (Section section in Sections)
        {
            page.Append($"\n## {section.Title}\n\n{section.Intro}\n\n");
            AppendTable(page, [["name", "default", "meaning", "allowed"], .. section.Settings.Select(Row)]);
        }
        return page.ToString();
    }

    private static string[] Row(Setting setting) =>
    [
        $"`{setting.Name}`", setting.Default.Length == 0 ? "empty" : $"`{setting.Default}`",
        setting.Meaning.Replace("<", "\\<", StringComparison.Ordinal), setting.Allowed.Replace("<", "\\<", StringComparison.Ordinal),
    ];

    private static void AppendTable(StringBuilder page, string[][] rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            page.AppendJoin("", row.Select((cell, column) => $"| {cell.PadRight(widths[column])} ")).Append("|\n");
            if (row == rows[0]) page.AppendJoin("", widths.Select(width => $"|{new string('-', width + 2)}")).Append("|\n");
        }
    }

    private static string EnvExample()
    {
        var file = new StringBuilder();
        file.Append(
            """
            # Settings of HarvestBrain, as /etc/quantum/harvest-brain.env. Every setting is here, with its default.
            # One NAME=VALUE a line; nothing is expanded or executed. A setting that is not valid stops the start (exit code 78);
            # check with: harvestbrain check-config. Changes count from the next start: systemctl restart quantum-harvest-brain.

            """);
        foreach (Section section in Sections)
        {
            file.Append($"\n# ---- {section.Title} ----\n");
            if (section.Settings.Contains(RedisSettings.KeyPrefixSetting))
                file.Append("# A stream or key that is not set begins with HARVEST_KEY_PREFIX: those stand here as comments.\n");
            foreach (Setting setting in section.Settings)
            {
                string derived = setting.Default.StartsWith(RedisSettings.KeyPrefixSetting.Default + ":", StringComparison.Ordinal) ? "#" : "";
                file.Append('\n');
                AppendComment(file, $"{char.ToUpperInvariant(setting.Meaning[0])}{setting.Meaning[1..]}. Takes {setting.Allowed}.");
                file.Append($"{derived}{setting.Name}={setting.Default}\n");
            }
        }
        return file.ToString();
    }

    private static void AppendComment(StringBuilder file, string text)
    {
        string line = "#";
        foreach (string word in text.Split(' '))
        {
            if (line.Length + 1 + word.Length > WidthOfComments)
            {
                file.Append(line).Append('\n');
                line = "#";
            }
            line += " " + word;
        }
        file.Append(line).Append('\n');
    }

    private sealed record Section(string Title, string Intro, IEnumerable<Setting> Settings);
}
