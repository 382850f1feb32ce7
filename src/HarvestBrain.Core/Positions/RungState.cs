namespace HarvestBrain.Core.Positions;

/// <summary>Where a rung is within its epoch.</summary>
public enum RungState
{
    /// <summary>Not asked for (or asked for again allowed).</summary>
    Armed,

    /// <summary>Asked for; quantity changes only when a fill arrives.</summary>
    Requested,

    /// <summary>Filled to the quantity asked for.</summary>
    Filled,
}
