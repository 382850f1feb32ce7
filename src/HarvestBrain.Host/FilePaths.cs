namespace HarvestBrain.Host;

/// <summary>What a path that somebody gave leads to.</summary>
internal static class FilePaths
{
    private const int MaxLinks = 40; // as Linux has it; a circle of links leads nowhere

    /// <summary>The full path, without any link in it.</summary>
    public static string Real(string path) => Real(path, links: 0);

    /// <summary>
    /// A terminal, <c>/dev/null</c>, a descriptor of the process: it is not replaced, and may be read and written at once. In
    /// <c>/dev/shm</c> there are files.
    /// </summary>
    public static bool IsDevice(string path) => path.StartsWith("/proc/", StringComparison.Ordinal)
        || (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal));

    private static string Real(string path, int links)
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
}
