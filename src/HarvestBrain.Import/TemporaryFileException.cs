namespace HarvestBrain.Import;

/// <summary>The fills do not fit into memory, and the folder for temporary files has no room or cannot be written.</summary>
public sealed class TemporaryFileException : IOException
{
    /// <param name="folder">The folder.</param>
    /// <param name="inner">What came of it.</param>
    internal TemporaryFileException(string folder, Exception inner)
        : base($"TemporaryFile({folder}): {inner.Message}; where fills are kept while many are imported: make room there, or name "
            + "another folder with TMPDIR (on Windows TMP)", inner)
    {
    }
}
