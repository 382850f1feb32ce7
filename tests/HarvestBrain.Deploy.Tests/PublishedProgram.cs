namespace HarvestBrain.Deploy.Tests;

/// <summary>The published build, made once for all test runs, by whoever needs it first (published.sh). As a fixture: what a test starts is it.</summary>
public sealed class PublishedProgram
{
    private static readonly Lazy<string> Made = new(() => Shell.Run("tests/HarvestBrain.Deploy.Tests/published.sh").Succeeded().Lines[^1]);

    public PublishedProgram() => TestProgram.Command = [Program];

    /// <summary>Where install.sh takes it from.</summary>
    public static string Folder => Made.Value;

    public static string Program => Path.Combine(Folder, "harvestbrain");

    /// <summary>What publish.sh said when it made it.</summary>
    public static string Log => Beside("publish.log");

    /// <summary>The commit that it was made of.</summary>
    public static string Commit => Beside("commit").Trim();

    /// <summary>The same sources as they run in all other tests: compiled at run time.</summary>
    public static string Managed => $"{TestProgram.DotNet} {Path.Combine(Shell.Root, "src/HarvestBrain.Host", AppContext.BaseDirectory[(AppContext.BaseDirectory.LastIndexOf("/bin/", StringComparison.Ordinal) + 1)..])}harvestbrain.dll";

    private static string Beside(string file) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(Folder)!, file));
}
