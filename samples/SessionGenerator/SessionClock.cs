using System.Globalization;

namespace HarvestBrain.SessionGeneration;

/// <summary>The session's time and stream entry ids, from the options alone.</summary>
internal sealed class SessionClock(Prng prng, int symbols)
{
    /// <summary>2026-01-18T00:00:00Z.</summary>
    private const long StartUnixMilliseconds = 1_768_694_400_000;

    // However many symbols there are, each has a price about every six seconds.
    private readonly int _longestTickGapMilliseconds = Math.Max(2, 2 * 6000 / symbols);
    private int _sequence;

    public long UnixMilliseconds { get; private set; } = StartUnixMilliseconds;

    /// <summary><c>milliseconds-sequence</c>, strictly rising.</summary>
    public string EntryId => string.Create(CultureInfo.InvariantCulture, $"{UnixMilliseconds}-{_sequence}");

    /// <summary>On to the next entry: soon if it is an answer to this one, and sometimes within the same millisecond.</summary>
    public void Advance(bool soon)
    {
        int milliseconds = prng.Chance(60) ? 0 : prng.Below(soon ? 60 : _longestTickGapMilliseconds);
        _sequence = milliseconds == 0 ? _sequence + 1 : 0;
        UnixMilliseconds += milliseconds;
    }
}
