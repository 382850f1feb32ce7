using System.Buffers.Text;
using System.Globalization;

namespace HarvestBrain.Core.Events;

/// <summary>The id of a Redis stream entry: milliseconds and a sequence number, ordered by both.</summary>
/// <param name="UnixMilliseconds">Unix time in milliseconds, 0 or more.</param>
/// <param name="Sequence">Number within the millisecond, 0 or more.</param>
public readonly record struct EntryId(long UnixMilliseconds, long Sequence) : IComparable<EntryId>
{
    /// <summary>The length of the longest id in characters: two 64-bit numbers and a dash.</summary>
    public const int MaxLength = 41;

    /// <summary>Reads <c>ms-seq</c> or <c>ms</c> (sequence 0). Nothing else is an id: no sign, no blanks.</summary>
    /// <returns><see langword="false"/> when the text is no id or a part exceeds <see cref="long.MaxValue"/>.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out EntryId id)
    {
        id = default;
        int dash = utf8.IndexOf((byte)'-');
        ReadOnlySpan<byte> time = dash < 0 ? utf8 : utf8[..dash];
        if (!TryParseDigits(time, out long ms)) return false;
        long sequence = 0;
        if (dash >= 0 && !TryParseDigits(utf8[(dash + 1)..], out sequence)) return false;
        id = new EntryId(ms, sequence);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out EntryId)"/>
    public static bool TryParse(string? text, out EntryId id)
    {
        id = default;
        if (text is null || text.Length is 0 or > MaxLength) return false;
        Span<byte> utf8 = stackalloc byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAscii(text[i])) return false;
            utf8[i] = (byte)text[i];
        }
        return TryParse(utf8, out id);
    }

    /// <summary>
    /// Writes <c>ms-seq</c> and returns the number of bytes; <paramref name="utf8"/> has at least <see cref="MaxLength"/> of them.
    /// </summary>
    public int Format(Span<byte> utf8)
    {
        Utf8Formatter.TryFormat(UnixMilliseconds, utf8, out int written);
        utf8[written++] = (byte)'-';
        Utf8Formatter.TryFormat(Sequence, utf8[written..], out int tail);
        return written + tail;
    }

    /// <summary>The text <c>ms-seq</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UnixMilliseconds}-{Sequence}");

    /// <inheritdoc/>
    public int CompareTo(EntryId other)
    {
        int byTime = UnixMilliseconds.CompareTo(other.UnixMilliseconds);
        return byTime != 0 ? byTime : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>Earlier in the stream.</summary>
    public static bool operator <(EntryId left, EntryId right) => left.CompareTo(right) < 0;

    /// <summary>Later in the stream.</summary>
    public static bool operator >(EntryId left, EntryId right) => left.CompareTo(right) > 0;

    /// <summary>Earlier or the same.</summary>
    public static bool operator <=(EntryId left, EntryId right) => left.CompareTo(right) <= 0;

    /// <summary>Later or the same.</summary>
    public static bool operator >=(EntryId left, EntryId right) => left.CompareTo(right) >= 0;

    private static bool TryParseDigits(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        return digits.Length > 0 && char.IsAsciiDigit((char)digits[0])
            && Utf8Parser.TryParse(digits, out value, out int used) && used == digits.Length;
    }
}
