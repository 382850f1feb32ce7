namespace HarvestBrain.Core.Policy;

/// <summary>The words of a policy's choices, in settings and payloads.</summary>
internal static class PolicyWords
{
    /// <summary>shadow or live.</summary>
    public static string Word(this HarvestMode mode) => mode == HarvestMode.Live ? "live" : "shadow";

    /// <summary>never, rejected or timeout.</summary>
    public static string Word(this RearmRule rule) => rule switch
    {
        RearmRule.Never => "never",
        RearmRule.Timeout => "timeout",
        _ => "rejected",
    };

    /// <summary>off, auto, atr or risk.</summary>
    public static string Word(this TrailSource source) => source switch
    {
        TrailSource.Auto => "auto",
        TrailSource.Atr => "atr",
        TrailSource.Risk => "risk",
        _ => "off",
    };

    /// <summary>Nothing, linear or inverse.</summary>
    public static string Word(this ContractKind kind) => kind switch
    {
        ContractKind.Linear => "linear",
        ContractKind.Inverse => "inverse",
        _ => "",
    };

    /// <summary>gross or net.</summary>
    public static string Word(this RBasis basis) => basis == RBasis.Net ? "net" : "gross";
}
