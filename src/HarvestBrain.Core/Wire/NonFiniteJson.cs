namespace HarvestBrain.Core.Wire;

/// <summary>
/// Python's <c>json.dumps</c> writes NaN and Infinity bare, which no JSON parser accepts. Quoting them lets the entry be read,
/// so that the error names the field, and an entry whose own fields are fine is not lost.
/// </summary>
internal static class NonFiniteJson
{
    /// <summary>The same JSON with bare NaN, Infinity and -Infinity in quotes; <see langword="null"/> when there are none.</summary>
    public static byte[]? Quote(ReadOnlySpan<byte> json)
    {
        List<byte>? quoted = null;
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            byte b = json[i];
            int length = inString ? 0 : TokenLength(json[i..]);
            if (length > 0)
            {
                if (quoted is null)
                {
                    quoted = new List<byte>(json.Length + 16);
                    quoted.AddRange(json[..i]);
                }
                quoted.Add((byte)'"');
                quoted.AddRange(json.Slice(i, length));
                quoted.Add((byte)'"');
                i += length - 1;
                continue;
            }
            if (b == '\\' && inString && i + 1 < json.Length)
            {
                quoted?.Add(b);
                b = json[++i];
            }
            else if (b == '"')
            {
                inString = !inString;
            }
            quoted?.Add(b);
        }
        return quoted?.ToArray();
    }

    private static int TokenLength(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("NaN"u8)) return 3;
        if (rest.StartsWith("Infinity"u8)) return 8;
        return rest.StartsWith("-Infinity"u8) ? 9 : 0;
    }
}
