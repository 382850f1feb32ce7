namespace HarvestBrain.Host;

/// <summary>
/// A file that is there whole or not at all: it is written beside its place, and moved there when it is complete. A device or a pipe is
/// written as it is; who moves a file to its place has none any more. A link stays one: what it leads to is written.
/// </summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string _path;
    private readonly string? _beside;

    /// <exception cref="IOException">It cannot be written there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public WholeFile(string path)
    {
        _path = FilePaths.Real(path);
        // What stands in /dev may lead to a pipe, which has no path of its own.
        if (OpenAsItIs(FilePaths.IsDevice(Path.GetFullPath(path)) ? path : _path) is { } stream)
        {
            Stream = stream;
            return;
        }
        _beside = $"{_path}.{Environment.ProcessId}.part";
        Stream = File.Create(_beside);
    }

    /// <summary>What is written.</summary>
    public FileStream Stream { get; }

    /// <summary>It is complete, and stands in its place from now on.</summary>
    public void Complete()
    {
        Stream.Dispose();
        if (_beside is not null) File.Move(_beside, _path, overwrite: true);
    }

    /// <summary>What was not completed is gone.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        Delete();
    }

    /// <summary>Deletes what was not completed, also while it is written.</summary>
    public void Delete()
    {
        if (_beside is not null) File.Delete(_beside);
    }

    private static FileStream? OpenAsItIs(string path)
    {
        if (!File.Exists(path)) return null;
        // Not truncated: a file that is there stays until the new one is complete. Who may not write it may not replace it either.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        if (FilePaths.IsDevice(Path.GetFullPath(path)) || !stream.CanSeek) return stream;
        stream.Dispose();
        return null;
    }
}
