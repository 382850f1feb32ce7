using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.SessionGeneration;

namespace HarvestBrain.Host.Tests;

/// <summary>The worked example of docs/import.md is what comes out.</summary>
public sealed class ImportPageTests
{
    [Fact]
    public void Example_OfThePage_IsWhatTheProgramSays()
    {
        string[] lines = [.. Repository.Read("docs/import.md").Split("```console")[1].Split("```")[0].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        string command = $"{lines[0].TrimStart('$').TrimEnd('\\')} {lines[1]}";

        CliResult result = Cli.Shell($"cd '{Repository.Root}' && {command.Trim()}");

        Assert.Equal(0, result.ExitCode);
        foreach (string line in lines.Skip(2))
        {
            // "..." stands for columns that do not fit the page.
            string[] parts = line.Split("...", StringSplitOptions.TrimEntries);
            Assert.Contains(result.ErrorLines, said => said.StartsWith(parts[0], StringComparison.Ordinal) && said.EndsWith(parts[^1], StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Samples_AreWhatTheGeneratorExports()
    {
        foreach ((string name, string text) in SessionExport.Files(new SessionOptions { Entries = 6000 }))
            Assert.Equal(text, Repository.Read($"samples/data/export/{name}"));
    }
}
