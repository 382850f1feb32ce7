using System.Collections.Concurrent;

namespace HarvestBrain.Host.Import;

/// <summary>
/// Files that can be read once alone, such as a named pipe, <c>&lt;(zcat fills.gz)</c> and standard input, kept in files of their own while
/// this lives: an import looks at a file first, and prices are read once more for each pass.
/// </summary>
internal sealed class PipeCopies : IDisposable
{
    /// <summary>Stands for standard input.</summary>
    public const string StandardInput = "-";

    // A signal may come while a copy is made.
    private readonly ConcurrentDictionary<string, string> _copies = new(StringComparer.Ordinal);

    /// <summary>Where a file can be read again and again: its own path, or that of its copy. A pipe is read to its end.</summary>
    /// <exception cref="IOException">It cannot be read, or there is no room for the copy.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string Of(string path)
    {
        if (_copies.TryGetValue(path, out string? known)) return known;
        using Stream stream = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
        if (path != StandardInput && stream.CanSeek) return path;
        string copy = Path.GetTempFileName();
        _copies[path] = copy; // before it is filled: it is deleted also when that fails
        using FileStream target = File.Create(copy);
        stream.CopyTo(target);
        return copy;
    }

    public void Dispose()
    {
        foreach (string copy in _copies.Values) File.Delete(copy);
    }
}
