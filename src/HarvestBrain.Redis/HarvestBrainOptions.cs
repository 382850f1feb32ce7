using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Redis;

/// <summary>
/// Everything that the service can be told. From configuration the keys are the names of the settings (<c>HARVEST_MODE</c>,
/// <c>REDIS_URL</c>, ...); in code, set the members.
/// </summary>
public sealed class HarvestBrainOptions
{
    /// <summary>Shadow (the default) publishes suggestions, live publishes reduce-only trade intents.</summary>
    public HarvestMode Mode { get; set; } = HarvestMode.Shadow;

    /// <summary>Name of a second, independent service on the same streams; empty (the default) for the only one.</summary>
    public string Instance { get; set; } = "";

    /// <summary>Partial closes in any sixty seconds, 1 to 100000, default 30.</summary>
    public int MaxActionsPerMinute { get; set; } = EngineSettings.DefaultMaxActionsPerMinute;

    /// <summary>Stop moves in any sixty seconds, beside the partial closes, 1 to 100000, default 300.</summary>
    public int MaxStopsPerMinute { get; set; } = EngineSettings.DefaultMaxStopsPerMinute;

    /// <summary>What to ask for, unless <see cref="SymbolPolicies"/> or Redis says otherwise for a symbol.</summary>
    public HarvestPolicy Policy { get; set; } = HarvestPolicy.Default;

    /// <summary>
    /// What to ask for instead, by symbol; empty by default. A policy here is whole: what it does not say is
    /// <see cref="HarvestPolicy.Default"/>, not <see cref="Policy"/>, so begin with <c>options.Policy with { ... }</c>. The symbol's
    /// settings in Redis change single values on top of it.
    /// </summary>
    public IDictionary<string, HarvestPolicy> SymbolPolicies { get; } = new Dictionary<string, HarvestPolicy>(StringComparer.Ordinal);

    /// <summary>Redis, streams and keys.</summary>
    public RedisSettings Redis { get; set; } = new();

    /// <summary>What was wrong with the settings that these options were read from.</summary>
    internal List<SettingProblem> Problems { get; } = [];

    /// <summary>
    /// The options of one partition, for whoever looks at it alone: <see cref="Status.ServiceView"/>, tape. Of a service that is not parted
    /// they are these.
    /// </summary>
    /// <param name="partition">The partition, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public HarvestBrainOptions OfPartition(int partition)
    {
        RedisSettings redis = PartitionSettings.Of(Redis, partition);
        if (ReferenceEquals(redis, Redis)) return this;
        var options = new HarvestBrainOptions
        {
            Mode = Mode, Instance = Instance, MaxActionsPerMinute = MaxActionsPerMinute, MaxStopsPerMinute = MaxStopsPerMinute,
            Policy = Policy, Redis = redis,
        };
        foreach ((string symbol, HarvestPolicy policy) in SymbolPolicies) options.SymbolPolicies[symbol] = policy;
        return options;
    }

    internal void Apply(EngineSettings engine, RedisSettings redis)
    {
        Mode = engine.Mode;
        Instance = engine.Instance;
        MaxActionsPerMinute = engine.MaxActionsPerMinute;
        MaxStopsPerMinute = engine.MaxStopsPerMinute;
        Policy = engine.Policy;
        Redis = redis;
    }
}
