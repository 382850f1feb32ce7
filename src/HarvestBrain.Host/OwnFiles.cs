namespace HarvestBrain.Host;

/// <summary>Keeps what a command reads from being written over by the same command: a trader may have no other copy of an export.</summary>
internal static class OwnFiles
{
    private const string StandardInput = "/dev/stdin"; // leads to the file, where it is one
    private const int MaxLinks = 40; // as Linux has it; a circle of links leads nowhere

    /// <summary>Whether an output is one of the inputs, by another path or link too; if so, that stands on standard error.</summary>
    /// <param name="inputs">What is read; <c>-</c> is standard input.</param>
    /// <param name="outputs">What is written; <see langword="null"/> is none.</param>
    public static bool AreWritten(IEnumerable<string> inputs, params ReadOnlySpan<string?> outputs)
    {
        var comparer = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        HashSet<string> read = new(inputs.Select(input => Real(input == "-" ? StandardInput : input)), comparer);
        foreach (string? output in outputs)
        {
            if (output is null || !read.Contains(Real(output)) || IsDevice(Real(output))) continue;
            Console.Error.WriteLine($"harvestbrain: {output}: is one of the files to read, and would be overwritten; name another");
            return true;
        }
        return false;
    }

    /// <summary>The full path, without any link in it.</summary>
    private static string Real(string path, int links = 0)
    {
        if (path.Length == 0) return path;
        string full = Path.GetFullPath(path), root = Path.GetPathRoot(full)!, real = root;
        foreach (string name in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string folder = real;
            real = Path.Combine(folder, name);
            if (links < MaxLinks && new FileInfo(real).LinkTarget is { } target) real = Real(Path.Combine(folder, target), links + 1);
        }
        return real;
    }

    // A terminal or /dev/null may be read and written at once. In /dev/shm there are files.
    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
