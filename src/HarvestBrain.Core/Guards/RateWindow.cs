namespace HarvestBrain.Core.Guards;

/// <summary>
/// How many intents were published in the last sixty seconds: a sliding window over all symbols. Can be saved and restored.
/// </summary>
public sealed class RateWindow
{
    private const long WindowMs = 60_000;

    private readonly long[] _times;
    private int _start;
    private int _count;

    /// <summary>An empty window.</summary>
    /// <param name="limit">Intents allowed in any sixty seconds; also bounds the memory. 0 = no limit: nothing is counted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public RateWindow(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        _times = new long[limit];
    }

    /// <summary>Intents allowed in any sixty seconds; 0 = no limit.</summary>
    public int Limit => _times.Length;

    /// <summary>Intents in the sixty seconds up to a time.</summary>
    public int CountAt(long nowUnixMs)
    {
        while (_count > 0 && _times[_start] <= nowUnixMs - WindowMs)
        {
            _start = (_start + 1) % _times.Length;
            _count--;
        }
        return _count;
    }

    /// <summary>Another intent would be one too many.</summary>
    public bool IsFullAt(long nowUnixMs) => Limit > 0 && CountAt(nowUnixMs) >= Limit;

    /// <summary>Notes an intent.</summary>
    /// <exception cref="InvalidOperationException">The window is full; ask <see cref="IsFullAt"/> first.</exception>
    public void Add(long nowUnixMs)
    {
        if (Limit == 0) return;
        if (_count == _times.Length) throw new InvalidOperationException("the rate window is full");
        // A clock that went back must not let an entry leave the window before an older one.
        if (_count > 0) nowUnixMs = Math.Max(nowUnixMs, _times[(_start + _count - 1) % _times.Length]);
        _times[(_start + _count) % _times.Length] = nowUnixMs;
        _count++;
    }

    /// <summary>The times in the window, Unix milliseconds, oldest first.</summary>
    public IEnumerable<long> OldestFirst()
    {
        for (int i = 0; i < _count; i++) yield return _times[(_start + i) % _times.Length];
    }

    /// <summary>Replaces the content; of more times than the limit the newest are kept.</summary>
    public void Restore(IEnumerable<long> timesUnixMs)
    {
        ArgumentNullException.ThrowIfNull(timesUnixMs);
        long[] sorted = [.. timesUnixMs.Order()];
        _start = 0;
        _count = Math.Min(sorted.Length, _times.Length);
        sorted.AsSpan(sorted.Length - _count).CopyTo(_times);
    }
}
