using System.Globalization;

namespace HarvestBrain.Import.Reading;

/// <summary>Numbers as people's programs export them: thousands with space, apostrophe or comma, decimals with point or comma.</summary>
internal static class Numbers
{
    private const int MaxCharacters = 64;

    /// <param name="text">The cell.</param>
    /// <param name="commaIsDecimal">A lone comma is the decimal sign: the file separates its columns with something else.</param>
    /// <param name="value">The number.</param>
    public static bool TryRead(ReadOnlySpan<char> text, bool commaIsDecimal, out decimal value)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return true;
        if (text.Length > MaxCharacters) return false;
        Span<char> plain = stackalloc char[MaxCharacters];
        int length = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '\u00A0' or '\u202F' or '\'') continue;
            plain[length++] = c == '\u2212' ? '-' : c; // a typographer's minus
        }
        Span<char> number = plain[..length];
        if (!TryPlaceSeparators(number, commaIsDecimal, out int kept)) return false;
        return decimal.TryParse(number[..kept], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    // Of two kinds of sign the last one is the decimal's; commas alone are decimals only where the file says so, else groups of three.
    private static bool TryPlaceSeparators(Span<char> number, bool commaIsDecimal, out int length)
    {
        int comma = number.LastIndexOf(','), point = number.LastIndexOf('.');
        length = number.Length;
        if (comma < 0) return true;
        bool isDecimal = point < 0 ? commaIsDecimal : comma > point;
        char group = isDecimal ? '.' : ',';
        if (!AreGroups(number, group, isDecimal ? comma : point)) return false;
        length = 0;
        foreach (char c in number)
        {
            if (c == group) continue;
            number[length++] = c == ',' ? '.' : c;
        }
        return true;
    }

    private static bool AreGroups(ReadOnlySpan<char> number, char group, int decimalSign)
    {
        int end = decimalSign < 0 ? number.Length : decimalSign;
        int first = number.IndexOf(group);
        if (number[end..].Contains(group)) return false;
        for (int i = first; i >= 0 && i < end; i += 4)
        {
            if (number[i] != group || i + 4 > end || number.Slice(i + 1, 3).IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        }
        return first < 0 || (end - first) % 4 == 0;
    }
}
