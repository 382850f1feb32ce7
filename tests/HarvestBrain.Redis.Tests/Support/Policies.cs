using HarvestBrain.Core.Policy;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>A policy under which the wall clock says nothing, so that two runs can be compared.</summary>
internal static class Policies
{
    public static HarvestPolicy Wide { get; } = new() { MaxPriceAgeSeconds = 86_400, DedupTtlSeconds = 604_800, MinR = 0.1m, Ladder = Ladder.Of([.. Enumerable.Range(1, 9).Select(i => new LadderRung(i / 10m, 0.1m))]) };

    public static (string, string)[] WideSettings =>
    [
        ("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "86400"), ("HARVEST_DEDUP_TTL_SEC", "604800"), ("HARVEST_MAX_ACTIONS_PER_MIN", "100000"),
        ("HARVEST_MAX_STOPS_PER_MIN", "100000"),
        ("HARVEST_OUTPUT_MAXLEN", "1000000"), ("HARVEST_MIN_R", "0.1"),
        ("HARVEST_LADDER", "0.1:0.1,0.2:0.1,0.3:0.1,0.4:0.1,0.5:0.1,0.6:0.1,0.7:0.1,0.8:0.1,0.9:0.1"), ("HARVEST_LEASE_SEC", "1"),
    ];
}
