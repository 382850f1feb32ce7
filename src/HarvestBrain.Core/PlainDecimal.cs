using System.Globalization;

namespace HarvestBrain.Core;

/// <summary>Decimals as people and other programs read them: no exponent, no trailing zeros.</summary>
public static class PlainDecimal
{
    // Dividing by a one of the largest scale makes the runtime drop trailing zeros.
    private const decimal OneAtFullScale = 1.0000000000000000000000000000m;

    /// <summary>The same value without trailing zeros: 0.250 becomes 0.25, 100.00 becomes 100.</summary>
    public static decimal Trim(decimal value) => value == 0 ? 0 : value / OneAtFullScale;

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
        decimal magnitude = Math.Abs(value);
        if (magnitude == 0) return 0;
        int integerDigits = 1 + (int)Math.Floor(Math.Log10((double)magnitude));
        int decimals = digits - integerDigits;
        return decimals >= value.Scale ? value : Math.Round(value, Math.Clamp(decimals, 0, 28));
    }

    /// <summary>One unit of the last digit after the decimal point: 0.01 for 2.50, 1 for 100.</summary>
    public static decimal LastDigit(decimal value) => new(1, 0, 0, isNegative: false, value.Scale);
}
