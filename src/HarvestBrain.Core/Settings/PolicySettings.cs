using System.Runtime.CompilerServices;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Settings;

/// <summary>
/// The settings that make up a policy, and that a single symbol may override. One table: the name, what it means, what it takes, and the
/// property of <see cref="HarvestPolicy"/> that it is, whose default is the setting's. Texts, policies built in code and the documents
/// go by it.
/// </summary>
public static class PolicySettings
{
    private const decimal MaxR = HarvestPolicy.MaxR;

    private static readonly Row[] Table =
    [
        Of("HARVEST_ENABLED", "1: closes and stop moves are asked for; 0: positions are kept up to date, and nothing is",
            SettingKind.Choice(on => on ? "1" : "0", true, false), p => p.Enabled, (p, v) => p with { Enabled = v }),
        Of("HARVEST_MIN_R", "no partial close below this R", SettingKind.Number(0, MaxR), p => p.MinR, (p, v) => p with { MinR = v }),
        Of("HARVEST_LADDER", "where profit is taken: R:fraction of the base quantity",
            SettingKind.Parsed<Ladder>(Ladder.Allowed, Ladder.TryParse), p => p.Ladder, (p, v) => p with { Ladder = v },
            shown: "0.5:0.25,1.0:0.25,1.5:0.25"),
        Of("HARVEST_VOL_SCALE", "scales the ladder's fractions by the initial risk in percent of the entry",
            SettingKind.Parsed<VolatilityScale>(VolatilityScale.Allowed, VolatilityScale.TryParse),
            p => p.VolatilityScale, (p, v) => p with { VolatilityScale = v }),
        Of("HARVEST_SET_BE_AT_R", "R at which the stop goes to break-even; empty = never",
            SettingKind.Number(0, MaxR).Or(""), p => p.BreakEvenAtR, (p, v) => p with { BreakEvenAtR = v }),
        Of("HARVEST_BE_OFFSET_BPS",
            "how far beyond the entry break-even is, in basis points; fees = by the round trip's costs per unit still open",
            SettingKind.Number(0, 10_000).Or("fees"), p => p.BreakEvenCoversFees ? null : p.BreakEvenOffsetBps,
            (p, v) => p with { BreakEvenCoversFees = v is null, BreakEvenOffsetBps = v ?? 0 }),
        Of("HARVEST_LOCK", "profit lock: at this R the stop goes to that R; empty = none",
            SettingKind.Parsed<ProfitLock>(ProfitLock.Allowed, ProfitLock.TryParse), p => p.Lock, (p, v) => p with { Lock = v }),
        Of("HARVEST_TRAIL_SOURCE",
            "trailing stop: its distance in average true ranges (atr), in initial risks (risk), or in the first of them that is known "
                + "(auto)",
            SettingKind.Choice(PolicyWords.Word, TrailSource.Off, TrailSource.Auto, TrailSource.Atr, TrailSource.Risk),
            p => p.TrailSource, (p, v) => p with { TrailSource = v }),
        Of("HARVEST_TRAIL_ATR_MULT", "distance of the trailing stop from the best price of the epoch",
            SettingKind.Number(0, MaxR, above: true), p => p.TrailAtrMultiple, (p, v) => p with { TrailAtrMultiple = v }, shown: "2.0"),
        Of("HARVEST_TRAIL_AT_R", "R from which the stop trails",
            SettingKind.Number(0, MaxR), p => p.TrailAtR, (p, v) => p with { TrailAtR = v }, shown: "1.0"),
        Of("HARVEST_ATR_BAR_SEC", "bars of mark prices that the average true range is built of when no entry brings one, in seconds",
            SettingKind.Whole(1, 86_400), p => p.AtrBarSeconds, (p, v) => p with { AtrBarSeconds = v }),
        Of("HARVEST_ATR_PERIOD", "bars that the average true range is smoothed over, as Wilder does",
            SettingKind.Whole(1, 1000), p => p.AtrPeriod, (p, v) => p with { AtrPeriod = v }),
        Of("HARVEST_STOP_MIN_STEP_R", "a profit lock or trailing stop moves again only by this much R or more",
            SettingKind.Number(0, MaxR), p => p.StopMinStepR, (p, v) => p with { StopMinStepR = v }),
        Of("HARVEST_TIME_STOP_MIN", "time stop: minutes after which a position that has got nowhere is closed; empty = never",
            SettingKind.Whole(1, 525_600).Or(""), p => p.TimeStopMinutes, (p, v) => p with { TimeStopMinutes = v }),
        Of("HARVEST_TIME_STOP_BELOW_R", "R below which the time stop closes",
            SettingKind.Number(-MaxR, MaxR), p => p.TimeStopBelowR, (p, v) => p with { TimeStopBelowR = v }),
        Of("HARVEST_R_BASIS", "whether R counts price alone, or price less fees and funding",
            SettingKind.Choice(PolicyWords.Word, RBasis.Gross, RBasis.Net), p => p.RBasis, (p, v) => p with { RBasis = v }),
        Of("HARVEST_DEDUP_TTL_SEC", "how long an intent stays claimed, in seconds",
            SettingKind.Whole(1, 604_800), p => p.DedupTtlSeconds, (p, v) => p with { DedupTtlSeconds = v }),
        Of("HARVEST_REARM",
            "when a rung may be asked for again after the dedup time: never, when its intent was rejected or expired, or also without any "
                + "outcome",
            SettingKind.Choice(PolicyWords.Word, RearmRule.Never, RearmRule.Rejected, RearmRule.Timeout),
            p => p.Rearm, (p, v) => p with { Rearm = v }),
        Of("HARVEST_INTENT_TTL_SEC",
            "how long after its event an intent may be carried out, in seconds; 0 = without limit; in live mode one that ran out "
                + "unanswered counts as expired",
            SettingKind.Whole(0, 604_800), p => p.IntentTtlSeconds, (p, v) => p with { IntentTtlSeconds = v }),
        Of("HARVEST_STOP_CROSSED_SEC", "how long the price may be through the stop of an open position before that is told, in seconds",
            SettingKind.Whole(0, 3600), p => p.StopCrossedSeconds, (p, v) => p with { StopCrossedSeconds = v }),
        Of("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "no intent from a price older than this, in seconds",
            SettingKind.Whole(1, 86_400).OrOff(), p => p.MaxPriceAgeSeconds, (p, v) => p with { MaxPriceAgeSeconds = v }),
        Of("HARVEST_FALLBACK_STOP_PCT", "risk assumed when no stop is known; empty = such a position is tracked but never harvested",
            SettingKind.Fraction("the entry", HarvestPolicy.MaxFallbackStopFraction).Or(""), p => p.FallbackStopFraction,
            (p, v) => p with { FallbackStopFraction = v }),
        Of("HARVEST_MIN_NOTIONAL", "smallest order in quote currency; 0 = none",
            SettingKind.Number(0, Limits.MaxNotional), p => p.MinNotionalQuote, (p, v) => p with { MinNotionalQuote = v }),
        Of("HARVEST_QTY_STEP", "order quantities are multiples of this; 0 = any",
            SettingKind.Number(Limits.MinPositive, Limits.MaxQuantity).OrZero(),
            p => p.QuantityStep, (p, v) => p with { QuantityStep = v }),
        Of("HARVEST_PRICE_TICK", "stop prices are multiples of this; 0 = any",
            SettingKind.Number(Limits.MinPositive, Limits.MaxPrice).OrZero(), p => p.PriceTick, (p, v) => p with { PriceTick = v }),
        Of("HARVEST_CONTRACT_SIZE", "what one unit of quantity is of the base asset; multiplies money and notional, never R",
            SettingKind.Number(Limits.MinContractSize, Limits.MaxContractSize), p => p.ContractSize, (p, v) => p with { ContractSize = v }),
        Of("HARVEST_CONTRACT_TYPE",
            "linear: settled in the quote currency; inverse: in the base asset, tracked and never harvested; empty = as the symbol says",
            SettingKind.Choice(PolicyWords.Word, ContractKind.Unknown, ContractKind.Linear, ContractKind.Inverse),
            p => p.ContractKind, (p, v) => p with { ContractKind = v }),
        Of("HARVEST_BASE_ASSET", "what is bought and sold, such as ETH of ETHUSDT; empty = as the symbol says",
            SettingKind.Asset, p => p.BaseAsset, (p, v) => p with { BaseAsset = v }),
        Of("HARVEST_QUOTE_ASSET", "what it is paid with, such as USDT of ETHUSDT; empty = as the symbol says",
            SettingKind.Asset, p => p.QuoteAsset, (p, v) => p with { QuoteAsset = v }),
        Of("HARVEST_DUST_PCT",
            "what is left of a position is dust up to this percentage of its base quantity, where neither step nor minimum is set; "
                + "0 = nothing is",
            SettingKind.Number(0, 10), p => p.DustPercent, (p, v) => p with { DustPercent = v }),
        Of("HARVEST_MAX_CLOCK_AHEAD_SEC",
            "an event time further ahead of its entry's id is not believed, in seconds; the id's time stands in",
            SettingKind.Whole(0, 86_400), p => p.MaxClockAheadSeconds, (p, v) => p with { MaxClockAheadSeconds = v }),
        Of("HARVEST_MAX_PRICE_JUMP_PCT",
            "a price further from the last one of the last minute, in percent, waits for a second one; 0 = never",
            SettingKind.Number(0, 1000), p => p.MaxPriceJumpPercent, (p, v) => p with { MaxPriceJumpPercent = v }),
    ];

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Table.Select(row => row.Setting)];

    /// <summary>
    /// Reads the settings that are set on top of another policy. When the reader has problems afterwards, the result must not be used.
    /// </summary>
    /// <param name="reader">The settings.</param>
    /// <param name="defaults">What holds where nothing is set.</param>
    public static HarvestPolicy Read(SettingReader reader, HarvestPolicy defaults)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(defaults);
        return Table.Aggregate(defaults, (policy, row) => row.Read(reader, policy));
    }

    /// <summary>The settings of a policy that are others than the default, by name: read again, they make the same policy.</summary>
    /// <param name="policy">The policy.</param>
    public static IReadOnlyDictionary<string, string> Texts(this HarvestPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Table.Select(row => (row.Setting.Name, Now: row.Text(policy), Default: row.Text(HarvestPolicy.Default)))
            .Where(row => row.Now != row.Default).ToDictionary(row => row.Name, row => row.Now, StringComparer.Ordinal);
    }

    /// <summary>The problem with a policy built in code, or <see langword="null"/>.</summary>
    /// <param name="policy">The policy. A limit on the age of prices that is switched off is no problem here; the service refuses
    /// it.</param>
    public static string? Validate(this HarvestPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.BreakEvenCoversFees && policy.BreakEvenOffsetBps != 0)
            return $"{nameof(policy.BreakEvenCoversFees)} and {nameof(policy.BreakEvenOffsetBps)} exclude each other";
        return Table.Select(row => row.Problem(policy)).FirstOrDefault(problem => problem is not null);
    }

    private static Row Of<T>(
        string name, string meaning, SettingKind<T> kind, Func<HarvestPolicy, T> get, Func<HarvestPolicy, T, HarvestPolicy> with,
        string? shown = null, [CallerArgumentExpression(nameof(get))] string property = "")
    {
        // The default is the property's; one that is shown with its zeros, as documents and files always had it, says so.
        var setting = new Setting(name, shown ?? kind.Format(get(HarvestPolicy.Default)), kind.Allowed, meaning);
        property = property[(property.LastIndexOf('.') + 1)..];
        return new Row(setting, Read, Problem, policy => kind.Format(get(policy)));

        HarvestPolicy Read(SettingReader reader, HarvestPolicy policy) =>
            reader.IsSet(setting) && reader.TryRead(setting, kind, out T value) ? with(policy, value) : policy;

        string? Problem(HarvestPolicy policy)
        {
            T value = get(policy);
            bool isAllowed = kind.Contains(value) || (kind.IsOffAtZero && value is 0);
            return isAllowed ? null : $"{property} {kind.Format(value)} is not {kind.Allowed}";
        }
    }

    private sealed record Row(
        Setting Setting, Func<SettingReader, HarvestPolicy, HarvestPolicy> Read, Func<HarvestPolicy, string?> Problem,
        Func<HarvestPolicy, string> Text);
}
