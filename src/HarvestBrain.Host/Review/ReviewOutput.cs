namespace HarvestBrain.Host.Review;

/// <summary>Writes what a review came to.</summary>
internal static class ReviewOutput
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <returns>It was written; else the reason stands on standard error.</returns>
    public static bool Write(string? file, Func<byte[]> content)
    {
        if (file is null) return true;
        string written = file + ".tmp";
        try
        {
            File.WriteAllBytes(written, content());
            File.Move(written, file, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"harvestbrain: {file}: {e.Message}");
            if (File.Exists(written)) File.Delete(written);
            return false;
        }
    }
}
