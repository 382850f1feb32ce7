namespace HarvestBrain.Core.Settings;

/// <summary>Reads settings from any source of names and values, and collects every problem. Nothing falls back silently.</summary>
/// <param name="find">The value of a name, or <see langword="null"/> when it is not set.</param>
public sealed class SettingReader(Func<string, string?> find)
{
    private readonly List<SettingProblem> _problems = [];

    /// <summary>The settings are those of a replay, in which guards may be switched off. Default false.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Every problem so far.</summary>
    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>The setting has a value of its own, if only an empty one.</summary>
    public bool IsSet(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return find(setting.Name) is not null;
    }

    /// <summary>The text of a setting, trimmed; its default when it is not set.</summary>
    public string Text(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return (find(setting.Name) ?? setting.Default).Trim();
    }

    /// <summary>A whole number within the setting's bounds.</summary>
    public int Whole(WholeSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return TryRead(setting, SettingKind.Whole(setting.Min, setting.Max), out int value) ? value : setting.Min;
    }

    /// <summary>One of several words, in any case.</summary>
    public T Choice<T>(Setting setting, ReadOnlySpan<T> choices, Func<T, string> word)
    {
        ArgumentNullException.ThrowIfNull(word);
        TryRead(setting, SettingKind.Choice(word, choices.ToArray()), out T value);
        return value;
    }

    /// <summary>Notes a problem with a setting.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="why">More than what is allowed, if there is more to say.</param>
    /// <param name="hideValue">Not to show what was found: an address that is none may hold a password in the wrong place.</param>
    public void Refuse(Setting setting, string? why = null, bool hideValue = false)
    {
        ArgumentNullException.ThrowIfNull(setting);
        string found = setting.IsSecret || hideValue ? "(secret)" : Text(setting);
        _problems.Add(new SettingProblem(setting.Name, found, why, setting.Allowed));
    }

    /// <summary>Reads a setting, and notes the problem when it has none of the values that it takes.</summary>
    internal bool TryRead<T>(Setting setting, SettingKind<T> kind, out T value)
    {
        string text = Text(setting);
        if (IsReplay && kind.IsOffAtZero && text == "0")
        {
            value = default!;
            return true;
        }
        if (kind.TryRead(text, out value, out string? problem)) return true;
        Refuse(setting, problem);
        return false;
    }
}
