using System.Globalization;

namespace HarvestBrain.SessionGeneration;

/// <summary>The words, numbers and times of an entry as text, always in the invariant culture.</summary>
internal static class EntryWords
{
    // Dividing by one with 28 decimals drops trailing zeros: 3300.00 -> 3300.
    private const decimal OneWithAllDecimals = 1.0000000000000000000000000000m;

    public static string Status(SessionEvent subject, EntryStyle style)
    {
        string word = subject.Status switch
        {
            EventStatus.PriceUpdate => "PRICE_UPDATE",
            EventStatus.Filled => "FILLED",
            EventStatus.PartiallyFilled => style.PartiallyFilled,
            EventStatus.Rejected => "REJECTED",
            EventStatus.Blocked => "BLOCKED",
            EventStatus.Canceled => style.Canceled,
            EventStatus.Expired => "EXPIRED",
            EventStatus.New => "NEW",
            EventStatus.Accepted => "ACCEPTED",
            EventStatus.Pending => "PENDING",
            _ => throw new ArgumentOutOfRangeException(nameof(subject)),
        };
        return InCase(word, style.LetterCase);
    }

    public static string Side(SessionEvent subject, EntryStyle style)
    {
        string word = (subject.IsBuy, style.HasPositionWordsAsSide) switch
        {
            (true, false) => "BUY",
            (false, false) => "SELL",
            (true, true) => "LONG",
            (false, true) => "SHORT",
        };
        return InCase(word, style.LetterCase);
    }

    public static string PositionSide(PositionSide side) => side switch
    {
        SessionGeneration.PositionSide.Both => "BOTH",
        SessionGeneration.PositionSide.Long => "LONG",
        SessionGeneration.PositionSide.Short => "SHORT",
        _ => throw new ArgumentOutOfRangeException(nameof(side)),
    };

    public static decimal WithoutTrailingZeros(decimal value) => value / OneWithAllDecimals;

    public static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string IsoUtc(long unixMilliseconds) => Iso(unixMilliseconds, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    public static string IsoOffset(long unixMilliseconds) => Iso(unixMilliseconds, "yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'");

    private static string Iso(long unixMilliseconds, string format) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString(format, CultureInfo.InvariantCulture);

    private static string InCase(string upper, LetterCase letterCase) => letterCase switch
    {
        LetterCase.Upper => upper,
        LetterCase.Lower => upper.ToLowerInvariant(),
        LetterCase.Capitalised => upper[0] + upper[1..].ToLowerInvariant(),
        _ => throw new ArgumentOutOfRangeException(nameof(letterCase)),
    };
}
