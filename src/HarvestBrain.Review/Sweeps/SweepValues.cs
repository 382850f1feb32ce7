using System.Globalization;

namespace HarvestBrain.Review.Sweeps;

/// <summary>Reads a value, a list <c>{0.5,1,2}</c> or a range <c>{0.5..2:0.25}</c>, also mixed: <c>{0.5,1..2:0.5}</c>.</summary>
internal static class SweepValues
{
    /// <summary>More values of one place than this are refused.</summary>
    public const int MaxValues = 1000;

    /// <summary>Splits at a separator that stands outside of braces.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}') depth--;
            else if (text[i] == separator && depth == 0)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }
        parts.Add(text[start..].Trim());
        return parts;
    }

    /// <summary>Reads the values of one place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="word">A word that stands for no number, such as <c>*</c>.</param>
    /// <param name="values">The values; <see langword="null"/> where the word stands.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? Read(string text, string word, out List<decimal?> values)
    {
        values = [];
        bool isList = text.StartsWith('{');
        if (isList && !text.EndsWith('}')) return $"'{text}' has no closing brace";
        string inner = isList ? text[1..^1] : text;
        foreach (string item in inner.Split(',', StringSplitOptions.TrimEntries))
        {
            if (item == word) values.Add(null);
            else if (isList && item.Contains("..", StringComparison.Ordinal))
            {
                if (ReadRange(item, values) is { } problem) return problem;
            }
            else if (TryNumber(item, out decimal value)) values.Add(value);
            else return $"'{item}' is no number";
            if (values.Count > MaxValues) return $"'{text}' has more than {MaxValues} values";
        }
        return values.Distinct().Count() == values.Count ? null : $"'{text}' names a value twice";
    }

    private static string? ReadRange(string item, List<decimal?> values)
    {
        string[] ends = item.Split("..");
        string[] rest = ends.Length == 2 ? ends[1].Split(':') : [];
        if (rest.Length != 2 || !TryNumber(ends[0], out decimal from) || !TryNumber(rest[0], out decimal to)
            || !TryNumber(rest[1], out decimal step))
            return $"'{item}' is no range such as 0.5..2:0.25";
        if (step <= 0 || to < from) return $"'{item}' does not rise";
        if ((to - from) / step > MaxValues) return $"'{item}' has more than {MaxValues} values";
        for (decimal value = from; value <= to; value += step) values.Add(value);
        return null;
    }

    private static bool TryNumber(string text, out decimal value) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value <= Core.Policy.HarvestPolicy.MaxR;
}
