namespace HarvestBrain.SessionGeneration;

/// <summary>How an event's time is written.</summary>
internal enum TimeForm
{
    UnixMilliseconds,
    UnixSeconds,
    IsoUtc,
    IsoOffset,

    /// <summary>Not at all: the entry id's milliseconds are the time.</summary>
    Missing,
}
