namespace HarvestBrain.Core.Tests;

/// <summary>How the source looks: lines that fit beside another, files that hold one concept.</summary>
public sealed class SourceTests
{
    private const int MaxColumns = 140;
    private const int MaxLines = 300;

    [Theory]
    [InlineData("Core")]
    [InlineData("AspNetCore")]
    [InlineData("Import")]
    [InlineData("Review")]
    [InlineData("Notifications")]
    [InlineData("Paper")]
    [InlineData("OpenTelemetry")]
    public void Line_FitsBesideAnother(string project) => Assert.Empty(SourceFile.Of(project).SelectMany(file => file.Text.Split('\n')
        .Select((line, index) => (Line: line, Number: index + 1))
        .Where(line => line.Line.TrimEnd('\r').Length > MaxColumns)
        .Select(line => $"{file}:{line.Number} has {line.Line.Length} columns")));

    [Theory]
    [InlineData("Core")]
    [InlineData("Redis")]
    [InlineData("AspNetCore")]
    [InlineData("Host")]
    [InlineData("Import")]
    [InlineData("Review")]
    [InlineData("Notifications")]
    [InlineData("Paper")]
    [InlineData("OpenTelemetry")]
    public void File_HoldsOneConcept(string project) =>
        Assert.DoesNotContain(SourceFile.Of(project), file => file.Text.Count(c => c == '\n') > MaxLines);

    /// <summary>First what it does; what is longer has a page of its own in docs.</summary>
    [Fact]
    public void Readme_IsShort() => Assert.InRange(new FileInfo(Path.Combine(Repository.Root, "README.md")).Length, 1, 9000);
}
