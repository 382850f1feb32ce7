namespace HarvestBrain.Core.Policy;

/// <summary>
/// What to ask for and when, for one symbol or for all. Immutable. Read one from settings with
/// <see cref="Settings.EngineSettings"/>, which validates; a policy built in code is validated by <see cref="Validate"/>.
/// </summary>
public sealed record HarvestPolicy
{
    /// <summary>R-multiples above this are refused in settings: no trade gets there, a typing error does.</summary>
    public const decimal MaxR = 1000;

    /// <summary>The defaults of every setting.</summary>
    public static HarvestPolicy Default { get; } = new();

    /// <summary>No partial close below this R. 0 to 1000, default 0.5.</summary>
    public decimal MinR { get; init; } = 0.5m;

    /// <summary>Where profit is taken. Default 25 % at 0.5R, 1R and 1.5R.</summary>
    public Ladder Ladder { get; init; } = Ladder.Default;

    /// <summary>R at which the stop goes to the average entry; <see langword="null"/> = never. 0 to 1000, default 0.5.</summary>
    public decimal? BreakEvenAtR { get; init; } = 0.5m;

    /// <summary>When a rung may be asked for again. Default <see cref="RearmRule.Rejected"/>.</summary>
    public RearmRule Rearm { get; init; } = RearmRule.Rejected;

    /// <summary>How long an intent that was asked for stays claimed. Seconds, 1 to 604800, default 900.</summary>
    public int DedupTtlSeconds { get; init; } = 900;

    /// <summary>No intent from a price older than this. Seconds, 1 to 86400, default 30.</summary>
    public int MaxPriceAgeSeconds { get; init; } = 30;

    /// <summary>
    /// Risk assumed when no stop is known, as a fraction of the average entry (0.02 = 2 %), above 0 and below 1;
    /// <see langword="null"/> (the default) = such a position is never harvested.
    /// </summary>
    public decimal? FallbackStopFraction { get; init; }

    /// <summary>Smallest order in quote currency. 0 (the default) = no floor.</summary>
    public decimal MinNotionalQuote { get; init; }

    /// <summary>Order quantities are multiples of this. 0 (the default) = any quantity.</summary>
    public decimal QuantityStep { get; init; }

    /// <summary>Stop prices are multiples of this. 0 (the default) = any price.</summary>
    public decimal PriceTick { get; init; }

    /// <summary>The problem with a policy built in code, or <see langword="null"/>.</summary>
    public string? Validate()
    {
        if (MinR is < 0 or > MaxR) return $"{nameof(MinR)} {MinR} is not between 0 and {MaxR}";
        if (BreakEvenAtR is < 0 or > MaxR) return $"{nameof(BreakEvenAtR)} {BreakEvenAtR} is not between 0 and {MaxR}";
        if (DedupTtlSeconds is < 1 or > 604_800) return $"{nameof(DedupTtlSeconds)} {DedupTtlSeconds} is not between 1 and 604800";
        if (MaxPriceAgeSeconds is < 1 or > 86_400) return $"{nameof(MaxPriceAgeSeconds)} {MaxPriceAgeSeconds} is not between 1 and 86400";
        if (FallbackStopFraction is <= 0 or >= 1) return $"{nameof(FallbackStopFraction)} {FallbackStopFraction} is not above 0 and below 1";
        if (MinNotionalQuote is < 0 or > Limits.MaxNotional) return $"{nameof(MinNotionalQuote)} {MinNotionalQuote} is out of range";
        if (QuantityStep is < 0 or > Limits.MaxQuantity) return $"{nameof(QuantityStep)} {QuantityStep} is out of range";
        if (PriceTick is < 0 or > Limits.MaxPrice) return $"{nameof(PriceTick)} {PriceTick} is out of range";
        return null;
    }
}
