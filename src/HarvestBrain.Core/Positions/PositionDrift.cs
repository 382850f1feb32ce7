namespace HarvestBrain.Core.Positions;

/// <summary>In what a snapshot differed from the fold. A closed set; logs, metrics and tests use it.</summary>
public enum DriftKind
{
    /// <summary>The fold had nothing: it was opened before us, or a fill is missing.</summary>
    Opened,

    /// <summary>Another quantity or average entry on the same side.</summary>
    Corrected,

    /// <summary>Open on the other side.</summary>
    Reversed,

    /// <summary>The exchange has nothing any more.</summary>
    Closed,

    /// <summary>Quantity and average entry changed inversely, as by a split: every price and quantity of the epoch is scaled.</summary>
    Rescaled,
}

/// <summary>A snapshot differed from the fold, and won. Quantities are signed: a short is negative, flat is 0 with entry 0.</summary>
/// <param name="Key">The position.</param>
/// <param name="Kind">In what they differed.</param>
/// <param name="FoldQuantity">What the fold had, base units.</param>
/// <param name="FoldEntry">At what average entry.</param>
/// <param name="SnapshotQuantity">What the snapshot says, and holds from here on.</param>
/// <param name="SnapshotEntry">At what average entry.</param>
public readonly record struct PositionDrift(
    PositionKey Key, DriftKind Kind, decimal FoldQuantity, decimal FoldEntry, decimal SnapshotQuantity, decimal SnapshotEntry)
{
    /// <summary>
    /// Such as <c>Corrected(quantity: 1 -> 0.75, entry: 3300 -> 3300)</c>: what the fold had, and what the snapshot says.
    /// </summary>
    public override string ToString() =>
        $"{Kind}(quantity: {PlainDecimal.Format(FoldQuantity)} -> {PlainDecimal.Format(SnapshotQuantity)}, "
        + $"entry: {PlainDecimal.Format(FoldEntry)} -> {PlainDecimal.Format(SnapshotEntry)})";
}
