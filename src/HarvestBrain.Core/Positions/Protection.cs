namespace HarvestBrain.Core.Positions;

/// <summary>
/// What the executor was last told of how much the stop protects. It is told when that differs from what is open; the id names stop and
/// quantity, so that what was perhaps told before carries an attempt.
/// </summary>
internal record struct Protection
{
    /// <summary>
    /// The quantity that was told last, or that was open when the stop became known; <see langword="null"/> = no stop was known yet, 0 =
    /// what the executor has is not known.
    /// </summary>
    public decimal? Said { get; set; }

    /// <summary>The same of the stop before the one that is asked for, in force again when that is rejected.</summary>
    public decimal SaidBefore { get; set; }

    /// <summary>When it was told last by an intent of its own, Unix milliseconds; 0 = never.</summary>
    public long SaidAtUnixMs { get; set; }

    /// <summary>How often it was told by an intent of its own in the epoch.</summary>
    public int Count { get; set; }

    /// <summary>The smallest quantity told so: below it none was.</summary>
    public decimal Least { get; set; }

    /// <summary>The largest quantity told so: above it none was.</summary>
    public decimal Most { get; set; }

    /// <summary>The tightest stop told so: beyond it none was; <see langword="null"/> = none was.</summary>
    public decimal? Tightest { get; set; }

    /// <summary>A quantity that the executor refused; 0 = none.</summary>
    public decimal Refused { get; set; }

    /// <summary>When the refused quantity may be told again, Unix milliseconds.</summary>
    public long RefusedUntilUnixMs { get; set; }
}
