namespace HarvestBrain.Core.Policy;

/// <summary>What the distance of the trailing stop is measured in.</summary>
public enum TrailSource
{
    /// <summary>No trailing stop.</summary>
    Off,

    /// <summary>The average true range, or the initial risk as long as no range is known.</summary>
    Auto,

    /// <summary>The average true range: from the entries, else from bars of mark prices. Unknown = no trailing stop yet.</summary>
    Atr,

    /// <summary>The initial risk, 1R.</summary>
    Risk,
}
