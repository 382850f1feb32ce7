namespace HarvestBrain.Core.Events;

/// <summary>How far an event time is believed. An entry cannot tell of what happens long after it was written.</summary>
internal static class EventTime
{
    // 1973: no clock of an exchange shows less. An id below it is a number that somebody gave, not the time of a stream.
    private const long FirstClockMs = 100_000_000_000;

    /// <summary>
    /// The event's own time lies behind that of its entry's id, and the id is that of a clock. Nearly no event's does: no policy has to be
    /// asked then.
    /// </summary>
    public static bool IsAfterItsId(in HarvestEvent e) =>
        e.TimeUnixMs > e.Id.UnixMilliseconds && e.Id.UnixMilliseconds >= FirstClockMs && !e.IsSimulated;

    /// <summary>The event's own time lies so far ahead of its entry's id that the id's time has to stand in for it.</summary>
    public static bool IsAhead(in HarvestEvent e, long mostAheadMs) =>
        IsAfterItsId(e) && e.TimeUnixMs - e.Id.UnixMilliseconds > mostAheadMs;

    /// <summary>The event at the time of its entry's id.</summary>
    public static HarvestEvent AtItsId(in HarvestEvent e) => e with { TimeUnixMs = e.Id.UnixMilliseconds, TimeSlackMs = 0 };
}
