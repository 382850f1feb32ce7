using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Store;

/// <summary>Which names may lie on a cluster.</summary>
public sealed class ClusterNamesTests
{
    [Theory]
    [InlineData("quantum", "{quantum}")]
    [InlineData("{}", "{}")]
    [InlineData("a}b{", "{a}b}")]
    [InlineData("{quantum", "{quantum}")]
    public void Prefix_WithoutAHashTag_IsNamed(string prefix, string advice)
    {
        var problem = Assert.Single(ClusterNames.Problems(Named(prefix)));
        Assert.Equal(("HARVEST_KEY_PREFIX", prefix), (problem.Name, problem.Found));
        Assert.EndsWith($"such as {advice}", problem.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{quantum}")]
    [InlineData("desk:{a}:{b}")]
    public void Prefix_WithAHashTag_IsTaken(string prefix) => Assert.Empty(ClusterNames.Problems(Named(prefix)));

    [Fact]
    public void Names_WithAnotherTagOrNone_AreNamed()
    {
        RedisSettings settings = Named("{q}") with { ExecutionStream = "fills", KillSwitchKey = "{other}:kill", IntentStream = "orders:{q}", PnlSnapshotStream = "" };
        Assert.Equal(["STREAM_EXECUTION_RESULT", "HARVEST_KILL_SWITCH_KEY"], ClusterNames.Problems(settings).Select(problem => problem.Name));
    }

    private static RedisSettings Named(string prefix) => new()
    {
        KeyPrefix = prefix,
        ExecutionStream = prefix + ":in",
        PositionSnapshotStream = prefix + ":positions",
        PnlSnapshotStream = prefix + ":pnl",
        SuggestionStream = prefix + ":out",
        IntentStream = prefix + ":orders",
        KillSwitchKey = prefix + ":kill",
    };
}
