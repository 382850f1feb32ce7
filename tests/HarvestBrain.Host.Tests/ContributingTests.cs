using System.Text.RegularExpressions;
using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Host.Tests;

/// <summary>The commands of CONTRIBUTING.md take too long to be run here; what they name exists.</summary>
public sealed partial class ContributingTests
{
    private static readonly string Page = Repository.Read("CONTRIBUTING.md");

    private static readonly string Tests = string.Join('\n', Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));

    [Fact]
    public void Filters_Each_NamesATest()
    {
        string[] filters = [.. Filter().Matches(Page).Select(match => match.Groups["name"].Value).Distinct()];
        Assert.True(filters.Length > 3, Page);
        Assert.All(filters, name => Assert.Matches($@"(class|void|Task|namespace) (\w+\.)*{Regex.Escape(name)}\b", Tests));
    }

    [Fact]
    public void Variables_Each_IsReadByATest()
    {
        string[] names = [.. Variable().Matches(Page).Select(match => match.Groups["name"].Value).Distinct()];
        Assert.True(names.Length > 5, Page);
        Assert.All(names, name => Assert.Contains($"\"{name}\"", Tests, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"FullyQualifiedName~(?<name>[\w.]+)")]
    private static partial Regex Filter();

    [GeneratedRegex(@"(?<name>HARVEST_[A-Z_]+)=")]
    private static partial Regex Variable();
}
