using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Host.Tests;

public sealed class SamplesTests
{
    private const string Expected = """
        price     R  asked for
         3300  0.00  nothing
         3350  0.50  stop 3200 -> 3300, SELL 0.25 reduce-only
         3400  1.00  SELL 0.25 reduce-only
         3450  1.50  SELL 0.25 reduce-only
        open 1, of which asked for 0.75

        """;

    [Fact]
    public async Task PureLadder_WorkedExample_PrintsWhatIsAskedFor()
    {
        ProgramRun run = await ProgramRun.PureLadder();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(Expected, run.Output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void CoreReadme_Example_IsTheSample()
    {
        string readme = Repository.Read("src/HarvestBrain.Core/README.md");

        Assert.Equal(Repository.Read("samples/PureLadder/Program.cs"), Assert.Single(Markdown.Blocks(readme, "csharp")));
        Assert.Equal(Expected, Assert.Single(Markdown.Blocks(readme, "text")));
    }
}
