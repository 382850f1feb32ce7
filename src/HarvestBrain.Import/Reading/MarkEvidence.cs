namespace HarvestBrain.Import.Reading;

/// <summary>What one number says about the decimal sign of its column.</summary>
internal enum MarkEvidence
{
    /// <summary>Nothing: it has neither sign, or is no number.</summary>
    None,

    /// <summary>The comma is the decimal's: <c>3000,5</c>, <c>1.234,5</c>, <c>1.234.567</c>.</summary>
    Comma,

    /// <summary>The point is: <c>3000.5</c>, <c>1,234.5</c>, <c>1,234,567</c>.</summary>
    Point,

    /// <summary>One comma before three digits, <c>3,100</c>: it may part thousands.</summary>
    EitherComma,

    /// <summary>One point before three digits, <c>3.100</c>: it may part thousands.</summary>
    EitherPoint,
}

/// <summary>Reads <see cref="MarkEvidence"/> off a cell.</summary>
internal static class MarkEvidenceReader
{
    /// <param name="cell">The cell; an asset may stand behind the number.</param>
    public static MarkEvidence Of(ReadOnlySpan<char> cell)
    {
        if (cell.IndexOfAny(',', '.') < 0) return MarkEvidence.None;
        ReadOnlySpan<char> number = cell[..Numbers.FirstLetter(cell)].Trim();
        bool hasSpaces = false;
        int commas = 0, points = 0, firstMark = -1, lastMark = -1;
        for (int i = 0; i < number.Length; i++)
        {
            char c = number[i];
            if (c is ',' or '.')
            {
                if (c == ',') commas++;
                else points++;
                if (firstMark < 0) firstMark = i;
                lastMark = i;
            }
            else if (Numbers.IsSpace(c)) hasSpaces = true;
            else if (c is 'e' or 'E') return points == 1 && commas == 0 ? MarkEvidence.Point : MarkEvidence.None;
            else if (!char.IsAsciiDigit(c) && !(i == 0 && c is '-' or '+' or '\u2212')) return MarkEvidence.None;
        }
        if (commas + points == 0) return MarkEvidence.None;
        bool lastIsComma = number[lastMark] == ',';
        if (commas > 0 && points > 0)
        {
            if ((lastIsComma ? commas : points) > 1) return MarkEvidence.None;
            return lastIsComma ? MarkEvidence.Comma : MarkEvidence.Point;
        }
        if (commas + points > 1)
        {
            bool areGroups = AreGroups(number, firstMark, number[lastMark]);
            return !areGroups ? MarkEvidence.None : lastIsComma ? MarkEvidence.Point : MarkEvidence.Comma;
        }
        bool mayPartThousands = !hasSpaces && number.Length - lastMark == 4 && MayLead(number[..firstMark]);
        return mayPartThousands ? lastIsComma ? MarkEvidence.EitherComma : MarkEvidence.EitherPoint
            : lastIsComma ? MarkEvidence.Comma : MarkEvidence.Point;
    }

    private static bool AreGroups(ReadOnlySpan<char> number, int first, char mark)
    {
        if (!MayLead(number[..first]) || (number.Length - first) % 4 != 0) return false;
        for (int i = first; i < number.Length; i += 4)
        {
            if (number[i] != mark || number.Slice(i + 1, 3).Contains(mark)) return false;
        }
        return true;
    }

    // What stands before thousands: one to three digits, of which the first is no zero.
    private static bool MayLead(ReadOnlySpan<char> digits)
    {
        digits = digits.TrimStart("+-\u2212");
        return digits.Length is >= 1 and <= 3 && digits[0] != '0';
    }
}
