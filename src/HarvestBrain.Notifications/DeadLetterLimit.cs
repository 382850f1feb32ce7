namespace HarvestBrain.Notifications;

/// <summary>
/// Lets some dead letters a minute through and counts the rest: a producer that writes nonsense by the thousand must not push harvests and
/// the kill switch out of the queues.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="more">Is told when the minute is over how many were held back, if any were.</param>
internal sealed class DeadLetterLimit(TimeProvider time, Action<int> more) : IDisposable
{
    /// <summary>So many a minute are told one by one.</summary>
    public const int MostAMinute = 20;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _running;
    private int _told;
    private int _heldBack;

    /// <summary>One more; it may be told.</summary>
    public bool Take()
    {
        lock (_lock)
        {
            if (!_running)
            {
                _running = true;
                _timer ??= time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(Minute, Timeout.InfiniteTimeSpan);
            }
            if (_told < MostAMinute)
            {
                _told++;
                return true;
            }
            _heldBack++;
            return false;
        }
    }

    /// <summary>The minute is over.</summary>
    public void End()
    {
        int heldBack;
        lock (_lock)
        {
            heldBack = _heldBack;
            _told = _heldBack = 0;
            _running = false;
        }
        if (heldBack > 0) more(heldBack);
    }

    public void Dispose() => _timer?.Dispose();
}
