namespace HarvestBrain.Deploy.Tests;

/// <summary>The files that are installed, by the tools that read them.</summary>
public sealed class FileTests
{
    private static readonly string Unit = Path.Combine(Shell.Root, "deploy/quantum-harvest-brain.service");

    [Fact]
    public void Scripts_PassShellCheck()
    {
        ShellResult files = Shell.Run("git ls-files '*.sh'").Succeeded();
        Assert.Contains("ops/install.sh", files.Lines);
        Shell.Run($"shellcheck {string.Join(' ', files.Lines)}").Succeeded();
    }

    [Fact]
    public void Unit_PassesVerify()
    {
        // verify wants the program to be there: one of the same place below a root.
        string root = Directory.CreateTempSubdirectory("harvestbrain-unit-").FullName;
        try
        {
            Shell.Run($"""
                set -e
                mkdir -p {root}/opt/quantum/harvest-brain {root}/etc/systemd/system {root}/etc/quantum
                cp /bin/true {root}/opt/quantum/harvest-brain/harvestbrain
                sed "s|/opt/quantum|{root}/opt/quantum|; s|/etc/quantum|{root}/etc/quantum|" {Unit} > {root}/quantum-harvest-brain.service
                """).Succeeded();
            ShellResult result = Shell.Run($"systemd-analyze verify --man=no {root}/quantum-harvest-brain.service").Succeeded();
            Assert.DoesNotContain("quantum-harvest-brain", result.Text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Unit_Exposure_IsUnderTwo() =>
        Shell.Run($"systemd-analyze security --offline=true --threshold=20 --no-pager {Unit}").Succeeded();

    [Fact]
    public void EnvExample_AsEnvironment_ChangesNothing()
    {
        using var site = new Site();
        string program = Path.Combine(site.Build, "harvestbrain");
        ShellResult defaults = Shell.Run($"{program} check-config").Succeeded();
        ShellResult example = Shell.Run($"env $(grep -E '^[A-Z_]+=' deploy/harvest-brain.env.example | tr '\\n' ' ') {program} check-config").Succeeded();
        Assert.Equal(defaults.Text, example.Text);
    }
}
