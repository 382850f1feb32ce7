using System.Globalization;

namespace HarvestBrain.Import.Reading;

/// <summary>Numbers as people's programs export them: thousands with space, apostrophe or comma, decimals with point or comma.</summary>
internal static class Numbers
{
    private const int MaxCharacters = 64;

    /// <param name="text">The cell.</param>
    /// <param name="commaIsDecimal">The comma is the decimal sign, and the point parts thousands; else the other way round.</param>
    /// <param name="value">The number.</param>
    public static bool TryRead(ReadOnlySpan<char> text, bool commaIsDecimal, out decimal value)
    {
        if ((!commaIsDecimal || !text.Contains('.')) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        value = 0;
        if (text.Length > MaxCharacters) return false;
        Span<char> plain = stackalloc char[MaxCharacters];
        int length = 0;
        foreach (char c in text)
        {
            if (IsSpace(c)) continue;
            plain[length++] = c == '\u2212' ? '-' : c; // a typographer's minus
        }
        Span<char> number = plain[..length];
        if (!TryPlaceSeparators(number, commaIsDecimal, out int kept)) return false;
        return decimal.TryParse(number[..kept], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Parts thousands whatever the decimal sign is.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\u00A0' or '\u202F' or '\'';

    /// <summary>Where the number of a cell ends and its asset begins; the cell's length when there is none.</summary>
    public static int FirstLetter(ReadOnlySpan<char> cell)
    {
        for (int i = 0; i < cell.Length; i++)
        {
            bool isExponent = cell[i] is 'e' or 'E' && i > 0 && i + 1 < cell.Length
                && (char.IsAsciiDigit(cell[i + 1]) || cell[i + 1] is '-' or '+');
            if (char.IsLetter(cell[i]) && !isExponent) return i;
        }
        return cell.Length;
    }

    private static bool TryPlaceSeparators(Span<char> number, bool commaIsDecimal, out int length)
    {
        (char sign, char group) = commaIsDecimal ? (',', '.') : ('.', ',');
        length = number.Length;
        if (!AreGroups(number, group, number.LastIndexOf(sign))) return false;
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
