using HarvestBrain.Redis.Observers;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// Lets some dead letters a minute through and counts the rest: a producer that writes nonsense by the thousand must not push harvests and
/// the kill switch out of the queues. Used by one loop, from one thread at a time.
/// </summary>
internal sealed class DeadLetterLimit(TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private long _since;
    private int _told;
    private int _heldBack;

    /// <summary>One more; it may be told.</summary>
    public bool TryAcquire()
    {
        if (_told == 0) _since = time.GetTimestamp();
        if (_told < EntryDeadLettered.MaxPerMinute)
        {
            _told++;
            return true;
        }
        _heldBack++;
        return false;
    }

    /// <summary>The minute that began with the first one is over.</summary>
    public bool IsOver => _told > 0 && time.GetElapsedTime(_since) >= Minute;

    /// <summary>Begins anew.</summary>
    /// <returns>How many were held back.</returns>
    public int End()
    {
        int heldBack = _heldBack;
        _told = _heldBack = 0;
        return heldBack;
    }
}
