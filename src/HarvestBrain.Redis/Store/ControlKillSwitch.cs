namespace HarvestBrain.Redis.Store;

/// <summary>
/// The kill switch of all partitions, as the host read it last. Each partition obeys it besides its own, and takes it over into its own: a
/// host that does not reach the one of all any more then still finds it.
/// </summary>
internal sealed class ControlKillSwitch
{
    /// <summary>What a partition's switch begins with that was taken over.</summary>
    public const string Mark = "all: ";

    private const int OffTwice = 2; // a host that has read it late must not undo what was switched on since

    private volatile string? _text;
    private volatile int _timesOff;

    /// <summary>Its value while it is on; <see langword="null"/> while it is off or not known.</summary>
    public string? Text => _text;

    /// <summary>It was read.</summary>
    public void Seen(string? value)
    {
        bool on = KillSwitch.IsOn(value);
        _timesOff = on ? 0 : Math.Min(_timesOff + 1, OffTwice);
        _text = on ? value : null;
    }

    /// <summary>What has to be written into a partition's own switch.</summary>
    /// <param name="own">Its value.</param>
    /// <returns>Its new value; <c>""</c> = none, <see langword="null"/> = nothing has to be.</returns>
    public string? Change(string? own)
    {
        if (_text is { } text) return KillSwitch.IsOn(own) ? null : Mark + text;
        // It was off the last times that it was read: what was taken over from it is over.
        return _timesOff >= OffTwice && own?.StartsWith(Mark, StringComparison.Ordinal) == true ? "" : null;
    }
}
