namespace HarvestBrain.Import.Reading;

/// <summary>Why a row is refused. A closed set, with what was found.</summary>
internal readonly record struct Problem(string Code, string Detail)
{
    private const int MaxLength = 60;

    public static Problem NumberInvalid(string name, ReadOnlySpan<char> found) => new("NumberInvalid", $"{name}: '{Excerpt(found)}'");

    public static Problem NumberOutOfRange(string name, ReadOnlySpan<char> found) => new("NumberOutOfRange", $"{name}: '{Excerpt(found)}'");

    public static Problem Missing(string name) => new("CellMissing", name);

    public static Problem TimeInvalid(string name, ReadOnlySpan<char> found) => new("TimeInvalid", $"{name}: '{Excerpt(found)}'");

    public static Problem SideUnknown(string name, ReadOnlySpan<char> found) => new("SideUnknown", $"{name}: '{Excerpt(found)}'");

    public static Problem Inverse(string symbol) =>
        new("InverseContract",
            $"{Excerpt(symbol)}: its contracts are worth a fixed amount of quote currency; profit would be computed wrongly");

    public override string ToString() => $"{Code}({Detail})";

    /// <summary>A piece of a file as it may stand in a message: short, and without control characters.</summary>
    public static string Excerpt(ReadOnlySpan<char> text)
    {
        var clean = new System.Text.StringBuilder(MaxLength + 3);
        foreach (char c in text[..Math.Min(MaxLength, text.Length)]) clean.Append(char.IsControl(c) ? '?' : c);
        return text.Length > MaxLength ? clean.Append("...").ToString() : clean.ToString();
    }
}
