namespace HarvestBrain.Core.Tests;

/// <summary>How the source looks. Pages, tables and log lines of the other projects are text, and wide by nature; the core has none.</summary>
public sealed class SourceTests
{
    private const int MaxColumns = 140;
    private const int MaxLines = 300;

    [Theory]
    [InlineData("Core")]
    public void Line_FitsBesideAnother(string project) => Assert.Empty(SourceFile.Of(project).SelectMany(file => file.Text.Split('\n')
        .Select((line, index) => (Line: line, Number: index + 1))
        .Where(line => line.Line.TrimEnd('\r').Length > MaxColumns)
        .Select(line => $"{file}:{line.Number} has {line.Line.Length} columns")));

    [Theory]
    [InlineData("Core")]
    [InlineData("Redis")]
    [InlineData("AspNetCore")]
    [InlineData("Host")]
    public void File_HoldsOneConcept(string project) =>
        Assert.DoesNotContain(SourceFile.Of(project), file => file.Text.Count(c => c == '\n') > MaxLines);
}
