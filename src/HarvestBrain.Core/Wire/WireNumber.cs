using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace HarvestBrain.Core.Wire;

/// <summary>Numbers as producers write them: JSON numbers or text, invariant culture, exponents allowed.</summary>
internal static class WireNumber
{
    /// <summary>Reads a number; the result is coded.</summary>
    public static DecodeCode? Read(ReadOnlySpan<byte> utf8, out decimal value)
    {
        if (TryReadPlain(utf8, out value)) return null;
        // Utf8Parser gives up on more digits than a decimal holds.
        if (Utf8Parser.TryParse(utf8, out value, out int used) && used == utf8.Length) return null;
        utf8 = utf8.Trim(" \t\r\n"u8);
        if (decimal.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return null;
        if (!double.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out double approximate))
            return IsNotFinite(utf8) ? DecodeCode.NumberNotFinite : DecodeCode.NumberInvalid;
        // A number after all, but none that a decimal holds.
        return double.IsFinite(approximate) || HasDigits(utf8) ? DecodeCode.NumberOutOfRange : DecodeCode.NumberNotFinite;
    }

    /// <summary>
    /// The common form, which the general parsers take three times as long for: digits, with at most one point among them,
    /// and so few that they fit into 64 bits.
    /// </summary>
    private static bool TryReadPlain(ReadOnlySpan<byte> utf8, out decimal value)
    {
        const int MaxDigits = 18;
        value = 0;
        if (utf8.Length is 0 or > MaxDigits + 1) return false;
        ulong digits = 0;
        int point = -1;
        for (int i = 0; i < utf8.Length; i++)
        {
            uint digit = unchecked((uint)utf8[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                continue;
            }
            if (utf8[i] != '.' || point >= 0) return false;
            point = i;
        }
        if (point == 0 || point == utf8.Length - 1 || (point < 0 && utf8.Length > MaxDigits)) return false;
        int scale = point < 0 ? 0 : utf8.Length - 1 - point;
        value = new decimal(unchecked((int)digits), (int)(digits >> 32), 0, isNegative: false, (byte)scale);
        return true;
    }

    // Spellings of other languages that .NET does not parse: Python's nan and inf, and their signed forms.
    private static bool IsNotFinite(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> bare = utf8.TrimStart("+-"u8);
        return Ascii.EqualsIgnoreCase(bare, "nan"u8) || Ascii.EqualsIgnoreCase(bare, "inf"u8)
            || Ascii.EqualsIgnoreCase(bare, "infinity"u8);
    }

    private static bool HasDigits(ReadOnlySpan<byte> utf8) => utf8.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;
}
