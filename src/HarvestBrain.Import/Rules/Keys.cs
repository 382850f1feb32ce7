namespace HarvestBrain.Import.Rules;

/// <summary>Hashes of ids that are compared and never shown.</summary>
internal static class Keys
{
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211;

    /// <summary>64 bits of a text (FNV-1a); 0 = empty.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return 0;
        ulong hash = Offset;
        foreach (char c in text) hash = unchecked((hash ^ c) * Prime);
        return hash == 0 ? 1 : hash;
    }
}
