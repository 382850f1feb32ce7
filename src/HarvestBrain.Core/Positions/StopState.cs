namespace HarvestBrain.Core.Positions;

/// <summary>How much is known of the stop that should be in force.</summary>
public enum StopState
{
    /// <summary>It was asked for, and nobody has answered.</summary>
    Requested,

    /// <summary>It is there: it was told from outside, or the executor said that it has it.</summary>
    Confirmed,

    /// <summary>The last move that was asked for came back rejected, cancelled or expired; the stop before it is in force.</summary>
    Rejected,

    /// <summary>The mark has been at or through it for too long, and the position is still open: it is not there.</summary>
    Crossed,
}
