using System.Globalization;
using HarvestBrain.Import.Reading;

namespace HarvestBrain.Import.Risk;

/// <summary>One answer to where 1R comes from.</summary>
internal abstract record RiskSource(string Name)
{
    /// <summary>A stop that the files tell.</summary>
    internal sealed record OfFile() : RiskSource("file");

    /// <summary>A share of the entry.</summary>
    internal sealed record OfPercent(decimal Percent) : RiskSource("pct");

    /// <summary>A multiple of Wilder's average true range of the bars that closed before the entry.</summary>
    internal sealed record OfRange(int Length, long IntervalMs, decimal Multiple) : RiskSource("atr");

    /// <summary>The same money each time.</summary>
    internal sealed record OfMoney(decimal Money) : RiskSource("money");

    /// <summary>What winners went against before they won; of the same trades, so only to compare with.</summary>
    internal sealed record OfExcursion(decimal Percentile) : RiskSource("mae");

    /// <summary>Reads <c>file</c>, <c>pct=1.5</c>, <c>atr=14@1h*2</c>, <c>money=250</c>, <c>mae=90</c>; <see langword="null"/> = it is none
    /// of them.</summary>
    public static RiskSource? Parse(string text)
    {
        if (text == "file") return new OfFile();
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return null;
        string value = text[(equals + 1)..];
        return text[..equals] switch
        {
            "pct" when Number(value, 0.001m, 100) is { } percent => new OfPercent(percent),
            "money" when Number(value, 0.000001m, 1e15m) is { } money => new OfMoney(money),
            "mae" when Number(value, 1, 100) is { } percentile => new OfExcursion(percentile),
            "atr" => Range(value),
            _ => null,
        };
    }

    // LENGTH@INTERVAL*MULTIPLE
    private static OfRange? Range(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal), times = text.IndexOf('*', StringComparison.Ordinal);
        if (at < 1 || times < at || Number(text[..at], 1, 1000) is not { } length || length != Math.Floor(length)) return null;
        return SourceFile.TryInterval(text[(at + 1)..times], out long interval) && Number(text[(times + 1)..], 0.01m, 1000) is { } multiple
            ? new OfRange((int)length, interval, multiple)
            : null;
    }

    private static decimal? Number(string text, decimal least, decimal most) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value >= least
            && value <= most ? value : null;
}
