using System.Globalization;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Event times as producers write them: Unix seconds, milliseconds, microseconds or nanoseconds, told apart by size, or ISO 8601.
/// </summary>
internal static class WireTime
{
    // September 2001: a smaller number is a duration, a count or a year, but no time of a market that anybody records.
    private const decimal FirstSecond = 1_000_000_000m;

    // The year 5138 in seconds, and 1973 in milliseconds: no event is as late as the first or as early as the second. The others alike.
    private const decimal FirstMilliseconds = 100_000_000_000m;
    private const decimal FirstMicroseconds = 100_000_000_000_000m;
    private const decimal FirstNanoseconds = 100_000_000_000_000_000m;

    private const int WholeSecondSlackMs = 999;
    private const int MillisecondDigits = 3;

    /// <summary>The end of the year 9999, in Unix milliseconds: no later time can be written as ISO 8601.</summary>
    public const long LastUnixMs = 253_402_300_799_999;

    /// <summary>Reads an event time into Unix milliseconds.</summary>
    /// <param name="utf8">The time as it was written.</param>
    /// <param name="unixMs">The earliest that it may mean.</param>
    /// <param name="slackMs">How much later it may have been: 999 for whole seconds, 0 for anything finer.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out long unixMs, out int slackMs)
    {
        unixMs = slackMs = 0;
        if (TryReadMilliseconds(utf8, out unixMs)) return true;
        return WireNumber.Read(utf8, out decimal number) is null
            ? TryReadNumber(number, out unixMs, out slackMs)
            : TryReadIso8601(utf8, out unixMs, out slackMs);
    }

    private static bool TryReadNumber(decimal number, out long unixMs, out int slackMs)
    {
        unixMs = slackMs = 0;
        if (number < FirstSecond) return false;
        decimal ms = number switch
        {
            < FirstMilliseconds => number * 1000,
            < FirstMicroseconds => number,
            < FirstNanoseconds => number / 1000,
            _ => number / 1_000_000,
        };
        if (ms > LastUnixMs) return false;
        unixMs = (long)Math.Floor(ms);
        // Programs write a whole number of seconds as 1768693510 or as 1768693510.0; a fraction, even .4, was measured.
        if (number < FirstMilliseconds && number.Scale < MillisecondDigits && unixMs % 1000 == 0) slackMs = WholeSecondSlackMs;
        return true;
    }

    private static bool TryReadIso8601(ReadOnlySpan<byte> utf8, out long unixMs, out int slackMs)
    {
        unixMs = slackMs = 0;
        Span<char> text = stackalloc char[40];
        utf8 = utf8.Trim(" \t\r\n"u8);
        if (utf8.Length is < 10 or > 40 || !System.Text.Ascii.IsValid(utf8)) return false;
        System.Text.Encoding.ASCII.GetChars(utf8, text);
        text = text[..utf8.Length];
        // ISO 8601 starts with year-month-day; the general parser would accept more than that.
        if (text[4] != '-' || text[7] != '-' || !char.IsAsciiDigit(text[0])) return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return false;
        unixMs = time.ToUnixTimeMilliseconds();
        if (text.IndexOf('.') < 0 && text.IndexOf(',') < 0) slackMs = WholeSecondSlackMs;
        return unixMs >= 0;
    }

    /// <summary>The common form, whole milliseconds, without a decimal and its comparisons.</summary>
    private static bool TryReadMilliseconds(ReadOnlySpan<byte> utf8, out long unixMs)
    {
        const int Digits = 13; // of the years 2001 to 2286
        unixMs = 0;
        if (utf8.Length != Digits || utf8[0] == '0') return false;
        long digits = 0;
        foreach (byte b in utf8)
        {
            uint digit = unchecked((uint)b - '0');
            if (digit > 9) return false;
            digits = (digits * 10) + digit;
        }
        unixMs = digits;
        return true;
    }
}
