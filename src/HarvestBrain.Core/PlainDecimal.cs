using System.Globalization;
using System.Numerics;

namespace HarvestBrain.Core;

/// <summary>Decimals as people and other programs read them: no exponent, no trailing zeros.</summary>
public static class PlainDecimal
{
    // Dividing by a one of the largest scale makes the runtime drop trailing zeros.
    private const decimal OneAtFullScale = 1.0000000000000000000000000000m;

    private static readonly UInt128[] PowersOfTen = Powers();

    /// <summary>The same value without trailing zeros: 0.250 becomes 0.25, 100.00 becomes 100.</summary>
    public static decimal Trim(decimal value) => value == 0 ? 0 : value.Scale == 0 ? value : value / OneAtFullScale;

    /// <summary>The value as text, invariant culture, without exponent and trailing zeros.</summary>
    public static string Format(decimal value) => Trim(value).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Rounds to a number of significant digits, half to even. Takes away the last digits of a repeating decimal,
    /// such as an average entry of 3300.666..., so that they don't decide a comparison or fill a line.
    /// </summary>
    /// <param name="value">Any value.</param>
    /// <param name="digits">Significant digits to keep, 1 to 28.</param>
    public static decimal RoundToSignificant(decimal value, int digits)
    {
        // All of a decimal's digits stand in its mantissa: no logarithm is needed to count them, and most prices have few.
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        ulong high = unchecked((uint)bits[2]), low = unchecked(((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        int bitCount = high == 0 ? 64 - BitOperations.LeadingZeroCount(low) : 128 - BitOperations.LeadingZeroCount(high);
        int count = (bitCount * 1233) >> 12; // 1233 / 4096 is log10(2), near enough that this is right or one too few
        if (new UInt128(high, low) >= PowersOfTen[count]) count++;
        return count <= digits ? value : Math.Round(value, Math.Max(0, value.Scale - (count - digits)));
    }

    /// <summary>Rounds down to a number of significant digits: never more than it was.</summary>
    /// <param name="value">A value of 0 or more.</param>
    /// <param name="digits">Significant digits to keep, 1 to 28.</param>
    internal static decimal FloorToSignificant(decimal value, int digits)
    {
        decimal rounded = RoundToSignificant(value, digits);
        return rounded <= value ? rounded : rounded - LastDigit(rounded);
    }

    private static UInt128[] Powers()
    {
        var powers = new UInt128[29]; // 96 bits are 29 digits
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }

    /// <summary>One unit of the last digit after the decimal point: 0.01 for 2.50, 1 for 100.</summary>
    public static decimal LastDigit(decimal value) => new(1, 0, 0, isNegative: false, value.Scale);
}
