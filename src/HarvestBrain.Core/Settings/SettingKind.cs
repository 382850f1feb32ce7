using System.Globalization;

namespace HarvestBrain.Core.Settings;

/// <summary>Reads the text of a setting.</summary>
/// <param name="text">The text, trimmed.</param>
/// <param name="value">Its value, when it is one.</param>
/// <param name="problem">What is wrong when it is none, if there is more to say than what is allowed.</param>
internal delegate bool TryParse<T>(string text, out T value, out string? problem);

/// <summary>What a setting takes. The bounds stand here once, for texts, for policies built in code and for the documents.</summary>
/// <param name="Allowed">What it takes, in words.</param>
/// <param name="TryRead">Reads a text.</param>
/// <param name="Contains">The value is one of those that it takes.</param>
/// <param name="Format">The text of a value.</param>
internal sealed record SettingKind<T>(string Allowed, TryParse<T> TryRead, Func<T, bool> Contains, Func<T, string> Format)
{
    /// <summary>A guard's bound: in a replay 0 switches the guard off, and so may a policy built in code.</summary>
    public bool IsOffAtZero { get; init; }
}

/// <summary>The kinds of settings.</summary>
internal static class SettingKind
{
    private const int MaxAssetLength = 32;

    /// <summary>A decimal within bounds.</summary>
    /// <param name="min">Smallest value.</param>
    /// <param name="max">Largest value.</param>
    /// <param name="above">The smallest value itself is not allowed.</param>
    public static SettingKind<decimal> Number(decimal min, decimal max, bool above = false) => Of<decimal>(
        above ? $"a number above {Text(min)} and up to {Text(max)}" : $"a number from {Text(min)} to {Text(max)}",
        TryNumber, value => value >= min && value <= max && !(above && value == min), PlainDecimal.Format);

    /// <summary>A small part of the whole: more than nothing, and no percentage that was meant for one.</summary>
    public static SettingKind<decimal> Fraction(string of, decimal max) => Of<decimal>(
        $"a fraction of {of} above 0 and up to {Text(max)} (0.02 is 2 %, 2 would be 200 %)", TryNumber, value => value > 0 && value <= max,
            PlainDecimal.Format);

    /// <summary>A whole number within bounds.</summary>
    public static SettingKind<int> Whole(int min, int max) => Of<int>(
        $"a whole number from {min} to {max}", TryWhole, value => value >= min && value <= max,
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same, or 0.</summary>
    public static SettingKind<decimal> OrZero(this SettingKind<decimal> kind) => Of(
        $"0, or {kind.Allowed}", TryNumber, value => value == 0 || kind.Contains(value), kind.Format);

    /// <summary>The same, and in a replay also 0, which switches the guard off.</summary>
    public static SettingKind<int> OrOff(this SettingKind<int> kind) => kind with
    {
        Allowed = $"{kind.Allowed}; in a replay also 0 = off",
        IsOffAtZero = true,
    };

    /// <summary>The same, or nothing, which has a word of its own; nothing may be an empty text.</summary>
    public static SettingKind<T?> Or<T>(this SettingKind<T> kind, string none) where T : struct => Of<T?>(
        $"{kind.Allowed}, or {(none.Length == 0 ? "empty" : none)}",
        (string text, out T? value, out string? problem) =>
        {
            (value, problem) = (null, null);
            if (string.Equals(text, none, StringComparison.OrdinalIgnoreCase)) return true;
            if (!kind.TryRead(text, out T read, out problem)) return false;
            value = read;
            return true;
        },
        value => value is not { } given || kind.Contains(given),
        value => value is { } given ? kind.Format(given) : none);

    /// <summary>One of several words, in any case.</summary>
    public static SettingKind<T> Choice<T>(Func<T, string> word, params T[] choices) => Of(
        Either([.. choices.Select(word)]),
        (string text, out T value, out string? problem) =>
        {
            problem = null;
            int found = Array.FindIndex(choices, choice => string.Equals(word(choice), text, StringComparison.OrdinalIgnoreCase));
            value = choices[Math.Max(0, found)];
            return found >= 0;
        },
        value => choices.Contains(value), word);

    /// <summary>The name of an asset, in capitals; empty = none.</summary>
    public static SettingKind<string> Asset { get; } = Of<string>(
        $"up to {MaxAssetLength} letters and digits, or empty",
        (string text, out string value, out string? problem) =>
        {
            (value, problem) = (text.ToUpperInvariant(), null);
            return true;
        },
        value => value is not null && value.Length <= MaxAssetLength && value.All(char.IsLetterOrDigit), value => value);

    /// <summary>A value that checks itself when it is made.</summary>
    public static SettingKind<T> Parsed<T>(string allowed, TryParse<T> tryRead) where T : class =>
        Of(allowed, tryRead, value => value is not null, value => value.ToString()!);

    // A text is taken when it reads as a value, and the value is one of those that are taken.
    private static SettingKind<T> Of<T>(string allowed, TryParse<T> tryRead, Func<T, bool> contains, Func<T, string> format) => new(
        allowed,
        (string text, out T value, out string? problem) => tryRead(text, out value, out problem) && contains(value),
        contains, format);

    private static string Either(string[] words)
    {
        string[] named = [.. words.Where(word => word.Length > 0), .. words.Contains("") ? ["empty"] : Array.Empty<string>()];
        return named.Length == 1 ? named[0] : $"{string.Join(", ", named[..^1])} or {named[^1]}";
    }

    private static bool TryNumber(string text, out decimal value, out string? problem)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        problem = null;
        return decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryWhole(string text, out int value, out string? problem)
    {
        problem = null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    // 1e15 is easier to read than its zeros are to count.
    private static string Text(decimal bound)
    {
        string plain = PlainDecimal.Format(bound), zeros = plain.Replace("0.", "", StringComparison.Ordinal).Trim('0');
        if (plain.Length < 8 || zeros != "1") return plain;
        return bound < 1 ? $"1e-{plain.Length - 2}" : $"1e{plain.Length - 1}";
    }
}
