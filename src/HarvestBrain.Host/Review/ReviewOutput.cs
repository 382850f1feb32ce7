namespace HarvestBrain.Host.Review;

/// <summary>Writes what a review came to.</summary>
internal static class ReviewOutput
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <returns>It was written; else the reason stands on standard error.</returns>
    public static bool Write(string? file, Func<byte[]> content)
    {
        if (file is null) return true;
        try
        {
            using var written = new WholeFile(file);
            written.Stream.Write(content());
            written.Complete();
            return true;
        }
        catch (Exception e) when (WriteError.Is(e))
        {
            WriteError.Say(file, e);
            return false;
        }
    }
}
