using System.Globalization;
using HarvestBrain.Core;

namespace HarvestBrain.Review.Reports;

/// <summary>Numbers as reports write them: R to six decimals in JSON, what cannot be said as nothing, never NaN.</summary>
internal static class Numbers
{
    private const int JsonDecimals = 6;
    private const double Largest = 1e15; // beyond it six decimals mean nothing

    /// <summary>A number of a report, rounded; <see langword="null"/> when it cannot be said.</summary>
    public static decimal? Rounded(double? value) =>
        value is { } number && Math.Abs(number) < Largest ? PlainDecimal.Trim(Math.Round((decimal)number, JsonDecimals)) : null;

    /// <summary>With a sign and fixed decimals, for the page; a dash when it cannot be said.</summary>
    public static string Signed(double? value, int decimals = 2)
    {
        if (value is not { } number || !double.IsFinite(number)) return "–";
        string text = Math.Abs(number).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        bool isZero = text.All(c => c is '0' or '.');
        return isZero ? text : number < 0 ? "−" + text : "+" + text;
    }

    /// <summary>A value beside an axis: with the decimals that it has, two at most, so that no two say the same.</summary>
    public static string Tick(double value) => Signed(value, value == Math.Round(value) ? 0 : Math.Round(value, 1) == value ? 1 : 2);

    /// <summary>With fixed decimals.</summary>
    public static string Fixed(double? value, int decimals = 2) =>
        Signed(value, decimals).TrimStart('+');

    public static string Percent(double? share, int decimals = 0) => share is { } value ? Fixed(100 * value, decimals) + " %" : "–";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its two largest units.</summary>
    public static string Duration(double? ms)
    {
        if (ms is not { } value) return "–";
        long minutes = (long)(value / 60_000);
        if (minutes < 1) return $"{(long)(value / 1000)} s";
        if (minutes < 60) return $"{minutes} min";
        if (minutes < 60 * 24) return $"{minutes / 60} h {minutes % 60} min";
        return $"{minutes / (60 * 24)} d {minutes / 60 % 24} h";
    }
}
