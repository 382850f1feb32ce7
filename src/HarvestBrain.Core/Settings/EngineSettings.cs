using System.Collections.ObjectModel;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Settings;

/// <summary>The settings of the engine: what a replay needs, and what the service shares with it.</summary>
/// <param name="Mode">Shadow or live.</param>
/// <param name="Instance">Name of the instance, empty for the only one.</param>
/// <param name="MaxActionsPerMinute">Intents in any sixty seconds; 0 = no limit, in a replay alone.</param>
/// <param name="Policy">What to ask for.</param>
public sealed record EngineSettings(HarvestMode Mode, string Instance, int MaxActionsPerMinute, HarvestPolicy Policy)
{
    private const int MaxInstanceLength = 32;
    private const string FeesWord = "fees";

    /// <summary>Policies of single symbols, in place of <see cref="Policy"/>. Default none.</summary>
    public IReadOnlyDictionary<string, HarvestPolicy> SymbolPolicies { get; init; } = ReadOnlyDictionary<string, HarvestPolicy>.Empty;

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
        "HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "30", "a whole number from 1 to 86400; in a replay also 0 = off",
        "no intent from a price older than this, in seconds");

    /// <summary>HARVEST_MAX_ACTIONS_PER_MIN.</summary>
    public static Setting MaxActions { get; } = new(
        "HARVEST_MAX_ACTIONS_PER_MIN", "30", "a whole number from 1 to 100000; in a replay also 0 = off",
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
        "HARVEST_QTY_STEP", "0", "0, or a number from 1e-12 to 1e15", "order quantities are multiples of this; 0 = any");

    /// <summary>HARVEST_PRICE_TICK.</summary>
    public static Setting PriceTick { get; } = new(
        "HARVEST_PRICE_TICK", "0", "0, or a number from 1e-12 to 1e12", "stop prices are multiples of this; 0 = any");

    /// <summary>HARVEST_LOCK.</summary>
    public static Setting Lock { get; } = new(
        "HARVEST_LOCK", "", ProfitLock.Allowed, "profit lock: at this R the stop goes to that R; empty = none");

    /// <summary>HARVEST_TRAIL_SOURCE.</summary>
    public static Setting TrailSourceSetting { get; } = new(
        "HARVEST_TRAIL_SOURCE", "off", "off, auto, atr or risk",
        "trailing stop: its distance in average true ranges (atr), in initial risks (risk), or in the first of them that is known (auto)");

    /// <summary>HARVEST_TRAIL_ATR_MULT.</summary>
    public static Setting TrailAtrMultiple { get; } = new(
        "HARVEST_TRAIL_ATR_MULT", "2.0", "a number above 0 and up to 1000", "distance of the trailing stop from the best price of the epoch");

    /// <summary>HARVEST_TRAIL_AT_R.</summary>
    public static Setting TrailAtR { get; } = new(
        "HARVEST_TRAIL_AT_R", "1.0", "a number from 0 to 1000", "R from which the stop trails");

    /// <summary>HARVEST_ATR_BAR_SEC.</summary>
    public static Setting AtrBarSeconds { get; } = new(
        "HARVEST_ATR_BAR_SEC", "60", "a whole number from 1 to 86400",
        "bars of mark prices that the average true range is built of when no entry brings one, in seconds");

    /// <summary>HARVEST_ATR_PERIOD.</summary>
    public static Setting AtrPeriod { get; } = new(
        "HARVEST_ATR_PERIOD", "14", "a whole number from 1 to 1000", "bars that the average true range is smoothed over, as Wilder does");

    /// <summary>HARVEST_STOP_MIN_STEP_R.</summary>
    public static Setting StopMinStepR { get; } = new(
        "HARVEST_STOP_MIN_STEP_R", "0.1", "a number from 0 to 1000", "a profit lock or trailing stop moves again only by this much R or more");

    /// <summary>HARVEST_R_BASIS.</summary>
    public static Setting RBasisSetting { get; } = new(
        "HARVEST_R_BASIS", "gross", "gross or net", "whether R counts price alone, or price less fees and funding");

    /// <summary>HARVEST_BE_OFFSET_BPS.</summary>
    public static Setting BreakEvenOffset { get; } = new(
        "HARVEST_BE_OFFSET_BPS", "0", "a number from 0 to 10000, or fees",
        "how far beyond the entry break-even is, in basis points; fees = by the round trip's costs per unit still open");

    /// <summary>HARVEST_VOL_SCALE.</summary>
    public static Setting VolScale { get; } = new(
        "HARVEST_VOL_SCALE", "off", VolatilityScale.Allowed, "scales the ladder's fractions by the initial risk in percent of the entry");

    /// <summary>HARVEST_TIME_STOP_MIN.</summary>
    public static Setting TimeStopMinutes { get; } = new(
        "HARVEST_TIME_STOP_MIN", "", "a whole number from 1 to 525600, or empty",
        "time stop: minutes after which a position that has got nowhere is closed; empty = never");

    /// <summary>HARVEST_TIME_STOP_BELOW_R.</summary>
    public static Setting TimeStopBelowR { get; } = new(
        "HARVEST_TIME_STOP_BELOW_R", "0.5", "a number from -1000 to 1000", "R below which the time stop closes");

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        ModeSetting, InstanceSetting, MinR, LadderSetting, VolScale, BreakEvenAtR, BreakEvenOffset, Lock, TrailSourceSetting, TrailAtrMultiple,
        TrailAtR, AtrBarSeconds, AtrPeriod, StopMinStepR, TimeStopMinutes, TimeStopBelowR, RBasisSetting, DedupTtl, RearmSetting, MaxPriceAge,
        MaxActions, ReduceOnly, FallbackStop, MinNotional, QuantityStep, PriceTick,
    ];

    /// <summary>Those that make up the policy, and that a single symbol may override.</summary>
    public static IReadOnlyList<Setting> PolicySettings { get; } =
        [.. All.Except([ModeSetting, InstanceSetting, MaxActions, ReduceOnly])];

    /// <summary>Reads the settings. When the reader has problems afterwards, the result must not be used.</summary>
    public static EngineSettings Read(SettingReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        HarvestMode mode = reader.Choice<HarvestMode>(ModeSetting, [HarvestMode.Shadow, HarvestMode.Live], Words.Of);
        string instance = reader.Text(InstanceSetting);
        if (instance.Length > MaxInstanceLength || !instance.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            reader.Refuse(InstanceSetting);
        reader.Choice<string>(ReduceOnly, ["true"], word => word);
        return new EngineSettings(mode, instance, reader.WholeOrOff(MaxActions, 1, 100_000), ReadPolicy(reader));
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
        return defaults with
        {
            MinR = Or(MinR, defaults.MinR, s => reader.Number(s, 0, HarvestPolicy.MaxR)),
            Ladder = Or(LadderSetting, defaults.Ladder, s => Parse<Ladder?>(s, Ladder.TryParse) ?? Ladder.Default),
            BreakEvenAtR = Or(BreakEvenAtR, defaults.BreakEvenAtR, s => reader.OptionalNumber(s, 0, HarvestPolicy.MaxR)),
            Lock = Or(Lock, defaults.Lock, s => Parse<ProfitLock>(s, ProfitLock.TryParse)),
            TrailSource = Or(TrailSourceSetting, defaults.TrailSource, s => reader.Choice<TrailSource>(
                s, [TrailSource.Off, TrailSource.Auto, TrailSource.Atr, TrailSource.Risk], Words.Of)),
            TrailAtrMultiple = Or(
                TrailAtrMultiple, defaults.TrailAtrMultiple, s => reader.Number(s, 0, HarvestPolicy.MaxR, exclusiveLeast: true)),
            TrailAtR = Or(TrailAtR, defaults.TrailAtR, s => reader.Number(s, 0, HarvestPolicy.MaxR)),
            AtrBarSeconds = Or(AtrBarSeconds, defaults.AtrBarSeconds, s => reader.Whole(s, 1, 86_400)),
            AtrPeriod = Or(AtrPeriod, defaults.AtrPeriod, s => reader.Whole(s, 1, 1000)),
            StopMinStepR = Or(StopMinStepR, defaults.StopMinStepR, s => reader.Number(s, 0, HarvestPolicy.MaxR)),
            RBasis = Or(RBasisSetting, defaults.RBasis, s => reader.Choice<RBasis>(s, [RBasis.Gross, RBasis.Net], Words.Of)),
            BreakEvenCoversFees = Or(BreakEvenOffset, defaults.BreakEvenCoversFees, CoversFees),
            BreakEvenOffsetBps = Or(BreakEvenOffset, defaults.BreakEvenOffsetBps, s => CoversFees(s) ? 0 : reader.Number(s, 0, 10_000)),
            VolatilityScale = Or(VolScale, defaults.VolatilityScale, s => Parse<VolatilityScale>(s, VolatilityScale.TryParse)),
            TimeStopMinutes = Or(TimeStopMinutes, defaults.TimeStopMinutes, s => reader.OptionalWhole(s, 1, 525_600)),
            TimeStopBelowR = Or(TimeStopBelowR, defaults.TimeStopBelowR, s => reader.Number(s, -HarvestPolicy.MaxR, HarvestPolicy.MaxR)),
            DedupTtlSeconds = Or(DedupTtl, defaults.DedupTtlSeconds, s => reader.Whole(s, 1, 604_800)),
            Rearm = Or(RearmSetting, defaults.Rearm, s => reader.Choice<RearmRule>(
                s, [RearmRule.Never, RearmRule.Rejected, RearmRule.Timeout], Words.Of)),
            MaxPriceAgeSeconds = Or(MaxPriceAge, defaults.MaxPriceAgeSeconds, s => reader.WholeOrOff(s, 1, 86_400)),
            FallbackStopFraction = Or(FallbackStop, defaults.FallbackStopFraction, s => reader.OptionalNumber(s, 0, 1, exclusive: true)),
            MinNotionalQuote = Or(MinNotional, defaults.MinNotionalQuote, s => reader.Number(s, 0, Limits.MaxNotional)),
            QuantityStep = Or(QuantityStep, defaults.QuantityStep, s => reader.NumberOrZero(s, Limits.MinPositive, Limits.MaxQuantity)),
            PriceTick = Or(PriceTick, defaults.PriceTick, s => reader.NumberOrZero(s, Limits.MinPositive, Limits.MaxPrice)),
        };

        T Or<T>(Setting setting, T fallback, Func<Setting, T> read) => reader.IsSet(setting) ? read(setting) : fallback;

        bool CoversFees(Setting setting) => string.Equals(reader.Text(setting), FeesWord, StringComparison.OrdinalIgnoreCase);

        T Parse<T>(Setting setting, TryParse<T> parse)
        {
            if (!parse(reader.Text(setting), out T value, out string? problem)) reader.Refuse(setting, problem);
            return value;
        }
    }

    private delegate bool TryParse<T>(string text, out T value, out string? problem);
}
