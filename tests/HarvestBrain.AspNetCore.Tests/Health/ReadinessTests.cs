using HarvestBrain.AspNetCore.Health;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Tests.Health;

public sealed class ReadinessTests
{
    private const long Now = 1_800_000_000_000;

    private static StatusSnapshot Owner => new() { State = ServiceState.Owner, LastStepUnixMs = Now - 100, LastCommitUnixMs = Now - 100 };

    [Theory]
    [InlineData(ServiceState.Owner)]
    [InlineData(ServiceState.Standby)]
    [InlineData(ServiceState.Starting, "starting")]
    [InlineData(ServiceState.RedisAway, "redis_away")]
    [InlineData(ServiceState.Stopped, "stopped")]
    [InlineData(ServiceState.Failed, "failed")]
    public void Problems_OfState(ServiceState state, params string[] expected) =>
        Assert.Equal(expected, Readiness.Problems(Owner with { State = state }, Now));

    [Theory]
    [InlineData(1000)]
    [InlineData(1001, "lag")]
    public void Problems_OfLag(long lag, params string[] expected) => Assert.Equal(expected, Readiness.Problems(Owner with { Lag = lag }, Now));

    [Fact]
    public void Problems_OfSuspect_AreOne() => Assert.Equal(["suspect"], Readiness.Problems(Owner with { SuspectPositions = 1 }, Now));

    [Theory]
    [InlineData(30_001, 0, 0)] // idle: nothing to commit
    [InlineData(30_000, 1, 0)]
    [InlineData(30_001, 1, 0, "commit_stalled")]
    [InlineData(30_001, 0, 1, "commit_stalled")]
    public void Problems_OfALastCommitLongAgo(long agoMs, long lag, long pending, params string[] expected) =>
        Assert.Equal(expected, Readiness.Problems(Owner with { LastCommitUnixMs = Now - agoMs, Lag = lag, Pending = pending }, Now));

    [Theory]
    [InlineData(14_999, true)]
    [InlineData(15_000, false)]
    public void Loop_ThatTakesNoStep_IsNotAliveAndNotReady(long agoMs, bool alive)
    {
        StatusSnapshot now = Owner with { LastStepUnixMs = Now - agoMs };
        Assert.Equal(alive, Readiness.IsAlive(now, Now));
        Assert.Equal(alive ? [] : ["commit_stalled"], Readiness.Problems(now, Now));
    }

    [Fact]
    public void Loop_ThatHasNotBegunOrHasEnded_IsNotStuck()
    {
        Assert.True(Readiness.IsAlive(new StatusSnapshot(), Now));
        Assert.True(Readiness.IsAlive(Owner with { State = ServiceState.Stopped, LastStepUnixMs = 1 }, Now));
    }

    [Fact]
    public void Problems_OfEverything_AreAllNamed() => Assert.Equal(
        ["redis_away", "lag", "suspect", "commit_stalled"],
        Readiness.Problems(Owner with { State = ServiceState.RedisAway, Lag = 5000, SuspectPositions = 2, LastStepUnixMs = Now - 60_000 }, Now));
}
