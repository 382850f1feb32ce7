namespace HarvestBrain.Core.Events;

/// <summary>What the order was for that a fill or an outcome tells of.</summary>
public enum OrderRole
{
    /// <summary>Not told, or in a word that is not known.</summary>
    Unknown,

    /// <summary>It opens or adds.</summary>
    Entry,

    /// <summary>It is the protective stop: it fills no rung, whatever it echoes.</summary>
    Stop,

    /// <summary>One of our partial closes.</summary>
    Harvest,

    /// <summary>Somebody's own order.</summary>
    Manual,
}
