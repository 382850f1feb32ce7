using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Review.Epochs;

/// <summary>Policies that a review compares with, made of the one under review. Overrides of single symbols change alike.</summary>
internal static class Variants
{
    /// <summary>A ladder has at least one rung: this one is beyond all prices.</summary>
    private static readonly Ladder NoLadder = Ladder.Of(LadderRung.Rest(HarvestPolicy.MaxR));

    private static readonly Ladder OneR = Ladder.Of(LadderRung.Rest(1));

    /// <summary>The same without the guards that belong to the hour, not to the policy.</summary>
    public static EngineSettings Unbound(EngineSettings settings) =>
        Map(settings, policy => policy with { MaxPriceAgeSeconds = 0 }) with { MaxActionsPerMinute = 0, Mode = HarvestMode.Shadow };

    /// <summary>Everything is closed at 1R; no stop is moved.</summary>
    public static EngineSettings AllAtOneR(EngineSettings settings) =>
        Map(settings, policy => Plain(policy) with { Ladder = OneR, MinR = 0, BreakEvenAtR = null });

    /// <summary>The defaults, with the order sizes and the risk of the policy under review.</summary>
    public static EngineSettings Default(EngineSettings settings) => Map(settings, Plain);

    /// <summary>Without one rung of the ladder.</summary>
    public static EngineSettings WithoutRung(EngineSettings settings, decimal triggerR) => Map(settings, policy =>
    {
        var rungs = new List<LadderRung>();
        foreach (LadderRung rung in policy.Ladder.Rungs)
        {
            if (rung.TriggerR != triggerR) rungs.Add(rung);
        }
        return policy with { Ladder = rungs.Count == 0 ? NoLadder : Ladder.Of([.. rungs]) };
    });

    /// <summary>Without one of the rules that move the stop.</summary>
    public static EngineSettings WithoutStop(EngineSettings settings, StopRule rule) => Map(settings, policy => rule switch
    {
        StopRule.BreakEven => policy with { BreakEvenAtR = null },
        StopRule.Lock => policy with { Lock = ProfitLock.None },
        _ => policy with { TrailSource = TrailSource.Off },
    });

    /// <summary>Some symbol uses the rule.</summary>
    public static bool Uses(EngineSettings settings, StopRule rule) => Policies(settings).Any(policy => rule switch
    {
        StopRule.BreakEven => policy.BreakEvenAtR is not null,
        StopRule.Lock => policy.Lock.Steps.Length > 0,
        _ => policy.TrailSource != TrailSource.Off,
    });

    /// <summary>Every policy in the settings, that of all symbols first.</summary>
    public static IEnumerable<HarvestPolicy> Policies(EngineSettings settings) => settings.SymbolPolicies.Values.Prepend(settings.Policy);

    /// <summary>Changes every policy alike.</summary>
    public static EngineSettings Map(EngineSettings settings, Func<HarvestPolicy, HarvestPolicy> change) => settings with
    {
        Policy = change(settings.Policy),
        SymbolPolicies = settings.SymbolPolicies.ToDictionary(pair => pair.Key, pair => change(pair.Value), StringComparer.Ordinal),
    };

    private static HarvestPolicy Plain(HarvestPolicy policy) => HarvestPolicy.Default with
    {
        FallbackStopFraction = policy.FallbackStopFraction,
        MinNotionalQuote = policy.MinNotionalQuote,
        QuantityStep = policy.QuantityStep,
        PriceTick = policy.PriceTick,
        ContractSize = policy.ContractSize,
        ContractKind = policy.ContractKind,
        BaseAsset = policy.BaseAsset,
        QuoteAsset = policy.QuoteAsset,
        RBasis = policy.RBasis,
    };
}

/// <summary>A rule that moves the stop.</summary>
internal enum StopRule
{
    /// <summary>To the entry.</summary>
    BreakEven,

    /// <summary>To a locked profit.</summary>
    Lock,

    /// <summary>Behind the best price.</summary>
    Trail,
}
