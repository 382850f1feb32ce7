using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Host.Tests;

/// <summary>Links within the repository lead somewhere.</summary>
public sealed class LinkTests
{
    private static readonly string[] Ignored = ["bin", "obj", "artifacts", ".git"];

    public static TheoryData<string> Documents => [.. Find(Repository.Root)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_Relative_Resolve(string document)
    {
        string[] broken = [.. Markdown.Links(Repository.Read(document)).Where(link => !Resolves(document, link)).Select(link => $"{link.Path}#{link.Anchor}")];
        Assert.Empty(broken);
    }

    [Fact]
    public void Readme_LinksToEveryDocument()
    {
        string[] linked = [.. Markdown.Links(Repository.Read("README.md")).Select(link => link.Path)];
        Assert.All(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"), page => Assert.Contains($"docs/{Path.GetFileName(page)}", linked));
    }

    private static bool Resolves(string document, Link link)
    {
        string target = link.Path.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, link.Path);
        string path = Path.GetFullPath(Path.Combine(Repository.Root, target));
        return Path.Exists(path) && (link.Anchor.Length == 0 || Markdown.Anchors(File.ReadAllText(path)).Contains(link.Anchor));
    }

    private static IEnumerable<string> Find(string folder) => Directory.EnumerateFiles(folder, "*.md").Select(file => Path.GetRelativePath(Repository.Root, file))
        .Concat(Directory.EnumerateDirectories(folder).Where(child => !Ignored.Contains(Path.GetFileName(child))).SelectMany(Find))
        .Order(StringComparer.Ordinal);
}
