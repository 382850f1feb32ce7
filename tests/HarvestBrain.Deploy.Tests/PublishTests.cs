using System.Globalization;
using System.Runtime.InteropServices;

namespace HarvestBrain.Deploy.Tests;

/// <summary>The published build, made once and as deploy/publish.sh makes it.</summary>
public sealed class PublishTests
{
    private const int MostResidentMb = 45; // idle it has 35; this is where somebody should look
    private const int MostAnonymousMb = 10;

    [Fact]
    public void Publish_MakesOneProgramThatRunsAndSaysWhatItIs()
    {
        string platform = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        using var site = new Site();
        string output = Path.Combine(site.Folder, "artifacts");
        ShellResult published = Shell.Run($"deploy/publish.sh {platform} --out {output}").Succeeded();
        Assert.DoesNotContain("warning", published.Text, StringComparison.OrdinalIgnoreCase);
        string folder = Path.Combine(output, $"harvestbrain-{platform}");
        Assert.Equal(["LICENSE", "harvestbrain"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        string program = Path.Combine(folder, "harvestbrain");
        string commit = Shell.Run("git rev-parse HEAD").Succeeded().Text.Trim();
        Assert.Matches($@"^\d+\.\d+\.\d+[\w.-]*\+{commit}(\.dirty)?$", Shell.Run($"{program} --version").Succeeded().Text.Trim());
        Assert.Equal(
            Shell.Run($"{site.Build}/harvestbrain replay samples/data/session.ndjson --simulate-fills --summary").Succeeded().Text,
            Shell.Run($"{program} replay samples/data/session.ndjson --simulate-fills --summary").Succeeded().Text);

        site.Start(program);
        site.Trade();
        string[] memory = File.ReadAllLines($"/proc/{site.ServiceId}/smaps_rollup");
        Assert.InRange(Megabytes(memory, "Rss:"), 1, MostResidentMb);
        Assert.InRange(Megabytes(memory, "Anonymous:"), 1, MostAnonymousMb);
        Assert.Equal(0, site.Stop());
    }

    private static int Megabytes(string[] memory, string name)
    {
        string line = memory.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
