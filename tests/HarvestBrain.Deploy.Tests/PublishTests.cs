using System.Globalization;

namespace HarvestBrain.Deploy.Tests;

/// <summary>What deploy/publish.sh makes: one native file, of this commit, that is as small as it is said to be.</summary>
public sealed class PublishTests
{
    // Idle it has 22 and 7; this is where somebody should look.
    private const int MaxResidentMb = 34; // two thirds are pages of the file itself, which the system may take back
    private const int MaxAnonymousMb = 12;

    [Fact]
    public void Publish_MakesOneProgram_AndWarnsOfNothing()
    {
        Assert.Equal(
            ["LICENSE", "harvestbrain"],
            Directory.EnumerateFileSystemEntries(PublishedProgram.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("warning", PublishedProgram.Log, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(
            $@"^\d+\.\d+\.\d+[\w.-]*\+{PublishedProgram.Commit}(\.dirty)?$", Shell.Run($"{PublishedProgram.Program} --version").Succeeded().Text.Trim());
    }

    /// <summary>Which machines can run it is decided by the C library that it is linked with.</summary>
    [Fact]
    public void Program_NeedsTheCLibraryThatIsSaid_AndNoOther()
    {
        string[] needed = Shell.Run($"objdump -p {PublishedProgram.Program} | awk '$1 == \"NEEDED\" {{ print $2 }}'").Succeeded().Lines;
        Assert.Empty(needed.Except(["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"]));
        string newest = Shell.Run($"objdump -T {PublishedProgram.Program} | grep -oE 'GLIBC_[0-9.]+' | cut -d_ -f2 | sort -uV | tail -n 1").Succeeded().Text.Trim();
        foreach (string said in new[] { "README.md", "docs/operations.md", "deploy/publish.sh" })
            Assert.Contains($"glibc {newest} or later", File.ReadAllText(Path.Combine(Shell.Root, said)), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_WithoutWhatItNeeds_NamesIt()
    {
        // No compiler, and nothing to install one with.
        string tools = Directory.CreateTempSubdirectory("harvestbrain-tools-").FullName;
        try
        {
            ShellResult result = Shell.Run($"""
                for tool in bash env dirname sed uname git mkdir mktemp id rm; do ln -s "$(command -v $tool)" {tools}; done
                PATH={tools} deploy/publish.sh linux-x64 --out {tools}/out
                """);
            Assert.Equal(1, result.ExitCode);
            Assert.Matches(@"linux-x64: needs \S*gcc and the C library's files to link with \(Debian: \S+ libc6-dev\S*\)", result.Text);
        }
        finally
        {
            Directory.Delete(tools, recursive: true);
        }
    }

    [Fact]
    public void Service_HoldsLittleMemory_AndExecutesNothingButFiles()
    {
        using var site = new Site();
        site.Start();
        site.Trade();
        string[] memory = File.ReadAllLines($"/proc/{site.ServiceId}/smaps_rollup");
        Assert.InRange(Megabytes(memory, "Rss:"), 1, MaxResidentMb);
        Assert.InRange(Megabytes(memory, "Anonymous:"), 1, MaxAnonymousMb);

        // What a compiler at run time would leave; MemoryDenyWriteExecute= forbids to make any.
        string[] executable = [.. File.ReadAllLines($"/proc/{site.ServiceId}/maps").Where(line => line.Split(' ')[1].Contains('x', StringComparison.Ordinal))];
        Assert.Contains(executable, line => line.EndsWith(PublishedProgram.Program, StringComparison.Ordinal));
        Assert.All(executable, line => Assert.Matches(@" r-xp .*(/\S*harvestbrain|\.so(\.\d+)*|\[vdso\])$| --xp .*\[vsyscall\]$", line));
        Assert.Equal(0, site.Stop());
    }

    private static int Megabytes(string[] memory, string name)
    {
        string line = memory.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
