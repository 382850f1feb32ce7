using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace HarvestBrain.Redis.Tests.Telemetry;

public sealed class ServiceHealthTests
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
        Assert.Equal(expected, Codes(Owner with { State = state }, Now));

    [Theory]
    [InlineData(1000)]
    [InlineData(1001, "lag")]
    public void Problems_OfLag(long lag, params string[] expected) => Assert.Equal(expected, Codes(Owner with { Lag = lag }, Now));

    [Fact]
    public void Problems_OfSuspect_AreOne() => Assert.Equal(["suspect"], Codes(Owner with { SuspectPositions = 1 }, Now));

    [Theory]
    [InlineData(30_001, 0, 0)] // idle: nothing to commit
    [InlineData(30_000, 1, 0)]
    [InlineData(30_001, 1, 0, "commit_stalled")]
    [InlineData(30_001, 0, 1, "commit_stalled")]
    public void Problems_OfALastCommitLongAgo(long agoMs, long lag, long pending, params string[] expected) =>
        Assert.Equal(expected, Codes(Owner with { LastCommitUnixMs = Now - agoMs, Lag = lag, Pending = pending }, Now));

    [Theory]
    [InlineData(14_999, true)]
    [InlineData(15_000, false)]
    public void Loop_ThatTakesNoStep_IsNotAliveAndNotReady(long agoMs, bool alive)
    {
        StatusSnapshot now = Owner with { LastStepUnixMs = Now - agoMs };
        Assert.Equal(alive, ServiceHealth.IsAlive(now, Now));
        Assert.Equal(alive ? [] : ["commit_stalled"], Codes(now, Now));
    }

    [Fact]
    public void Loop_ThatHasNotBegunOrHasEnded_IsNotStuck()
    {
        Assert.True(ServiceHealth.IsAlive(new StatusSnapshot(), Now));
        Assert.True(ServiceHealth.IsAlive(Owner with { State = ServiceState.Stopped, LastStepUnixMs = 1 }, Now));
    }

    [Fact]
    public void Problems_OfEverything_AreAllNamed() => Assert.Equal(
        ["redis_away", "commit_stalled", "lag", "kill_switch", "suspect", "settings_invalid"],
        Codes(Owner with { State = ServiceState.RedisAway, Lag = 5000, SuspectPositions = 2, LastStepUnixMs = Now - 60_000, KillSwitchOn = true, PolicyProblems = Bad }, Now));

    [Fact]
    public void KillSwitchAndSettings_DoNotKeepFromReady() => Assert.All(
        ServiceHealth.Problems(Owner with { KillSwitchOn = true, PolicyProblems = Bad }, Now),
        problem => Assert.Equal((false, HealthStatus.Degraded), (problem.KeepsFromReady, problem.Result)));

    [Theory]
    [InlineData(0, HealthStatus.Healthy, "owner")]
    [InlineData(15_000, HealthStatus.Unhealthy, "the loop hangs, or entries wait and nothing is committed")]
    public async Task Check_TellsTheWorst(long agoMs, HealthStatus expected, string text)
    {
        var status = new HarvestStatus();
        status.Update(_ => Owner with { LastStepUnixMs = Now - agoMs, Lag = agoMs });
        var check = new HarvestBrainHealthCheck(status, new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Now)));
        HealthCheckResult result = await check.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal((expected, text), (result.Status, result.Description));
    }

    private static readonly Dictionary<string, string> Bad = new(StringComparer.Ordinal) { ["ETHUSDT"] = "min_r" };

    private static IEnumerable<string> Codes(StatusSnapshot now, long nowUnixMs) =>
        ServiceHealth.Problems(now, nowUnixMs).Select(problem => problem.Code);
}
