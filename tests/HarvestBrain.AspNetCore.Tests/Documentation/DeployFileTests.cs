using System.Text.Json;
using System.Text.RegularExpressions;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.AspNetCore.Tests.Documentation;

/// <summary>The rules and the dashboard, as files.</summary>
public sealed partial class DeployFileTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy/prometheus");

    [Fact]
    public void Rules_PassPromtool()
    {
        Assert.Contains("SUCCESS", Promtool.Check(Folder, null, "check", "rules", "harvest-brain.rules.yml"), StringComparison.Ordinal);
        Assert.Contains("SUCCESS", Promtool.Check(Folder, null, "check", "config", "prometheus.example.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_PassTheirUnitTests() =>
        Assert.Contains("SUCCESS", Promtool.Check(Folder, null, "test", "rules", "harvest-brain.rules.test.yml"), StringComparison.Ordinal);

    [Fact]
    public void Rules_EachAlert_HasAUnitTestThatFiresAndOneThatDoesNot()
    {
        string[] tests = TestOf().Matches(Repository.Read("deploy/prometheus/harvest-brain.rules.test.yml")).Select(match => match.Value).ToArray();
        Assert.All(Alerts(), alert =>
        {
            Assert.Contains(tests, test => Named(test, alert) && test.Contains("exp_alerts", StringComparison.Ordinal));
            Assert.Contains(tests, test => Named(test, alert) && !test.Contains("exp_alerts", StringComparison.Ordinal));
        });

        static bool Named(string test, string alert) => Regex.IsMatch(test, $@"alertname: {alert}\b");
    }

    [Fact]
    public void Alerts_TableOfTheDocument_EqualsTheRules()
    {
        string rules = Repository.Read("deploy/prometheus/harvest-brain.rules.yml");
        string[] expected = [.. AlertWithSeverity().Matches(rules).Select(match => $"{match.Groups["name"].Value} {match.Groups["severity"].Value}")];
        string[] shown = [.. Markdown.Rows(Markdown.Section(Repository.Read("docs/monitoring.md"), "Alerts")).Skip(2).Select(row => $"{row[0]} {row[1]}")];
        Assert.Equal(Alerts().Length, expected.Length);
        Assert.Equal(expected.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dashboard_EachPanel_HasATitleADescriptionAndAQuery()
    {
        JsonElement[] panels = [.. Dashboard.Panels()];
        Assert.True(panels.Length > 10);
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels, panel =>
        {
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            Assert.NotEmpty(Dashboard.Queries(panel));
        });
    }

    private static string[] Alerts() =>
        [.. AlertName().Matches(Repository.Read("deploy/prometheus/harvest-brain.rules.yml")).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"^ +- alert: (?<name>\w+)$", RegexOptions.Multiline)]
    private static partial Regex AlertName();

    [GeneratedRegex(@"- alert: (?<name>\w+)\n.*?severity: (?<severity>\w+)", RegexOptions.Singleline)]
    private static partial Regex AlertWithSeverity();

    // One item of an alert_rule_test: to the next one, or to the end of its list.
    [GeneratedRegex(@"^      - (\{eval_time[^\n]*\}|eval_time.*?(?=^      - |^  - |\z))", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TestOf();
}
