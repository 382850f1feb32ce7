using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Deploy.Tests.Documentation;

/// <summary>
/// Every command of the documents for operators works: each <c>sh</c> block, from the top of the page to its end, on a machine with the
/// service running (see <see cref="Machine"/> for what is real there).
/// </summary>
public sealed class CommandTests
{
    private static readonly string[] Pages = [.. Directory.EnumerateFiles(Path.Combine(Shell.Root, "docs"), "*.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string> WithCommands =>
        [.. Pages.Where(page => Markdown.Blocks(File.ReadAllText(page), "sh").Any()).Select(page => Path.GetFileName(page))];

    [Theory]
    [MemberData(nameof(WithCommands))]
    public void Blocks_FromTopToEnd_Work(string page)
    {
        using var machine = new Machine();
        foreach (string block in Markdown.Blocks(File.ReadAllText(Path.Combine(Shell.Root, "docs", page)), "sh"))
        {
            ShellResult result = machine.Run(block);
            Assert.True(result.ExitCode == 0, $"docs/{page}: exit code {result.ExitCode} of\n{block}\n{result.Text}");
        }
        Assert.All(machine.SystemctlCalls, call => Assert.Matches("^[a-z-]+ .*(quantum-harvest-brain|redis-server)", call));
    }

    [Fact]
    public void Machine_ACommandThatFails_IsSeen()
    {
        using var machine = new Machine();
        Assert.NotEqual(0, machine.Run("false\ntrue").ExitCode);
        Assert.NotEqual(0, machine.Run("sudo ops/no-such-script.sh").ExitCode);
        Assert.NotEqual(0, machine.Run("sudo systemctl no-such-command quantum-harvest-brain").ExitCode);
        machine.Run("sudo sed -i 's/^HARVEST_MODE=.*/HARVEST_MODE=lively/' /etc/quantum/harvest-brain.env").Succeeded();
        Assert.Contains("HARVEST_MODE: found 'lively'", machine.Run("sudo systemctl restart quantum-harvest-brain").Text, StringComparison.Ordinal);
    }

    /// <summary>Only <c>sh</c> is run: no block may carry commands under another name.</summary>
    [Fact]
    public void Blocks_OfOtherLanguages_HoldNoCommands() => Assert.All(Pages.Where(page => !IsRunWithThePackages(page)), page => Assert.All(
        new[] { "bash", "shell", "console", "" }, language => Assert.DoesNotMatch(
            @"(?m)^\$? ?(sudo|systemctl|redis-cli|ops/)", string.Join('\n', Markdown.Blocks(File.ReadAllText(page), language)))));

    // Its projects and commands are made and run by HarvestBrain.Packages.Tests.
    private static bool IsRunWithThePackages(string page) => Path.GetFileName(page) == "embedding.md";
}
