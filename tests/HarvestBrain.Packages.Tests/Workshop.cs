using System.IO.Compression;

namespace HarvestBrain.Packages.Tests;

/// <summary>
/// Makes the packages once, from a copy of the sources, and the projects that use them once, in an empty folder. The version is one that
/// never was before, so that no other package can be tested in place of these.
/// </summary>
public sealed class Workshop : IDisposable
{
    /// <summary>The packages, in the order in which they depend on each other.</summary>
    public static readonly string[] Names = ["HarvestBrain.Core", "HarvestBrain.Redis", "HarvestBrain.Notifications", "HarvestBrain.OpenTelemetry", "HarvestBrain.AspNetCore", "HarvestBrain.Import", "HarvestBrain.Review", "HarvestBrain.Testing"];

    private readonly string _folder = Directory.CreateTempSubdirectory("harvestbrain-packages-").FullName;
    private readonly Lazy<string> _feed;
    private readonly Lazy<string> _consumers;

    public Workshop()
    {
        Version = $"{Repository.Version}-test.{Guid.NewGuid():N}";
        _feed = new Lazy<string>(MakePackages);
        _consumers = new Lazy<string>(MakeConsumers);
    }

    public string Version { get; }

    /// <summary>A folder with the packages, as a package source.</summary>
    public string Feed => _feed.Value;

    /// <summary>A folder with the projects of docs/embedding.md and of the examples, built against the packages.</summary>
    public string Consumers => _consumers.Value;

    /// <summary>The copy of the sources that the packages were made from.</summary>
    public string PackedSources => Path.Combine(_folder, "packed");

    /// <summary>All that is temporary here lies in this folder: nothing that is shipped may name it.</summary>
    public string Folder => _folder;

    public ZipArchive Open(string package, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Feed, $"{package}.{Version}.{extension}"));

    /// <summary>Builds the libraries from a new copy of the sources.</summary>
    public string BuildAnew()
    {
        string folder = Path.Combine(_folder, "anew");
        Build("build", folder);
        return folder;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string MakePackages()
    {
        string feed = Path.Combine(_folder, "feed");
        Build("pack", PackedSources, $"-p:PackageOutputPath={feed}");
        return feed;
    }

    // The analyzers have had their say when the repository itself was built.
    private void Build(string verb, string folder, string options = "")
    {
        Repository.CopySources(folder);
        File.WriteAllText(Path.Combine(folder, "Libraries.slnx"), Solution(Names.Select(name => $"src/{name}/{name}.csproj")));
        Running.ToEnd(folder, $"{Running.Dotnet} {verb} Libraries.slnx -c Release --nologo -v quiet -p:Version={Version} -p:RunAnalyzers=false {options}", ("CI", "true"));
    }

    private string MakeConsumers()
    {
        string folder = Path.Combine(_folder, "consumers");
        Directory.CreateDirectory(folder);
        // Adds a source to those of the machine. What the machine has already need not be fetched again.
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string fallback = Directory.Exists(machine) ? $"""<fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>""" : "";
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="local" value="{Feed}" /></packageSources>
              {fallback}
            </configuration>
            """);
        Examples.WriteEmbedding(folder, Version);
        Examples.WriteAll(folder, Version);
        File.WriteAllText(Path.Combine(folder, "Consumers.slnx"), Solution(Examples.Projects.Select(name => $"{name}/{name}.csproj")));
        Running.ToEnd(folder, $"{Running.Dotnet} build Consumers.slnx -c Release --nologo -v quiet", ("NUGET_PACKAGES", Path.Combine(_folder, "cache")));
        return folder;
    }

    private static string Solution(IEnumerable<string> projects) =>
        $"<Solution>{string.Concat(projects.Select(project => $"""<Project Path="{project}" />"""))}</Solution>";
}
