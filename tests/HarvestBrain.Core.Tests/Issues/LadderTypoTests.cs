using HarvestBrain.Core.Settings;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A typing error in the ladder fell back to the defaults, and ran live.</summary>
public sealed class LadderTypoTests
{
    [Theory]
    [InlineData("0.5:0.25;1.0:0.25")]
    [InlineData("0.5:0.25,1.0:O.25")]
    [InlineData("0.5:0.25,0.5:0.25")]
    [InlineData("0.5:0.75,1.0:0.75")]
    public void Ladder_WithATypo_StopsTheStart(string ladder)
    {
        var reader = new SettingReader(name => name == "HARVEST_LADDER" ? ladder : null);
        EngineSettings.Read(reader);
        SettingProblem problem = Assert.Single(reader.Problems);
        Assert.Equal(("HARVEST_LADDER", ladder), (problem.Name, problem.Found));
        Assert.NotNull(problem.Why);
    }
}
