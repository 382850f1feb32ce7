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
        // The common form first: plain digits, no blanks. Utf8Parser gives up on more digits than a decimal holds.
        if (Utf8Parser.TryParse(utf8, out value, out int used) && used == utf8.Length) return null;
        utf8 = utf8.Trim(" \t\r\n"u8);
        if (decimal.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return null;
        if (!double.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out double approximate))
            return IsNotFinite(utf8) ? DecodeCode.NumberNotFinite : DecodeCode.NumberInvalid;
        // A number after all, but none that a decimal holds.
        return double.IsFinite(approximate) || HasDigits(utf8) ? DecodeCode.NumberOutOfRange : DecodeCode.NumberNotFinite;
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
