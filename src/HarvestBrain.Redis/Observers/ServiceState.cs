namespace HarvestBrain.Redis.Observers;

/// <summary>What the service is doing.</summary>
public enum ServiceState
{
    /// <summary>Not connected yet.</summary>
    Starting,

    /// <summary>Another instance holds the lease; ready to take over.</summary>
    Standby,

    /// <summary>Holds the lease and works.</summary>
    Owner,

    /// <summary>Redis is away, or answers with errors.</summary>
    RedisAway,

    /// <summary>Ended.</summary>
    Stopped,

    /// <summary>Cannot work, and not because of Redis: saved state that it cannot read, or a bug. It tries again.</summary>
    Failed,
}
