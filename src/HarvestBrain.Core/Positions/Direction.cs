namespace HarvestBrain.Core.Positions;

/// <summary>Which way a position earns. The value is the sign of its quantity.</summary>
public enum Direction
{
    /// <summary>Earns when the price falls.</summary>
    Short = -1,

    /// <summary>Nothing is open.</summary>
    Flat = 0,

    /// <summary>Earns when the price rises.</summary>
    Long = 1,
}
