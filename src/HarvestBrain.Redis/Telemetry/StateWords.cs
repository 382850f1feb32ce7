using HarvestBrain.Redis.Observers;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>The words that stand for a <see cref="ServiceState"/> outside the program.</summary>
public static class StateWords
{
    /// <summary>starting, standby, owner, redis_away, stopped or failed.</summary>
    public static string Of(ServiceState state) => state switch
    {
        ServiceState.Standby => "standby",
        ServiceState.Owner => "owner",
        ServiceState.RedisAway => "redis_away",
        ServiceState.Stopped => "stopped",
        ServiceState.Failed => "failed",
        _ => "starting",
    };
}
