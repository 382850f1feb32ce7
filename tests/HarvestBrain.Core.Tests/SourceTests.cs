namespace HarvestBrain.Core.Tests;

/// <summary>How the source looks: lines that fit beside another, files that hold one concept.</summary>
public sealed class SourceTests
{
    private const int MaxColumns = 140;
    private const int MaxLines = 300;

    /// <summary>All of src: a project is held from its first file on.</summary>
    public static TheoryData<string> Projects() => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src"), "HarvestBrain.*")
        .Select(folder => Path.GetFileName(folder)["HarvestBrain.".Length..]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Line_FitsBesideAnother(string project) => Assert.Empty(SourceFile.Of(project).SelectMany(file => file.Text.Split('\n')
        .Select((line, index) => (Line: line, Number: index + 1))
        .Where(line => line.Line.TrimEnd('\r').Length > MaxColumns)
        .Select(line => $"{file}:{line.Number} has {line.Line.Length} columns")));

    [Theory]
    [MemberData(nameof(Projects))]
    public void File_HoldsOneConcept(string project) =>
        Assert.DoesNotContain(SourceFile.Of(project), file => file.Text.Count(c => c == '\n') > MaxLines);

    /// <summary>First what it does; what is longer has a page of its own in docs.</summary>
    [Fact]
    public void Readme_IsShort() => Assert.InRange(new FileInfo(Path.Combine(Repository.Root, "README.md")).Length, 1, 9000);
}
