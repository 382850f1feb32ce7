using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Settings;

/// <summary>The settings of the engine: what a replay needs, and what the service shares with it.</summary>
/// <param name="Mode">Shadow or live.</param>
/// <param name="Instance">Name of the instance, empty for the only one.</param>
/// <param name="MaxActionsPerMinute">Intents in any sixty seconds.</param>
/// <param name="Policy">What to ask for.</param>
public sealed record EngineSettings(HarvestMode Mode, string Instance, int MaxActionsPerMinute, HarvestPolicy Policy)
{
    private const int MaxInstanceLength = 32;

    /// <summary>HARVEST_MODE.</summary>
    public static Setting ModeSetting { get; } = new(
        "HARVEST_MODE", "shadow", "shadow or live", "shadow publishes suggestions, live publishes reduce-only trade intents");

    /// <summary>HARVEST_INSTANCE.</summary>
    public static Setting InstanceSetting { get; } = new(
        "HARVEST_INSTANCE", "", "up to 32 letters, digits, '-' and '_', or empty",
        "name of a second, independent service on the same streams");

    /// <summary>HARVEST_MIN_R.</summary>
    public static Setting MinR { get; } = new("HARVEST_MIN_R", "0.5", "a number from 0 to 1000", "no partial close below this R");

    /// <summary>HARVEST_LADDER.</summary>
    public static Setting LadderSetting { get; } = new(
        "HARVEST_LADDER", "0.5:0.25,1.0:0.25,1.5:0.25", Ladder.Allowed, "where profit is taken: R:fraction of the base quantity");

    /// <summary>HARVEST_SET_BE_AT_R.</summary>
    public static Setting BreakEvenAtR { get; } = new(
        "HARVEST_SET_BE_AT_R", "0.5", "a number from 0 to 1000, or empty", "R at which the stop goes to break-even; empty = never");

    /// <summary>HARVEST_DEDUP_TTL_SEC.</summary>
    public static Setting DedupTtl { get; } = new(
        "HARVEST_DEDUP_TTL_SEC", "900", "a whole number from 1 to 604800", "how long an intent stays claimed, in seconds");

    /// <summary>HARVEST_REARM.</summary>
    public static Setting RearmSetting { get; } = new(
        "HARVEST_REARM", "rejected", "never, rejected or timeout",
        "when a rung may be asked for again after the dedup time: never, when its intent was rejected, or also without any outcome");

    /// <summary>HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC.</summary>
    public static Setting MaxPriceAge { get; } = new(
        "HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "30", "a whole number from 1 to 86400", "no intent from a price older than this, in seconds");

    /// <summary>HARVEST_MAX_ACTIONS_PER_MIN.</summary>
    public static Setting MaxActions { get; } = new(
        "HARVEST_MAX_ACTIONS_PER_MIN", "30", "a whole number from 1 to 100000",
        "intents in any sixty seconds; one over it waits, it is not lost");

    /// <summary>HARVEST_REDUCE_ONLY.</summary>
    public static Setting ReduceOnly { get; } = new(
        "HARVEST_REDUCE_ONLY", "true", "true", "every order asked for is reduce-only; false is refused");

    /// <summary>HARVEST_FALLBACK_STOP_PCT.</summary>
    public static Setting FallbackStop { get; } = new(
        "HARVEST_FALLBACK_STOP_PCT", "", "a fraction of the entry above 0 and below 1 (0.02 is 2 %), or empty",
        "risk assumed when no stop is known; empty = such a position is tracked but never harvested");

    /// <summary>HARVEST_MIN_NOTIONAL.</summary>
    public static Setting MinNotional { get; } = new(
        "HARVEST_MIN_NOTIONAL", "0", "a number from 0 to 1e18", "smallest order in quote currency; 0 = none");

    /// <summary>HARVEST_QTY_STEP.</summary>
    public static Setting QuantityStep { get; } = new(
        "HARVEST_QTY_STEP", "0", "a number from 0 to 1e15", "order quantities are multiples of this; 0 = any");

    /// <summary>HARVEST_PRICE_TICK.</summary>
    public static Setting PriceTick { get; } = new(
        "HARVEST_PRICE_TICK", "0", "a number from 0 to 1e12", "stop prices are multiples of this; 0 = any");

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        ModeSetting, InstanceSetting, MinR, LadderSetting, BreakEvenAtR, DedupTtl, RearmSetting, MaxPriceAge, MaxActions, ReduceOnly,
        FallbackStop, MinNotional, QuantityStep, PriceTick,
    ];

    /// <summary>Those that make up the policy, and that a single symbol may override.</summary>
    public static IReadOnlyList<Setting> PolicySettings { get; } =
    [
        MinR, LadderSetting, BreakEvenAtR, DedupTtl, RearmSetting, MaxPriceAge, FallbackStop, MinNotional, QuantityStep, PriceTick,
    ];

    /// <summary>Reads the settings. When the reader has problems afterwards, the result must not be used.</summary>
    public static EngineSettings Read(SettingReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        HarvestMode mode = reader.Choice<HarvestMode>(ModeSetting, [HarvestMode.Shadow, HarvestMode.Live], Words.Of);
        string instance = reader.Text(InstanceSetting);
        if (instance.Length > MaxInstanceLength || !instance.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            reader.Refuse(InstanceSetting);
        reader.Choice<string>(ReduceOnly, ["true"], word => word);
        return new EngineSettings(mode, instance, reader.Whole(MaxActions, 1, 100_000), ReadPolicy(reader));
    }

    /// <summary>Reads the settings that make up the policy. When the reader has problems afterwards, the result must not be used.</summary>
    public static HarvestPolicy ReadPolicy(SettingReader reader) => ReadPolicy(reader, HarvestPolicy.Default);

    /// <summary>
    /// Reads the settings that are set on top of another policy. When the reader has problems afterwards, the result must not be used.
    /// </summary>
    public static HarvestPolicy ReadPolicy(SettingReader reader, HarvestPolicy defaults)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(defaults);
        return new HarvestPolicy
        {
            MinR = reader.IsSet(MinR) ? reader.Number(MinR, 0, HarvestPolicy.MaxR) : defaults.MinR,
            Ladder = reader.IsSet(LadderSetting) ? ReadLadder(reader) : defaults.Ladder,
            BreakEvenAtR = reader.IsSet(BreakEvenAtR)
                ? reader.OptionalNumber(BreakEvenAtR, 0, HarvestPolicy.MaxR)
                : defaults.BreakEvenAtR,
            DedupTtlSeconds = reader.IsSet(DedupTtl) ? reader.Whole(DedupTtl, 1, 604_800) : defaults.DedupTtlSeconds,
            Rearm = reader.IsSet(RearmSetting)
                ? reader.Choice<RearmRule>(RearmSetting, [RearmRule.Never, RearmRule.Rejected, RearmRule.Timeout], Words.Of)
                : defaults.Rearm,
            MaxPriceAgeSeconds = reader.IsSet(MaxPriceAge) ? reader.Whole(MaxPriceAge, 1, 86_400) : defaults.MaxPriceAgeSeconds,
            FallbackStopFraction = reader.IsSet(FallbackStop)
                ? reader.OptionalNumber(FallbackStop, 0, 1, exclusive: true)
                : defaults.FallbackStopFraction,
            MinNotionalQuote = reader.IsSet(MinNotional) ? reader.Number(MinNotional, 0, Limits.MaxNotional) : defaults.MinNotionalQuote,
            QuantityStep = reader.IsSet(QuantityStep) ? reader.Number(QuantityStep, 0, Limits.MaxQuantity) : defaults.QuantityStep,
            PriceTick = reader.IsSet(PriceTick) ? reader.Number(PriceTick, 0, Limits.MaxPrice) : defaults.PriceTick,
        };
    }

    private static Ladder ReadLadder(SettingReader reader)
    {
        if (Ladder.TryParse(reader.Text(LadderSetting), out Ladder? ladder, out string? problem)) return ladder!;
        reader.Refuse(LadderSetting, problem);
        return Ladder.Default;
    }
}
