using System.Globalization;
using System.Text.RegularExpressions;

namespace HarvestBrain.Import.Reading;

/// <summary>Time zones: IANA names, offsets, and the few abbreviations that mean one thing only in the files that use them.</summary>
internal static partial class Zones
{
    /// <summary>A zone by IANA name (Europe/Athens) or offset (UTC, UTC+3, +03:00); <see langword="null"/> = there is none of that
    /// name.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        string trimmed = name.Trim();
        if (trimmed is "Z") return TimeZoneInfo.Utc;
        if (TryUtcName(trimmed, out TimeSpan offset)) return OfOffset(offset);
        return TimeZoneInfo.TryFindSystemTimeZoneById(trimmed, out TimeZoneInfo? zone) ? zone : null;
    }

    /// <summary>A zone that a file's name or a column's title tells: <c>(UTC+3)</c>, <c>Date(UTC)</c>, <c>_UTC+0</c>.</summary>
    public static TimeZoneInfo? InText(string text)
    {
        Match match = UtcInText().Match(text);
        if (!match.Success || !TryUtcName(match.Groups["zone"].Value, out TimeSpan offset)) return null;
        // A file's name cannot hold a colon everywhere, so the minutes come behind another sign.
        double minutes = match.Groups["minutes"] is { Success: true } told ? int.Parse(told.Value, CultureInfo.InvariantCulture)
            : match.Groups["part"] is { Success: true } part ? part.Value == "5" ? 30 : part.Value == "75" ? 45 : 15 : 0;
        return OfOffset(offset + TimeSpan.FromMinutes(match.Value[3..].StartsWith('-') ? -minutes : minutes));
    }

    /// <summary>Reads <c>+03:00</c>, <c>+0300</c>, <c>+3</c>, <c>-05</c>.</summary>
    public static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length is < 2 or > 6 || text[0] is not ('+' or '-')) return false;
        ReadOnlySpan<char> digits = text[1..];
        int colon = digits.IndexOf(':');
        ReadOnlySpan<char> hours = colon >= 0 ? digits[..colon] : digits.Length == 4 ? digits[..2] : digits;
        ReadOnlySpan<char> minutes = colon >= 0 ? digits[(colon + 1)..] : digits.Length == 4 ? digits[2..] : "0";
        if (!int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out int h)
            || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out int m) || h > 14 || m > 59) return false;
        offset = new TimeSpan(h, m, 0);
        if (text[0] == '-') offset = -offset;
        return true;
    }

    /// <summary>Abbreviations as brokers write them behind a time. Those with several meanings (IST, BST, CST of China) are none.</summary>
    public static TimeSpan? OffsetOfAbbreviation(ReadOnlySpan<char> text) => text switch
    {
        "UTC" or "GMT" => TimeSpan.Zero,
        "EST" => TimeSpan.FromHours(-5),
        "EDT" => TimeSpan.FromHours(-4),
        "CDT" => TimeSpan.FromHours(-5),
        "MST" => TimeSpan.FromHours(-7),
        "MDT" => TimeSpan.FromHours(-6),
        "PST" => TimeSpan.FromHours(-8),
        "PDT" => TimeSpan.FromHours(-7),
        "CET" => TimeSpan.FromHours(1),
        "CEST" => TimeSpan.FromHours(2),
        "HKT" => TimeSpan.FromHours(8),
        "JST" => TimeSpan.FromHours(9),
        _ => null,
    };

    private static bool TryUtcName(string name, out TimeSpan offset)
    {
        string rest = name.StartsWith("UTC", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("GMT", StringComparison.OrdinalIgnoreCase) ? name[3..] : name;
        if (rest.Length == 0 && name.Length == 3)
        {
            offset = TimeSpan.Zero;
            return true;
        }
        return TryOffset(rest, out offset);
    }

    private static TimeZoneInfo OfOffset(TimeSpan offset)
    {
        if (offset == TimeSpan.Zero) return TimeZoneInfo.Utc;
        string name = string.Create(CultureInfo.InvariantCulture,
            $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours):00}:{Math.Abs(offset.Minutes):00}");
        return TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
    }

    [GeneratedRegex(
        @"(?<![A-Za-z])(?<zone>(UTC|GMT)([+-]\d{1,2}(:?\d{2})?)?)([_\-](?<minutes>00|15|30|45)|\.(?<part>25|5|75))?(?![A-Za-z\d])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UtcInText();
}
