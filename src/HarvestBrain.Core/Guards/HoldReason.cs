using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Guards;

/// <summary>Why nothing was asked for. A closed set; logs, metrics and tests use the code.</summary>
public enum HoldCode
{
    /// <summary>Something may be missing from this position's history.</summary>
    Suspect,

    /// <summary>No stop on the risk side is known, and no fallback is configured.</summary>
    NoInitialRisk,

    /// <summary>The kill switch is on.</summary>
    KillSwitch,

    /// <summary>The price is too old, or too far in the future to be believed.</summary>
    StalePrice,

    /// <summary>As many partial closes as allowed in the last minute.</summary>
    RateLimited,

    /// <summary>All that is open has been asked for already.</summary>
    NothingLeft,

    /// <summary>What may be asked for is less than one quantity step.</summary>
    BelowQuantityStep,

    /// <summary>What may be asked for is under the exchange's minimum at this price.</summary>
    BelowMinNotional,

    /// <summary>The symbol's settings are not valid, and which ones were meant is not known.</summary>
    SettingsInvalid,

    /// <summary>An inverse contract: its profit is paid in the base asset, and would be computed wrongly.</summary>
    InverseContract,

    /// <summary>As many stop moves as allowed in the last minute.</summary>
    StopsRateLimited,

    /// <summary>The settings say that nothing is asked for.</summary>
    Disabled,
}

/// <summary>A coded reason to hold, with its numbers. Whatever is held stays armed: nothing is lost.</summary>
/// <param name="Key">The position.</param>
/// <param name="Code">Why.</param>
/// <param name="Value">The number that was looked at.</param>
/// <param name="Bound">What it was held against.</param>
public readonly record struct HoldReason(PositionKey Key, HoldCode Code, decimal Value = 0, decimal Bound = 0)
{
    /// <summary>Such as <c>RateLimited(inLastMinute: 30, limit: 30)</c>.</summary>
    public override string ToString()
    {
        string value = PlainDecimal.Format(Value), bound = PlainDecimal.Format(Bound);
        return Code switch
        {
            HoldCode.Suspect => "Suspect",
            HoldCode.NoInitialRisk => "NoInitialRisk",
            HoldCode.KillSwitch => "KillSwitch",
            HoldCode.StalePrice => $"StalePrice(ageMs: {value}, limitMs: {bound})",
            HoldCode.SettingsInvalid => "SettingsInvalid",
            HoldCode.InverseContract => "InverseContract",
            HoldCode.Disabled => "Disabled",
            HoldCode.RateLimited => $"RateLimited(inLastMinute: {value}, limit: {bound})",
            HoldCode.StopsRateLimited => $"StopsRateLimited(inLastMinute: {value}, limit: {bound})",
            HoldCode.NothingLeft => $"NothingLeft(open: {value}, outstanding: {bound})",
            HoldCode.BelowQuantityStep => $"BelowQuantityStep(quantity: {value}, step: {bound})",
            HoldCode.BelowMinNotional => $"BelowMinNotional(notional: {value}, minimum: {bound})",
            _ => throw new InvalidOperationException($"no text for {Code}"),
        };
    }
}
