namespace HarvestBrain.Host;

/// <summary>A result that could not be written where somebody wanted it: no bug, and to be mended by who gave the name.</summary>
internal static class WriteError
{
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Says it on standard error.</summary>
    /// <param name="file">Where it was to be written.</param>
    /// <param name="e">What came of it.</param>
    /// <returns>The exit code.</returns>
    public static int Say(string file, Exception e)
    {
        Console.Error.WriteLine($"harvestbrain: {file}: {e.Message}");
        return ExitCode.CannotWrite;
    }
}
