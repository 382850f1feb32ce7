namespace HarvestBrain.Core.Positions;

/// <summary>How an epoch ended.</summary>
public enum TradeExit
{
    /// <summary>One of our partial closes, or the time stop's, took the last of it.</summary>
    Harvest,

    /// <summary>The stop did: its fill said so, or came at or through it.</summary>
    Stop,

    /// <summary>Somebody else closed it.</summary>
    Manual,

    /// <summary>A fill turned it over.</summary>
    Flip,

    /// <summary>A snapshot showed that it is gone.</summary>
    Snapshot,

    /// <summary>What was left could not be closed, and a new trade began over it.</summary>
    Dust,
}
