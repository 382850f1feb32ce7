using HarvestBrain.Core.Policy;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>A policy under which the wall clock says nothing, so that two runs can be compared.</summary>
internal static class Policies
{
    public static HarvestPolicy Wide { get; } = new() { MaxPriceAgeSeconds = 86_400, DedupTtlSeconds = 604_800 };

    public static (string, string)[] WideSettings =>
    [
        ("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "86400"), ("HARVEST_DEDUP_TTL_SEC", "604800"), ("HARVEST_MAX_ACTIONS_PER_MIN", "100000"),
        ("HARVEST_OUTPUT_MAXLEN", "1000000"), ("HARVEST_LEASE_SEC", "1"),
    ];
}
