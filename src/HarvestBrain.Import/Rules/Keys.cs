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

    /// <summary>64 bits of two texts.</summary>
    public static ulong Of(ReadOnlySpan<char> one, ReadOnlySpan<char> other) => Of(Of(one), Of(other));

    /// <summary>64 bits of two numbers.</summary>
    public static ulong Of(ulong one, ulong other)
    {
        ulong hash = unchecked(((one * Prime) ^ other) * 0x9E3779B97F4A7C15); // numbers of trades differ in their last bits only
        return hash ^ (hash >> 32);
    }
}
