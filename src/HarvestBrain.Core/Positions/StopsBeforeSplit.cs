namespace HarvestBrain.Core.Positions;

/// <summary>What was asked of the stop before a split, at the prices that its ids have.</summary>
internal sealed class StopsBeforeSplit
{
    /// <summary>The last stop that was asked for.</summary>
    public required StopRequest Request { get; init; }

    /// <summary>All of them.</summary>
    public required IReadOnlyList<MovedStop> Moves { get; init; }
}
