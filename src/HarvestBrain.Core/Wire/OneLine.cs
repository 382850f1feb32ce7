using System.Globalization;
using System.Text;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Text that came from outside, made fit for one line of a terminal, a table or a message: it can neither end the line, nor move the
/// cursor, nor turn the direction of what stands beside it.
/// </summary>
public static class OneLine
{
    private const char Instead = '?';
    private const char Cut = '…';

    /// <summary>
    /// The text with a question mark in the place of everything that is not to be seen: control characters, line and paragraph
    /// separators, direction marks, halves of surrogate pairs.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="max">What is longer is cut to this many characters, the last of them an ellipsis; 1 or more.</param>
    public static string Of(string text, int max = 64)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        if (text.Length <= max && IsPlain(text)) return text;
        var line = new StringBuilder(Math.Min(text.Length, max));
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A broken surrogate comes as the replacement character, which is to be seen.
            if (line.Length + rune.Utf16SequenceLength > max)
            {
                if (line.Length == max) line.Length -= char.IsLowSurrogate(line[^1]) ? 2 : 1;
                return line.Append(Cut).ToString();
            }
            if (IsSeen(rune)) line.Append(rune);
            else line.Append(Instead);
        }
        return line.ToString();
    }

    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~') return false;
        }
        return true;
    }

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
