using System.Globalization;

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

    /// <summary>A number within bounds.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="least">Smallest value.</param>
    /// <param name="most">Largest value.</param>
    /// <param name="exclusiveLeast">The smallest value itself is not allowed.</param>
    public decimal Number(Setting setting, decimal least, decimal most, bool exclusiveLeast = false)
    {
        if (TryNumber(Text(setting), out decimal value) && value >= least && value <= most && !(exclusiveLeast && value == least)) return value;
        Refuse(setting);
        return exclusiveLeast ? most : least;
    }

    /// <summary>A number within bounds, or 0.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="least">Smallest value besides 0.</param>
    /// <param name="most">Largest value.</param>
    public decimal NumberOrZero(Setting setting, decimal least, decimal most)
    {
        if (TryNumber(Text(setting), out decimal value) && (value == 0 || (value >= least && value <= most))) return value;
        Refuse(setting);
        return 0;
    }

    /// <summary>A number within bounds, or <see langword="null"/> when the setting is empty.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="least">Smallest value.</param>
    /// <param name="most">Largest value.</param>
    /// <param name="exclusive">The bounds themselves are not allowed.</param>
    public decimal? OptionalNumber(Setting setting, decimal least, decimal most, bool exclusive = false)
    {
        string text = Text(setting);
        if (text.Length == 0) return null;
        if (TryNumber(text, out decimal value) && value >= least && value <= most
            && !(exclusive && (value == least || value == most))) return value;
        Refuse(setting);
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Whole(Setting setting, int least, int most)
    {
        if (int.TryParse(Text(setting), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value >= least && value <= most) return value;
        Refuse(setting);
        return least;
    }

    /// <summary>The bound of a guard: a whole number within bounds, and in a replay also 0, which switches the guard off.</summary>
    public int WholeOrOff(Setting setting, int least, int most) => IsReplay && Text(setting) == "0" ? 0 : Whole(setting, least, most);

    /// <summary>A whole number within bounds, or <see langword="null"/> when the setting is empty.</summary>
    public int? OptionalWhole(Setting setting, int least, int most) => Text(setting).Length == 0 ? null : Whole(setting, least, most);

    /// <summary>One of several words, in any case.</summary>
    public T Choice<T>(Setting setting, ReadOnlySpan<T> choices, Func<T, string> word)
    {
        ArgumentNullException.ThrowIfNull(word);
        string text = Text(setting);
        foreach (T choice in choices)
        {
            if (string.Equals(word(choice), text, StringComparison.OrdinalIgnoreCase)) return choice;
        }
        Refuse(setting);
        return choices[0];
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

    private static bool TryNumber(string text, out decimal value) => decimal.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
}
