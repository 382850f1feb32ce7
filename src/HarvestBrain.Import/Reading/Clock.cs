using System.Globalization;

namespace HarvestBrain.Import.Reading;

/// <summary>Whether a text could be read as a time.</summary>
internal enum TimeOutcome
{
    Read,
    Invalid,
    NeedsZone,
    Ambiguous,
    Impossible,
    DayOrMonthFirst,
}

/// <summary>
/// Reads the times of one file into Unix milliseconds. The zone is the cell's own, else the file's (its name, its header, its format),
/// else the one that was given; without any it is asked for.
/// </summary>
internal sealed class Clock(TimeZoneInfo? zone, string? zoneSource)
{
    private const decimal LastSecond = 1e11m, LastMs = 1e14m, LastUs = 1e17m;
    private const decimal First = 1e9m; // a smaller number is a date without separators, or a spreadsheet's day count
    private const long LastUnixMs = 253_402_300_799_999;

    // Tried in this order, the last one that fitted first.
    private static readonly string[] Layouts =
    [
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yy-MM-dd HH:mm:ss", "yyyy.MM.dd HH:mm:ss.FFF",
            "yyyy/MM/dd HH:mm:ss.FFF",
        "yyyyMMdd;HHmmss", "yyyyMMdd HHmmss", "yyyyMMdd-HH:mm:ss.FFFFFFF", "yyyyMMdd,HHmmss", "yyyy-MM-dd;HH:mm:ss", "yyyy-MM-dd, HH:mm:ss",
        "yyyy-MM-dd;HHmmss", "yyyyMMdd;HH:mm:ss", "yyyyMMdd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm", "yyyy.MM.dd HH:mm",
        "yyyy/MM/dd HH:mm",
        "yyyy-MM-dd", "yyyy.MM.dd", "yyyy/MM/dd", "yyyyMMdd",
    ];

    private int _layout;

    /// <summary>The zone of times that name none, and where it is from; <see langword="null"/> = unknown.</summary>
    public TimeZoneInfo? Zone => zone;

    /// <summary>What the report says about the zone.</summary>
    public string Source { get; private set; } = "";

    public TimeOutcome Read(ReadOnlySpan<char> text, out long unixMs)
    {
        text = text.Trim();
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
            return ReadNumber(number, out unixMs);
        if (TryTakeOffset(ref text, out TimeSpan offset))
        {
            Source = Said("in the cells");
            return ReadLocal(text, out DateTime utc) ? Finish(utc - offset, out unixMs) : Fail(TimeOutcome.Invalid, out unixMs);
        }
        if (!ReadLocal(text, out DateTime local))
            return Fail(IsDayOrMonthFirst(text) ? TimeOutcome.DayOrMonthFirst : TimeOutcome.Invalid, out unixMs);
        if (zone is null) return Fail(TimeOutcome.NeedsZone, out unixMs);
        Source = Said($"{zone.Id} ({zoneSource})");
        if (zone.IsInvalidTime(local)) return Fail(TimeOutcome.Impossible, out unixMs);
        if (zone.IsAmbiguousTime(local)) return Fail(TimeOutcome.Ambiguous, out unixMs);
        return Finish(local - zone.GetUtcOffset(local), out unixMs);
    }

    /// <summary>A day without a time as its midnight, local; for bars of a day.</summary>
    public TimeOutcome NextMidnight(ReadOnlySpan<char> text, out long unixMs)
    {
        if (!ReadLocal(text.Trim(), out DateTime local)) return Fail(TimeOutcome.Invalid, out unixMs);
        if (zone is null) return Fail(TimeOutcome.NeedsZone, out unixMs);
        DateTime next = local.Date.AddDays(1);
        return Finish(next - zone.GetUtcOffset(next), out unixMs);
    }

    /// <summary>The first instant of a local day. A day whose midnight does not exist begins when its clock does.</summary>
    public TimeOutcome Midnight(ReadOnlySpan<char> text, out long unixMs)
    {
        if (!ReadLocal(text.Trim(), out DateTime local)) return Fail(TimeOutcome.Invalid, out unixMs);
        if (zone is null) return Fail(TimeOutcome.NeedsZone, out unixMs);
        Source = Said($"{zone.Id} ({zoneSource})");
        return Finish(local.Date - zone.GetUtcOffset(local.Date), out unixMs);
    }

    private TimeOutcome ReadNumber(decimal number, out long unixMs)
    {
        if (number < First || IsDateWithoutSeparators(number)) return Fail(TimeOutcome.Invalid, out unixMs);
        decimal ms = number < LastSecond ? number * 1000 : number < LastMs ? number : number < LastUs ? number / 1000 : number / 1_000_000;
        if (ms > LastUnixMs) return Fail(TimeOutcome.Invalid, out unixMs); // before the cast: it may be larger than any of ours
        unixMs = (long)Math.Floor(ms);
        Source = Said("Unix time");
        return TimeOutcome.Read;
    }

    // To the minute, the second or the millisecond, of 2000 to 2099: as Unix time they would be of 1976 or of 2612.
    private static bool IsDateWithoutSeparators(decimal number) =>
        number is (>= 20e10m and < 21e10m) or (>= 20e12m and < 21e12m) or (>= 20e15m and < 21e15m);

    private string Said(string what) =>
        Source.Length == 0 || Source == what ? what : Source.Contains(what, StringComparison.Ordinal) ? Source : $"{Source}, {what}";

    private bool ReadLocal(ReadOnlySpan<char> text, out DateTime local)
    {
        // More digits than a tick has are cut off: nanoseconds.
        int point = text.LastIndexOf('.');
        if (point > 10 && text.Length - point > 8) text = text[..(point + 8)];
        if (Parse(text, Layouts[_layout], out local)) return true;
        for (int i = 0; i < Layouts.Length; i++)
        {
            if (!Parse(text, Layouts[i], out local)) continue;
            _layout = i;
            return true;
        }
        return false;
    }

    private static bool Parse(ReadOnlySpan<char> text, string layout, out DateTime local) =>
        DateTime.TryParseExact(text, layout, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);

    private static bool TryTakeOffset(ref ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length < 10) return false;
        if (text[^1] is 'Z' or 'z')
        {
            text = text[..^1];
            return true;
        }
        int space = text.LastIndexOf(' ');
        if (space > 0 && Zones.OffsetOfAbbreviation(text[(space + 1)..]) is { } known)
        {
            text = text[..space].TrimEnd();
            offset = known;
            return true;
        }
        int sign = text.LastIndexOfAny('+', '-');
        // A minus among the first ten characters separates a date; an offset comes after a time.
        if (sign <= 10 || text[..sign].IndexOf(':') < 0 || !Zones.TryOffset(text[sign..], out offset)) return false;
        text = text[..sign].TrimEnd();
        return true;
    }

    private static bool IsDayOrMonthFirst(ReadOnlySpan<char> text) =>
        text.Length >= 8 && char.IsAsciiDigit(text[0]) && (text[1] is '/' or '.' || text[2] is '/' or '.');

    private static TimeOutcome Finish(DateTime utc, out long unixMs)
    {
        unixMs = (long)Math.Round((utc - DateTime.UnixEpoch).TotalMilliseconds, MidpointRounding.AwayFromZero);
        return unixMs is > 0 and <= LastUnixMs ? TimeOutcome.Read : TimeOutcome.Invalid;
    }

    private static TimeOutcome Fail(TimeOutcome outcome, out long unixMs)
    {
        unixMs = 0;
        return outcome;
    }
}
