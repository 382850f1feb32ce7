namespace HarvestBrain.Core.Positions;

/// <summary>
/// In what the orders at the venue differ from what should stand there. A closed set; logs, metrics and tests use the code.
/// </summary>
public enum ProtectionCode
{
    /// <summary>A stop should stand, and none does.</summary>
    Unprotected,

    /// <summary>The stops that stand close more or less than what is open.</summary>
    ProtectionQuantityDiffers,

    /// <summary>A stop stands at another price than it should.</summary>
    ProtectionPriceDiffers,

    /// <summary>An order stands that only a position could need which is not open.</summary>
    OrphanOrder,
}

/// <summary>A difference between what stands at the venue and what should, that has lasted.</summary>
/// <param name="Code">Which.</param>
/// <param name="SinceUnixMs">Since when, event time, Unix milliseconds.</param>
/// <param name="Stands">The quantity or the price that stands; 0 for the others.</param>
/// <param name="Wanted">The quantity or the price that should; of <see cref="ProtectionCode.Unprotected"/> what is open.</param>
/// <param name="OrderId">Of an orphan the order's id, if it was told; <see langword="null"/> for the others.</param>
public readonly record struct ProtectionProblem(
    ProtectionCode Code, long SinceUnixMs, decimal Stands, decimal Wanted, string? OrderId = null)
{
    /// <summary>What lasts for longer than this, in milliseconds, is told: an executor and a snapshot take their time.</summary>
    public const int ToleratedMs = 5000;

    /// <summary>Such as <c>ProtectionQuantityDiffers(stands: 1, wanted: 0.75)</c>.</summary>
    public override string ToString() => Code switch
    {
        ProtectionCode.Unprotected => $"Unprotected(open: {PlainDecimal.Format(Wanted)})",
        ProtectionCode.OrphanOrder => string.IsNullOrEmpty(OrderId) ? "OrphanOrder" : $"OrphanOrder(order: {OrderId})",
        _ => $"{Code}(stands: {PlainDecimal.Format(Stands)}, wanted: {PlainDecimal.Format(Wanted)})",
    };
}
